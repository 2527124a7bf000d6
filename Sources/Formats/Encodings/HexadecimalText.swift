/// Text in hexadecimal digits, RFC 4648, section 8.
public struct HexadecimalText: Hashable, Sendable {
  /// What it stands for, up to the first character that is no digit; line breaks are passed over.
  public private(set) var bytes: [UInt8] = []

  /// Decodes a text, which may begin with `0x` or `\x`.
  public init(_ text: Span<UInt8>) {
    var place = Self.start(text)
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8? = nil
    while place < text.count {
      let byte = text[place]
      place += 1
      guard let digit = byte.hexadecimalValue else {
        if byte == 0x0D || byte == 0x0A || byte == 0x20 { continue }
        break
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
  }

  /// Where the digits begin.
  public static func start(_ text: Span<UInt8>) -> Int {
    text.has("0x", at: 0) || text.has("0X", at: 0) || text.has("\\x", at: 0) ? 2 : 0
  }
}
