import Testing

@testable import Inspection

/// The signature's text in a wrapping: what is sent, and what is said of it.
struct Wrapping: CustomTestStringConvertible {
  let name: String
  let body: [UInt8]
  var type = "application/octet-stream"
  var encoding = ""
  /// Whether it must be found, and not only refused.
  var isFound = true

  var testDescription: String { name }

  init(
    _ name: String, _ body: [UInt8], _ type: String = "application/octet-stream",
    encoding: String = "", isFound: Bool = true
  ) {
    self.name = name
    self.body = body
    self.type = type
    self.encoding = encoding
    self.isFound = isFound
  }

  init(_ name: String, _ text: String, _ type: String, isFound: Bool = true) {
    self.init(name, Array(text.utf8), type, isFound: isFound)
  }
}

/// What the signature's text is in encodings.
enum Encoded {
  static let base64 = Self.base64(planted)
  static let unpadded = base64.replacing("=", with: "")
  static let hexadecimal = planted.map { byte in
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }.joined()
  /// Two digits each, with something between them.
  static func pairs(_ separator: String) -> String {
    planted.map { String($0, radix: 16) }.joined(separator: separator)
  }
  /// Every byte as an escape of URIs.
  static let percent = planted.map { "%" + String($0, radix: 16) }.joined()
  /// Every byte as an escape of quoted-printable.
  static let quoted = planted.map { "=" + String($0, radix: 16).uppercased() }.joined()
  /// Two bytes before it, so that it has a sign; in the alphabet of URLs, and in the plain one.
  static let url = plainSigned.replacing("+", with: "-").replacing("/", with: "_")
  static let plainSigned = base64([0xFB, 0xEF, 0xBF] + planted)
  /// The first characters of its base64, and the others.
  static func cut(_ count: Int) -> (String, String) {
    (String(base64.prefix(count)), String(base64.dropFirst(count)))
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for place in 0..<4 {
        let isThere = start + place - 1 < bytes.count || place == 0
        result += isThere ? String(UnicodeScalar(alphabet[bits >> (18 - 6 * place) & 63])) : "="
      }
    }
    return result
  }

  static func uuencoded(_ bytes: [UInt8] = planted) -> String {
    var text = "begin 644 a.bin\n"
    text.append(String(UnicodeScalar(UInt8(0x20 + bytes.count))))
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for shift in [18, 12, 6, 0] {
        let value = UInt8(bits >> shift & 63)
        text.append(String(UnicodeScalar(value == 0 ? 0x60 : 0x20 + value)))
      }
    }
    return text + "\n`\nend\n"
  }

  static func yEncoded(_ bytes: [UInt8] = planted) -> [UInt8] {
    Array("=ybegin line=128 size=\(bytes.count) name=a.bin\r\n".utf8) + bytes.map { $0 &+ 42 }
      + Array("\r\n=yend size=\(bytes.count)\r\n".utf8)
  }

  /// Units of two or four bytes.
  static func wide(_ text: String, unitBytes: Int, isBig: Bool, hasMark: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in (hasMark ? "\u{FEFF}" : "").unicodeScalars + Array(text.unicodeScalars) {
      let unit = (0..<unitBytes).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
      bytes += isBig ? unit.reversed() : unit
    }
    return bytes
  }
}
