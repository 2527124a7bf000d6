internal import Primitives

/// A parameter of a field's value, as in `; name="avatar"`.
public struct FieldParameter: Hashable, Sendable {
  /// In small letters, as it is written: with the star and number of an extended one.
  public let name: [UInt8]
  /// Without quotes. Hostile.
  public let value: [UInt8]
}

extension FieldParameter {
  /// An extended value, `charset'language'%41`, with its escapes resolved, in UTF-8 where it is in that or in
  /// ISO 8859-1, and whether its character set is none that extends ASCII; `nil` where it is none. Source:
  /// RFC 8187, section 3.2.
  static func extended(_ value: Span<UInt8>) -> (value: [UInt8], isHidden: Bool)? {
    guard let first = value.firstPlace(of: 0x27),
      let second = value.firstPlace(of: 0x27, from: first + 1),
      let bytes = unescaped(value.extracting((second + 1)...))
    else { return nil }
    let name = value.extracting(0..<first)
    if PlainText.has("iso-8859-1", at: 0, in: name), name.count == 10 {
      var result: [UInt8] = []
      for byte in bytes { result.append(Unicode.Scalar(byte)) }
      return (result, false)
    }
    return (bytes, CharacterSet(name).isOdd)
  }

  /// Text with `%41` resolved; `nil` where a percent sign stands alone.
  static func unescaped(_ text: Span<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var place = 0
    while place < text.count {
      var byte = text[place]
      place += 1
      if byte == 0x25 {
        guard let high = text.byte(at: place)?.hexadecimalValue,
          let low = text.byte(at: place + 1)?.hexadecimalValue
        else { return nil }
        byte = high << 4 | low
        place += 2
      }
      result.append(byte)
    }
    return result
  }
}
