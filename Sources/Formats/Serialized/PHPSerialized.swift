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

  /// Variables of a session that are looked at.
  private static let variablesMax = 64

  /// Whether bytes are a session with an object or an array among its first variables: of each its name, a
  /// mark, and its value. Source: PHP, `ext/session/session.c`.
  static func isSession(_ bytes: Span<UInt8>) -> Bool {
    // The binary form has the length of the name before it, and no mark.
    if let length = bytes.byte(at: 0), length > 0, length < 0x80,
      isSerialized(bytes, after: Int(length))
    {
      return isName(bytes.extracting(1..<Int(length) + 1))
    }
    var place = 0
    for _ in 0..<variablesMax {
      let start = place
      while let byte = bytes.byte(at: place), isWord(byte), place - start < 64 { place += 1 }
      guard place > start, bytes.byte(at: place) == 0x7C else { return false }
      if isSerialized(bytes, after: place) { return true }
      guard let end = plainEnd(bytes, at: place + 1) else { return false }
      place = end
    }
    return false
  }

  private static func isSerialized(_ bytes: Span<UInt8>, after place: Int) -> Bool {
    place + 1 < bytes.count && isSerialized(bytes.extracting((place + 1)...))
  }

  /// Where a value ends that is neither: `N;`, `b:1;`, `i:1;`, `d:0.5;`, `s:1:"a";`.
  private static func plainEnd(_ bytes: Span<UInt8>, at place: Int) -> Int? {
    switch bytes.byte(at: place) {
    case 0x4E: return bytes.byte(at: place + 1) == 0x3B ? place + 2 : nil
    case 0x73:
      guard let text = quoted(bytes, at: place + 1), bytes.byte(at: text.upperBound + 1) == 0x3B
      else { return nil }
      return text.upperBound + 2
    case 0x62, 0x64, 0x69:
      guard bytes.byte(at: place + 1) == 0x3A else { return nil }
      var end = place + 2
      while let byte = bytes.byte(at: end), byte != 0x3B, end - place < 64 { end += 1 }
      return bytes.byte(at: end) == 0x3B ? end + 1 : nil
    default: return nil
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
    for place in 0..<name.count where !isWord(name[place]) { return false }
    return !name.isEmpty
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x5C, 0x80...0xFF: true
    default: false
    }
  }
}
