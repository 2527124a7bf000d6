/// A signature on a body's content: a line of an `.ndb` file.
public struct BodySignature: Sendable {
  /// The name, as detections show it.
  public var name: String
  /// What the body must be.
  public var target: TargetType
  /// Where the pattern may begin.
  public var offset: SignatureOffset
  /// What must be there.
  public var pattern: BodyPattern

  /// A signature of these parts.
  public init(name: String, target: TargetType, offset: SignatureOffset, pattern: BodyPattern) {
    self.name = name
    self.target = target
    self.offset = offset
    self.pattern = pattern
  }

  /// The same in the form of all content signatures.
  var content: ContentSignature {
    ContentSignature(
      name: name, description: TargetDescription(target: target), logic: .part(0, nil),
      parts: [.pattern(PatternPart(offset: offset, pattern: pattern))], isLogical: false)
  }

  /// Reads `Name:TargetType:Offset:HexSignature[:MinFL[:MaxFL]]`.
  public init(line: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard (4...6).contains(fields.count) else { throw .malformed(.fieldCount) }
    name = try signatureName(fields[0])
    try FunctionalityLevel.check(fields[4...])
    guard let number = Ascii.number(fields[1]), let target = UInt8(exactly: number) else {
      throw .malformed(.target)
    }
    // The offset is read first for the report's sake: it says more about what is missing.
    offset = try SignatureOffset(fields[2])
    pattern = try BodyPatternParser.parse(fields[3])
    switch target {
    case 3, 4, 5, 7: throw .normalisedTarget(target)
    default:
      guard let type = TargetType(rawValue: target) else { throw .unknownTarget(target) }
      self.target = type
    }
  }
}

/// The name field of a signature: not empty, in UTF-8.
func signatureName(_ field: ArraySlice<UInt8>) throws(UnusedReason) -> String {
  guard !field.isEmpty, let name = String(validating: field, as: UTF8.self) else {
    throw .malformed(.name)
  }
  return name
}
