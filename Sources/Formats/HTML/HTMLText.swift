internal import Primitives

/// Text of HTML with its references to characters resolved as browsers do.
///
/// Source: WHATWG, "HTML", 13.2.5.72. Of named characters those are known that ASCII has, which is all
/// that hides a script; the rest stays as it is.
public enum HTMLText {
  /// The text that some bytes stand for. A character past ASCII becomes its UTF-8.
  public static func resolved(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      if text[place] == 0x26, let (scalar, end) = reference(text, at: place + 1) {
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
        place = end
      } else {
        result.append(text[place])
        place += 1
      }
    }
    return result
  }

  /// The next character that a text stands for: its byte in ASCII, or one past that for any other. The place
  /// moves behind it.
  static func nextByte(_ text: Span<UInt8>, _ place: inout Int) -> UInt8? {
    guard let byte = text.byte(at: place) else { return nil }
    if byte == 0x26, let (scalar, end) = reference(text, at: place + 1) {
      place = end
      return scalar.isASCII ? UInt8(scalar.value) : 0xFF
    }
    place += 1
    return byte
  }

  private static func reference(_ text: Span<UInt8>, at start: Int) -> (Unicode.Scalar, Int)? {
    if text.byte(at: start) == 0x23 { return number(text, at: start + 1) }
    for (name, scalar) in names where text.has(name, at: start) {
      return (scalar, start + name.utf8CodeUnitCount)
    }
    return nil
  }

  /// A number, decimal or hexadecimal, whose semicolon may be missing.
  private static func number(_ text: Span<UInt8>, at start: Int) -> (Unicode.Scalar, Int)? {
    let isHexadecimal = text.byte(at: start).map { $0 | 0x20 == 0x78 } ?? false
    let first = start + (isHexadecimal ? 1 : 0)
    var place = first
    var value: UInt32 = 0
    // Zeros may be any number.
    while let digit = text.byte(at: place)?.hexadecimalValue,
      isHexadecimal || digit < 10
    {
      value = min(value &* (isHexadecimal ? 16 : 10) &+ UInt32(digit), 0x11_0000)
      place += 1
    }
    guard place > first else { return nil }
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    return (scalar, text.byte(at: place) == 0x3B ? place + 1 : place)
  }

  private static let names: [(StaticString, Unicode.Scalar)] = [
    ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'"), ("colon;", ":"),
    ("Tab;", "\t"), ("NewLine;", "\n"), ("lpar;", "("), ("rpar;", ")"), ("sol;", "/"),
    ("bsol;", "\\"),
    ("period;", "."), ("comma;", ","), ("semi;", ";"), ("equals;", "="), ("plus;", "+"),
    ("num;", "#"),
    ("lbrack;", "["), ("rbrack;", "]"), ("lbrace;", "{"), ("rbrace;", "}"), ("lowbar;", "_"),
    ("excl;", "!"), ("dollar;", "$"), ("percnt;", "%"), ("ast;", "*"), ("quest;", "?"),
    ("commat;", "@"),
    ("grave;", "`"), ("vert;", "|"), ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""),
  ]
}
