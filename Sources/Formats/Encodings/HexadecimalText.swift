internal import Primitives

/// Text in hexadecimal digits, RFC 4648, section 8.
public struct HexadecimalText: Hashable, Sendable {
  /// What it stands for, up to the first character that is no digit; spaces and line breaks are passed over.
  public private(set) var bytes: [UInt8] = []

  /// So much of a text is looked at for whether it is one.
  private static let beginningBytes = 256

  /// Decodes a text, which may begin with `0x` or `\x`.
  public init(_ text: Span<UInt8>) {
    var place = Self.start(text)
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8? = nil
    while place < text.count {
      let byte = text[place]
      place += 1
      guard let digit = byte.hexadecimalValue else {
        if Self.isGap(byte) { continue }
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

  /// Whether a text begins as one, with nothing but digits, spaces and line breaks.
  public static func begins(_ text: Span<UInt8>) -> Bool {
    let start = Self.start(text)
    let end = min(text.count, start + beginningBytes)
    for place in start..<max(start, end)
    where text[place].hexadecimalValue == nil && !isGap(text[place]) { return false }
    return end > start
  }

  /// How far words of nothing but digits reach from the beginning of a text.
  public static func wordsEnd(_ text: Span<UInt8>) -> Int {
    var place = start(text)
    var end = 0
    while place < text.count {
      if isGap(text[place]) {
        place += 1
        continue
      }
      while place < text.count, text[place].hexadecimalValue != nil { place += 1 }
      guard place == text.count || isGap(text[place]) else { break }
      end = place
    }
    return end
  }

  private static func start(_ text: Span<UInt8>) -> Int {
    text.has("0x", at: 0) || text.has("0X", at: 0) || text.has("\\x", at: 0) ? 2 : 0
  }

  private static func isGap(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }
}
