/// Hexadecimal digits: bytes and numbers as people and files have them.
public enum Hexadecimal {
  /// Two digits for each byte, in small letters. Allocates: not for the data path.
  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.underestimatedCount * 2)
    for byte in bytes {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A number in small letters, with zeros before it up to so many digits.
  public static func text(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// The character of a digit from 0 to 15, as a small letter.
  @inlinable public static func digit(_ value: UInt8) -> UInt8 {
    precondition(value < 16)
    return value < 10 ? 0x30 + value : 0x57 + value
  }

  /// The bytes of pairs of digits in letters of either case; `nil` for anything else.
  public static func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text {
      guard let digit = character.hexadecimalValue else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? bytes : nil
  }
}

extension UInt8 {
  /// What a character is worth as a hexadecimal digit of either case; `nil` for any other.
  @inlinable public var hexadecimalValue: UInt8? {
    let digit = self &- 0x30
    if digit < 10 { return digit }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}
