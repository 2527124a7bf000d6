/// A BMP file of the grey picture that `BuiltPNG.gradient` is.
struct BuiltBMP {
  /// 8: numbers of colours; 24, 32: colours.
  var bits = 24
  var isFromTop = false
  /// Whether numbers of colours are written as runs.
  var hasRuns = false
  /// Masks of red, green, blue and nothing; none for the usual places.
  var masks: [UInt32] = []

  var bytes: [UInt8] {
    let rows = BuiltPNG.gradient.rows
    var data: [UInt8] = []
    for row in isFromTop ? rows : rows.reversed() {
      switch (bits, hasRuns) {
      case (8, true):
        // A run of one, all but the last two as they are, a jump's worth of nothing, and the rest.
        data += [1, row[0], 0, 61] + row[1..<62] + [0, 0, 2, 0, 0, 1, row[62], 1, row[63], 0, 0]
      case (8, false): data += row
      default:
        for value in row { data += [UInt8](repeating: value, count: bits / 8) }
      }
    }
    var palette: [UInt8] = []
    if bits == 8 {
      for value in UInt8.min...UInt8.max { palette += [value, value, value, 0] }
    }
    let compression: UInt32 = hasRuns ? 1 : masks.isEmpty ? 0 : 3
    let start = UInt32(54 + 4 * masks.count + palette.count)
    var file = Array("BM".utf8)
    for number in [start + UInt32(data.count), 0, start, 40, 64] { file += little(number) }
    file += little(isFromTop ? UInt32(bitPattern: -64) : 64) + [1, 0, UInt8(bits), 0]
    for number in [compression, 0, 0, 0, 0, 0] + masks { file += little(number) }
    return file + palette + data
  }

  private func little(_ value: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
