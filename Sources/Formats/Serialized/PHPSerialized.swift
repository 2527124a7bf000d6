/// What PHP's `serialize` writes. Source: PHP, `ext/standard/var_unserializer.re`.
enum PHPSerialized {
  /// Whether bytes begin with an object, or with an array of pairs, as PHP writes them. Values without
  /// objects are recognised too: what reads them reads objects as well.
  static func isSerialized(_ bytes: Span<UInt8>) -> Bool {
    switch bytes.byte(at: 0) {
    case 0x4F, 0x43: return isObject(bytes)
    case 0x45: return isEnumeration(bytes)
    case 0x61: return isArray(bytes)
    default: return false
    }
  }

  /// `O:8:"stdClass":1:{`
  private static func isObject(_ bytes: Span<UInt8>) -> Bool {
    guard let name = quoted(bytes, at: 1), isName(bytes.extracting(name)),
      bytes.byte(at: name.upperBound + 1) == 0x3A,
      let count = number(bytes, at: name.upperBound + 2)
    else { return false }
    return bytes.has(":{", at: count.end)
  }

  /// `E:7:"Suit:Up";`
  private static func isEnumeration(_ bytes: Span<UInt8>) -> Bool {
    guard let name = quoted(bytes, at: 1) else { return false }
    return bytes.byte(at: name.upperBound + 1) == 0x3B
  }

  /// `a:1:{i:0;…}`, and at least one pair.
  private static func isArray(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.byte(at: 1) == 0x3A, let count = number(bytes, at: 2),
      bytes.has(":{", at: count.end)
    else { return false }
    let place = count.end + 2
    if count.value == 0 { return bytes.byte(at: place) == 0x7D }
    if bytes.has("i:", at: place), let key = number(bytes, at: place + 2) {
      return bytes.byte(at: key.end) == 0x3B
    }
    guard bytes.byte(at: place) == 0x73, let key = quoted(bytes, at: place + 1) else {
      return false
    }
    return bytes.byte(at: key.upperBound + 1) == 0x3B
  }

  /// The text in `:8:"stdClass"` at a place.
  private static func quoted(_ bytes: Span<UInt8>, at start: Int) -> Range<Int>? {
    guard bytes.byte(at: start) == 0x3A, let length = number(bytes, at: start + 1),
      bytes.has(":\"", at: length.end)
    else { return nil }
    let place = length.end + 2
    guard length.value <= bytes.count - place, bytes.byte(at: place + length.value) == 0x22 else {
      return nil
    }
    return place..<place + length.value
  }

  /// A number of at most nine digits, with a sign as readers take it.
  private static func number(_ bytes: Span<UInt8>, at start: Int) -> (value: Int, end: Int)? {
    var place = start
    if bytes.byte(at: place) == 0x2B || bytes.byte(at: place) == 0x2D { place += 1 }
    let first = place
    var value = 0
    while place - first < 9, let digit = bytes.byte(at: place), (0x30...0x39).contains(digit) {
      value = value * 10 + Int(digit - 0x30)
      place += 1
    }
    return place > first ? (value, place) : nil
  }

  private static func isName(_ name: Span<UInt8>) -> Bool {
    for place in 0..<name.count {
      switch name[place] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x5C, 0x80...0xFF: continue
      default: return false
      }
    }
    return !name.isEmpty
  }
}
