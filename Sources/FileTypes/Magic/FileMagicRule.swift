internal import Primitives

/// A rule by which files are typed: a line of a `.ftm` file, or a built-in one.
///
/// The format is `kind:offset:bytes:name:required type:type[:minimum level[:maximum level]]`
/// (ClamAV's documentation, "File type magic").
public struct FileMagicRule: Hashable, Sendable {
  /// The functionality level that is claimed: that of ClamAV 1.4.6.
  public static let functionalityLevel = 216
  /// The longest pattern or fixed bytes of a rule. Keeps the work per byte of a file bounded.
  public static let patternBytesMax = 256
  /// The longest line, as in ClamAV. Keeps a line from taking much memory.
  public static let lineBytesMax = 8 << 10
  /// The most parts of a pattern, gaps between them.
  public static let partsMax = 4

  /// What a rule compares.
  enum Kind: Hashable, Sendable {
    /// Fixed bytes at a fixed offset.
    case firstBytes(offset: Int, bytes: [UInt8])
    /// A pattern anywhere in an extent.
    case pattern(MagicOffset, MagicPattern)
    /// Fixed bytes of a partition. Partitions are not looked into.
    case partition
  }

  let kind: Kind
  /// The type of the bytes that are searched; ``FileType/any`` where it does not matter.
  public let requiredType: FileType
  /// The type that the rule finds.
  public let type: FileType

  /// Reads a line, without its line end.
  ///
  /// - Returns: `nil` for a line that ClamAV passes over: a comment, another functionality level, an
  ///   unknown kind.
  /// - Throws: what makes the line no rule. clamscan refuses the whole load for such a line, except
  ///   for the faults `unsupportedPattern` and `tooLong`, which are Cordon's.
  public init?(line: ArraySlice<UInt8>) throws(FileMagicFault) {
    guard line.first != UInt8(ascii: "#") else { return nil }
    guard line.count <= Self.lineBytesMax else { throw .tooLong }
    let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard fields.count >= 6, fields.count <= 8 else { throw .fields(count: fields.count) }
    if fields.count > 6 {
      guard let level = Decimal.number(fields[6]) else { throw .number }
      if level > Self.functionalityLevel { return nil }
    }
    if fields.count == 8 {
      guard let level = Decimal.number(fields[7]) else { throw .number }
      if level < Self.functionalityLevel { return nil }
    }
    guard let required = FileType(name: String(decoding: fields[4], as: UTF8.self)),
      let type = FileType(name: String(decoding: fields[5], as: UTF8.self))
    else { throw .type }
    guard let kind = Decimal.number(fields[0]) else { throw .number }
    switch kind {
    case 0:
      guard let offset = Decimal.number(fields[1]) else { throw .number }
      guard let bytes = Hexadecimal.bytes(fields[2]) else { throw .pattern }
      guard bytes.count <= Self.patternBytesMax else { throw .tooLong }
      self.kind = .firstBytes(offset: offset, bytes: bytes)
    case 1:
      guard type != .any else { throw .type }
      self.kind = .pattern(try MagicOffset(fields[1]), try MagicPattern(fields[2]))
    case 4: self.kind = .partition
    default: return nil
    }
    requiredType = required
    self.type = type
  }

  /// A built-in rule of fixed bytes.
  init(firstBytes hex: String, at offset: Int, type: FileType) {
    guard let bytes = Hexadecimal.bytes(hex.utf8) else { preconditionFailure("\(hex)") }
    kind = .firstBytes(offset: offset, bytes: bytes)
    requiredType = .any
    self.type = type
  }

  /// A built-in rule of a pattern.
  init(pattern: String, at place: String, type: FileType) {
    do {
      kind = .pattern(
        try MagicOffset(Array(place.utf8)[...]), try MagicPattern(Array(pattern.utf8)[...]))
    } catch { preconditionFailure("\(pattern): \(error)") }
    requiredType = .any
    self.type = type
  }
}

extension FileMagicRule {
  /// The rules that are built into ClamAV 1.4.6.
  public static let builtIn: [FileMagicRule] = BuiltInFirstBytes.rules + BuiltInPatterns.rules

  /// The rules in force where databases bring their own, in the order of their lines: once one of
  /// them compares first bytes, none of the built-in ones is.
  public static func effective(own: [FileMagicRule]) -> [FileMagicRule] {
    own.contains { if case .firstBytes = $0.kind { true } else { false } } ? own : own + builtIn
  }
}
