internal import Primitives

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
    guard parts[1].count == 64 else { return nil }
    return Hexadecimal.bytes(parts[1])
  }

  static func text(of key: [UInt8], word: String, remark: String) -> String {
    "# \(remark)\n\(word) \(Hexadecimal.text(key))\n"
  }
}
