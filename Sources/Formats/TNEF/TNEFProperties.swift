/// Reads the properties in an attribute of a TNEF file, one value of bytes after the other. Source:
/// [MS-OXTNEF], section 2.1.3.4.
struct TNEFProperties {
  private var place: Int
  private var left: Int
  /// Values left of the current property, which are of varying lengths.
  private var valuesLeft = 0
  private var isBinary = false
  private(set) var isDamaged = false

  init(_ bytes: Span<UInt8>, from start: Int) {
    left = bytes.little32(at: start).map { Int($0) } ?? 0
    place = start + 4
  }

  /// Where the next value lies that is bytes or an object; `nil` at the end.
  mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
    while !isDamaged {
      if valuesLeft > 0 {
        valuesLeft -= 1
        if let range = value(bytes), isBinary { return range }
      } else if left > 0 {
        left -= 1
        beginProperty(bytes)
      } else {
        return nil
      }
    }
    return nil
  }

  private mutating func value(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard let count = bytes.little32(at: place), bytes.run(at: place + 4, count: Int(count)) != nil
    else {
      isDamaged = true
      return nil
    }
    let start = place + 4
    place = start + (Int(count) + 3) / 4 * 4
    return start..<start + Int(count)
  }

  private mutating func beginProperty(_ bytes: Span<UInt8>) {
    guard let type = bytes.little16(at: place), let identifier = bytes.little16(at: place + 2)
    else {
      isDamaged = true
      return
    }
    place += 4
    if identifier >= 0x8000 { skipName(bytes) }
    let isMany = type & 0x1000 != 0
    isBinary = false
    switch type & 0x0FFF {
    case 0x000D, 0x0102, 0x001E, 0x001F:
      isBinary = type & 0x0FFF == 0x000D || type & 0x0FFF == 0x0102
      takeCount(bytes) { $0.valuesLeft = $1 }
    case 0x0002, 0x0003, 0x0004, 0x000A, 0x000B: skip(bytes, 4, isMany)
    case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: skip(bytes, 8, isMany)
    case 0x0048: skip(bytes, 16, isMany)
    default: isDamaged = true
    }
  }

  private mutating func takeCount(_ bytes: Span<UInt8>, _ use: (inout Self, Int) -> Void) {
    guard let count = bytes.little32(at: place), Int(count) <= bytes.count else {
      isDamaged = true
      return
    }
    place += 4
    use(&self, Int(count))
  }

  private mutating func skip(_ bytes: Span<UInt8>, _ size: Int, _ isMany: Bool) {
    guard isMany else {
      place += size
      return
    }
    takeCount(bytes) { $0.place += ($1 * size + 3) / 4 * 4 }
  }

  /// A named property: its set, and a number or a text.
  private mutating func skipName(_ bytes: Span<UInt8>) {
    guard let kind = bytes.little32(at: place + 16), let count = bytes.little32(at: place + 20)
    else {
      isDamaged = true
      return
    }
    place += 24
    if kind != 0 { place += (Int(count) + 3) / 4 * 4 }
  }
}
