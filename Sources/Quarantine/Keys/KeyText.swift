/// A key as its file has it: one line, a word that says what it is and 64 hexadecimal digits. Lines that
/// begin with `#` are for people.
enum KeyText {
  /// The most bytes that a file of a key has.
  static let bytesMax = 4096

  /// The key that follows a word; `nil` where the text is anything else.
  static func key(in text: [UInt8], word: String) -> [UInt8]? {
    let lines = text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
      .filter { $0.first != UInt8(ascii: "#") }
    guard lines.count == 1 else { return nil }
    let parts = lines[0].split(separator: UInt8(ascii: " "))
    guard parts.count == 2, parts[0].elementsEqual(word.utf8) else { return nil }
    return bytes(hex: parts[1])
  }

  static func text(of key: [UInt8], word: String, remark: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hex = key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "# \(remark)\n\(word) \(String(decoding: hex, as: UTF8.self))\n"
  }

  private static func bytes(hex: some Collection<UInt8>) -> [UInt8]? {
    guard hex.count == 64 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in hex {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }
}
