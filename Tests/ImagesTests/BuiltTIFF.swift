/// A TIFF file of the grey picture that `BuiltPNG.gradient` is.
struct BuiltTIFF {
  var isLittle = true
  /// 1: grey; 0: grey, 0 for white; 2: red, green and blue.
  var interpretation = 1
  /// 8 or 16.
  var bits = 8
  var isDifferences = false
  /// 1: as it is; 5: strings; 8: deflated; 0x8005: runs.
  var compression = 1
  /// Whether it is cut into tiles of 48 by 16, of which some go over its edge; else into strips of 20 rows.
  var isInTiles = false

  var bytes: [UInt8] {
    let parts = self.parts.map { packed($0) }
    var data: [UInt8] = []
    var places: [Int] = []
    for part in parts {
      places.append(8 + data.count)
      data += part
    }
    if data.count % 2 == 1 { data.append(0) }
    var tags = [
      (256, 3, [64]), (257, 3, [64]), (258, 3, [Int](repeating: bits, count: samples)),
      (259, 3, [compression]), (262, 3, [interpretation]), (277, 3, [samples]),
      (317, 3, [isDifferences ? 2 : 1]),
    ]
    let counts = parts.map(\.count)
    tags +=
      isInTiles
      ? [(322, 3, [48]), (323, 3, [16]), (324, 4, places), (325, 4, counts)]
      : [(273, 4, places), (278, 3, [20]), (279, 4, counts)]
    tags.sort { $0.0 < $1.0 }
    let start = 8 + data.count
    var entries: [UInt8] = []
    var values: [UInt8] = []
    for (tag, type, numbers) in tags {
      let bytes = numbers.flatMap { number($0, type == 3 ? 2 : 4) }
      entries += number(tag, 2) + number(type, 2) + number(numbers.count, 4)
      if bytes.count <= 4 {
        entries += bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
      } else {
        entries += number(start + 6 + 12 * tags.count + values.count, 4)
        values += bytes
      }
    }
    return Array((isLittle ? "II" : "MM").utf8) + number(42, 2) + number(start, 4) + data
      + number(tags.count, 2) + entries + number(0, 4) + values
  }

  private var samples: Int { interpretation == 2 ? 3 : 1 }

  /// The bytes of each part, not packed.
  private var parts: [[UInt8]] {
    let rows = BuiltPNG.gradient.rows
    var parts: [[UInt8]] = []
    let (width, height) = isInTiles ? (48, 16) : (64, 20)
    for top in stride(from: 0, to: 64, by: height) {
      for left in stride(from: 0, to: 64, by: width) {
        var part: [UInt8] = []
        for row in top..<(isInTiles ? top + height : min(64, top + height)) {
          part += self.row((left..<(left + width)).map { $0 < 64 && row < 64 ? rows[row][$0] : 0 })
        }
        parts.append(part)
      }
    }
    return parts
  }

  private func row(_ pixels: [UInt8]) -> [UInt8] {
    var numbers = pixels.flatMap { pixel in
      let value = Int(interpretation == 0 ? 255 - pixel : pixel)
      return [Int](repeating: bits == 16 ? value * 257 : value, count: samples)
    }
    if isDifferences {
      for index in (samples..<numbers.count).reversed() {
        numbers[index] -= numbers[index - samples]
      }
    }
    return numbers.flatMap { number($0, bits / 8) }
  }

  private func packed(_ bytes: [UInt8]) -> [UInt8] {
    switch compression {
    case 0x8005:
      return stride(from: 0, to: bytes.count, by: 100).flatMap { start in
        let part = bytes[start..<min(start + 100, bytes.count)]
        return [UInt8(part.count - 1)] + part
      } + [0x80]
    case 8: return deflated(bytes)
    case 5: return strings(bytes)
    default: return bytes
    }
  }

  /// Blocks that are stored as they are.
  private func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var (first, second) = (1, 0)
    for byte in bytes {
      first = (first + Int(byte)) % 65521
      second = (second + first) % 65521
    }
    let count = bytes.count
    let head = [0x78, 0x01, 1, count & 255, count >> 8, ~count & 255, ~count >> 8 & 255]
    return head.map { UInt8($0) } + bytes
      + [second >> 8, second & 255, first >> 8, first & 255].map { UInt8($0) }
  }

  /// Codes for strings: those that are known already, as long as there are few.
  private func strings(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var (pool, poolBits, width) = (0, 0, 9)
    var known: [[UInt8]: Int] = [:]
    func put(_ code: Int) {
      pool = pool << width | code
      poolBits += width
      while poolBits >= 8 {
        result.append(UInt8(truncatingIfNeeded: pool >> (poolBits - 8)))
        poolBits -= 8
      }
      pool &= 0xfff
    }
    put(256)
    var string: [UInt8] = []
    for byte in bytes {
      if string.isEmpty || known[string + [byte]] != nil {
        string.append(byte)
        continue
      }
      put(string.count == 1 ? Int(string[0]) : known[string] ?? 0)
      known[string + [byte]] = 258 + known.count
      if 258 + known.count == 1 << width, width < 12 { width += 1 }
      if known.count == 3000 {
        put(256)
        (known, width) = ([:], 9)
      }
      string = [byte]
    }
    put(string.count == 1 ? Int(string[0]) : known[string] ?? 0)
    if 259 + known.count == 1 << width { width += 1 }
    put(257)
    put(0)
    return result
  }

  private func number(_ value: Int, _ count: Int) -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isLittle ? bytes : bytes.reversed()
  }
}
