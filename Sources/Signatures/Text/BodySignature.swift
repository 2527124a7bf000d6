/// A signature on a body's content with one pattern: a line of an `.ndb` or a `.db` file.
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
  public var content: ContentSignature {
    ContentSignature(
      name: name, description: TargetDescription(target: target), logic: .part(0, nil),
      parts: [.pattern(PatternPart(offset: offset, pattern: pattern))], isLogical: false)
  }

  /// Reads `Name:TargetType:Offset:HexSignature[:MinFL[:MaxFL]]`, a line of an `.ndb` file.
  public init(line: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard (4...6).contains(fields.count) else { throw .malformed(.fieldCount) }
    try FunctionalityLevel.check(fields[4...])
    // ClamAV takes an empty field and `*` for 0.
    let number = fields[1].elementsEqual([Ascii.asterisk]) ? 0 : CNumber.digits(fields[1])
    guard let number else { throw .malformed(.target) }
    target = try TargetType(number: number)
    name = try signatureName(fields[0])
    offset = try SignatureOffset(fields[2], target: target)
    pattern = try BodyPatternParser.parse(fields[3])
  }

  /// Reads `Name=HexSignature`, a line of a `.db` file: anywhere in any body.
  public init(plainLine line: ArraySlice<UInt8>) throws(UnusedReason) {
    guard let equals = line.firstIndex(of: Ascii.equals) else { throw .malformed(.fieldCount) }
    let hex = line[(equals + 1)...]
    guard hex.first != Ascii.equals else { throw .passedOver }
    name = try signatureName(line[..<equals])
    target = .any
    offset = .any
    pattern = try BodyPatternParser.parse(hex)
  }
}

/// The name field of a signature, without a ` (Clam)` and what follows, as ClamAV cuts it; not empty.
///
/// Names need not be UTF-8 for ClamAV: what is not is shown as replacement characters.
func signatureName(_ field: ArraySlice<UInt8>) throws(UnusedReason) -> String {
  var name = field
  if field.contains(0x20), let mark = field.firstRange(of: Array(" (Clam)".utf8)) {
    name = field[..<mark.lowerBound]
  }
  guard !name.isEmpty else { throw .malformed(.name) }
  return String(decoding: name, as: UTF8.self)
}

extension TargetType {
  /// The target type with this number in signature text.
  ///
  /// No file has the targets 8 and 13 in ClamAV, and no number larger than 14 is known to it: lines with
  /// those are passed over there, or never found.
  init(number: UInt32) throws(UnusedReason) {
    guard let byte = UInt8(exactly: number), let type = TargetType(rawValue: byte) else {
      throw .unknownTarget(number)
    }
    self = type
  }

  /// Whether offsets may be counted from parts of such a file: an executable.
  var isExecutable: Bool {
    switch self {
    case .portableExecutable, .elf, .machO: true
    default: false
    }
  }
}
