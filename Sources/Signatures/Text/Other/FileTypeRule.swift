internal import Primitives

/// A rule that gives files a type: a line of an `.ftm` file, checked and kept as it is written.
///
/// `FileTypes` interprets it.
public struct FileTypeRule: Hashable, Sendable {
  /// The line, without what ends it.
  public var line: [UInt8]

  /// Reads `MagicType:Offset:HexSignature:Name:RequiredType:DetectedType[:MinFL[:MaxFL]]`.
  init(line: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard (6...8).contains(fields.count) else { throw .malformed(.fieldCount) }
    try FunctionalityLevel.check(fields[6...])
    for field in fields[4...5] {
      guard FileTypeName.isKnown(String(decoding: field, as: UTF8.self)) else {
        throw .malformed(.fileType)
      }
    }
    guard let magic = CNumber.digits(fields[0]) else { throw .malformed(.fileTypeRule) }
    switch magic {
    case 0, 4:
      guard CNumber.digits(fields[1]) != nil, fields[2].count % 2 == 0,
        fields[2].allSatisfy({ $0.hexadecimalValue != nil })
      else { throw .malformed(.fileTypeRule) }
    case 1:
      guard !fields[3].isEmpty else { throw .malformed(.name) }
      _ = try SignatureOffset(fields[1], target: .any)
      _ = try BodyPatternParser.parse(fields[2])
    default: throw .unknownMagic
    }
    self.line = Array(line)
  }
}
