/// A PNG file of stored (not compressed) rows.
struct BuiltPNG {
  var width = 64
  var height = 64
  var depth: UInt8 = 8
  /// 0: grey, 2: colour, 3: indexed.
  var kind: UInt8 = 0
  var palette: [UInt8] = []
  var rows: [[UInt8]] = []
  /// The filter of all rows: their bytes are taken for filtered already.
  var filter: UInt8 = 0

  /// A grey picture, brighter to the right and below.
  static var gradient: BuiltPNG {
    var picture = BuiltPNG()
    picture.rows = (0..<64).map { row in
      (0..<64).map { UInt8(truncatingIfNeeded: $0 * 3 + row * row / 64) }
    }
    return picture
  }

  var bytes: [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += chunk("IHDR", big32(width) + big32(height) + [depth, kind, 0, 0, 0])
    if !palette.isEmpty { file += chunk("PLTE", palette) }
    let raw = rows.flatMap { [filter] + $0 }
    var data: [UInt8] = [0x78, 0x01]
    var place = 0
    repeat {
      let count = min(0xffff, raw.count - place)
      let isLast: UInt8 = place + count == raw.count ? 1 : 0
      data += [
        isLast, UInt8(count & 255), UInt8(count >> 8), ~UInt8(count & 255), ~UInt8(count >> 8),
      ]
      data += raw[place..<(place + count)]
      place += count
    } while place < raw.count
    var (first, second) = (UInt32(1), UInt32(0))
    for byte in raw {
      first = (first + UInt32(byte)) % 65521
      second = (second + first) % 65521
    }
    data += big32(Int(second << 16 | first))
    let half = data.count / 2
    return file + chunk("IDAT", Array(data[..<half])) + chunk("IDAT", Array(data[half...]))
      + chunk("IEND", [])
  }

  private func big32(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + data
    var sum = ~UInt32(0)
    for byte in body {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
    return big32(data.count) + body + big32(Int(~sum))
  }
}
