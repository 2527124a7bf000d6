/// What the beginning of a Word document's main stream says. Source: [MS-DOC] 2.5.2.
public struct WordInformation: Hashable, Sendable {
  /// Whether its text and tables are encrypted or obfuscated.
  public let isEncrypted: Bool
  /// The stream that its tables are in: `1Table`, else `0Table`.
  public let usesFirstTable: Bool

  /// Reads it; nil where the stream is none.
  public init?(_ bytes: Span<UInt8>) {
    guard let magic = bytes.little16(at: 0), let flags = bytes.little16(at: 10),
      [0xA5EC, 0xA5DC, 0xA5DB, 0xA697, 0xA698, 0xA699].contains(magic)
    else { return nil }
    isEncrypted = flags & 0x0100 != 0
    usesFirstTable = flags & 0x0200 != 0
  }
}
