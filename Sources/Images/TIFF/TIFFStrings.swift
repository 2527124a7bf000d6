/// The compression of TIFF that has codes of growing length for strings that are known already: the most
/// significant bits first, and longer a code sooner than in GIF.
struct TIFFStrings {
  private static let codesMax = 1 << 12
  private static let clear = 256
  private static let end = 257

  private var prefixes = [UInt16](repeating: 0, count: codesMax)
  private var lasts = [UInt8](repeating: 0, count: codesMax)
  private var lengths = [UInt16](repeating: 0, count: codesMax)
  private var known = end + 1
  private var width = 9
  private var previous: Int?
  private var pool: UInt64 = 0
  private var poolBits = 0
  /// The string that is taken from, and how much of it is taken.
  private var string: [UInt8] = []
  private var taken = 0

  /// Whether the end of what was packed was seen.
  private(set) var isEnded = false

  init() {
    for code in 0..<Self.clear {
      lasts[code] = UInt8(code)
      lengths[code] = 1
    }
  }

  /// Begins anew.
  mutating func reset() {
    (known, width, previous) = (Self.end + 1, 9, nil)
    (pool, poolBits, taken, isEnded) = (0, 0, 0, false)
    string.removeAll(keepingCapacity: true)
  }

  /// Fills a row; `false` where the data end before, or are damaged.
  mutating func fill(
    _ row: inout [UInt8], _ count: Int, from bytes: Span<UInt8>, _ place: inout Int, _ end: Int
  ) -> Bool {
    var filled = 0
    while true {
      let part = min(count - filled, string.count - taken)
      for index in 0..<part { row[filled + index] = string[taken + index] }
      filled += part
      taken += part
      if filled == count { return true }
      guard !isEnded, readString(bytes, &place, end) else { return false }
    }
  }

  private mutating func readString(
    _ bytes: Span<UInt8>, _ place: inout Int, _ end: Int
  ) -> Bool {
    while poolBits < width {
      guard place < end else { return false }
      pool = pool << 8 | UInt64(bytes[place])
      place += 1
      poolBits += 8
    }
    let code = Int(truncatingIfNeeded: pool >> UInt64(poolBits - width)) & (1 << width - 1)
    poolBits -= width
    taken = 0
    string.removeAll(keepingCapacity: true)
    switch code {
    case Self.clear:
      (known, width, previous) = (Self.end + 1, 9, nil)
    case Self.end:
      isEnded = true
    default:
      return take(code)
    }
    return true
  }

  /// Makes a code's string, and makes the one before it and its first byte known.
  private mutating func take(_ code: Int) -> Bool {
    guard let previous else {
      guard code < Self.clear else { return false }
      string.append(lasts[code])
      self.previous = code
      return true
    }
    guard code < known || code == known && known < Self.codesMax else { return false }
    let source = code == known ? previous : code
    let length = Int(lengths[source])
    string.append(contentsOf: repeatElement(0, count: length))
    var part = source
    for place in (0..<length).reversed() {
      string[place] = lasts[part]
      part = Int(prefixes[part])
    }
    if code == known { string.append(string[0]) }
    if known < Self.codesMax {
      prefixes[known] = UInt16(previous)
      lasts[known] = string[0]
      lengths[known] = lengths[previous] + 1
      if known >= 1 << width - 2, width < 12 { width += 1 }
      known += 1
    }
    self.previous = code
    return true
  }
}
