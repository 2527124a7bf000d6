/// What Ruby's Marshal writes. Source: Ruby, `doc/marshal.rdoc`.
enum RubyMarshal {
  /// Values in one another that are walked.
  private static let valuesMax = 4096

  /// Whether bytes are version 4.8 and values of known types, as far as the first thousands go.
  static func isMarshalled(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.byte(at: 0) == 4, bytes.byte(at: 1) == 8 else { return false }
    var place = 2
    var left = 1
    var seen = 0
    while left > 0, seen < valuesMax {
      guard let more = value(bytes, &place) else { return false }
      left += more - 1
      seen += 1
    }
    return true
  }

  /// Passes over one value's own bytes; gives how many values follow that are part of it.
  private static func value(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    guard let type = bytes.byte(at: place) else { return nil }
    place += 1
    switch type {
    // nil, true, false
    case 0x30, 0x54, 0x46: return 0
    // Integers, and links to symbols and objects.
    case 0x69, 0x3B, 0x40: return number(bytes, &place) == nil ? nil : 0
    // Texts, symbols, classes, modules and floats.
    case 0x22, 0x3A, 0x63, 0x6D, 0x4D, 0x66: return text(bytes, &place) ? 0 : nil
    case 0x2F: return text(bytes, &place) && skip(1, bytes, &place) ? 0 : nil
    case 0x6C:
      guard skip(1, bytes, &place), let units = number(bytes, &place) else { return nil }
      return skip(units * 2, bytes, &place) ? 0 : nil
    case 0x5B: return count(bytes, &place)
    case 0x7B: return count(bytes, &place).map { 2 * $0 }
    case 0x7D: return count(bytes, &place).map { 2 * $0 + 1 }
    // A name and a value: extended, of a class of one's own, dumped by its own means.
    case 0x65, 0x43, 0x55: return 2
    case 0x64: return 2
    // A name, then pairs.
    case 0x6F, 0x53:
      guard let name = value(bytes, &place), name == 0 else { return nil }
      return count(bytes, &place).map { 2 * $0 }
    // A name, and bytes of its own.
    case 0x75:
      guard let name = value(bytes, &place), name == 0 else { return nil }
      return text(bytes, &place) ? 0 : nil
    // A value, and pairs that are counted behind it: the walk ends here.
    case 0x49: return instance(bytes, &place)
    default: return nil
    }
  }

  /// A text with variables, as texts with an encoding are; of other values the rest is not walked.
  private static func instance(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    guard let inner = bytes.byte(at: place) else { return nil }
    guard inner == 0x22 || inner == 0x3A || inner == 0x2F || inner == 0x75 else { return 1 }
    guard value(bytes, &place) == 0 else { return nil }
    return count(bytes, &place).map { 2 * $0 }
  }

  private static func count(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    guard let count = number(bytes, &place), count >= 0, count <= bytes.count else { return nil }
    return count
  }

  private static func text(_ bytes: Span<UInt8>, _ place: inout Int) -> Bool {
    guard let count = count(bytes, &place) else { return false }
    return skip(count, bytes, &place)
  }

  private static func skip(_ count: Int, _ bytes: Span<UInt8>, _ place: inout Int) -> Bool {
    guard count >= 0, count <= bytes.count - place else { return false }
    place += count
    return true
  }

  /// A number of one to five bytes: small ones are moved by five, and others say their length.
  private static func number(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    guard let first = bytes.byte(at: place) else { return nil }
    place += 1
    let signed = Int(Int8(bitPattern: first))
    if signed > 4 { return signed - 5 }
    if signed < -4 { return signed + 5 }
    var value = signed < 0 ? -1 : 0
    for index in 0..<abs(signed) {
      guard let byte = bytes.byte(at: place) else { return nil }
      place += 1
      value = value & ~(0xFF << (8 * index)) | Int(byte) << (8 * index)
    }
    return value
  }
}
