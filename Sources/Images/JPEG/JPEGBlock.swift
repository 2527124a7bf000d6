/// The coefficients of eight by eight samples: row after row, the lowest frequencies first.
///
/// A decoder has one, which is used again: values of that size would be copied at every turn.
struct JPEGBlock {
  private(set) var values = [Int32](repeating: 0, count: Self.count)

  static let count = 64

  mutating func clear() {
    for place in values.indices { values[place] = 0 }
  }

  /// Whether all its samples are the same.
  var isFlat: Bool {
    var any: Int32 = 0
    for place in 1..<64 { any |= values[place] }
    return any == 0
  }

  /// A coefficient, by its place of 64.
  subscript(place: Int) -> Int32 {
    @inline(__always) get { values[place] }
    @inline(__always) set { values[place] = newValue }
  }
}

/// The order in which coefficients are written.
enum JPEGOrder {
  /// For a coefficient's number its place in the block.
  static let places: InlineArray<64, UInt8> = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
  ]

  /// The place of a coefficient, of one past the last that of the last.
  @inline(__always) static func place(_ number: Int) -> Int { Int(places[min(number, 63)]) }

  /// The place of a coefficient, of those past the last that of one from the first on.
  @inline(__always) static func wrapped(_ number: Int) -> Int { Int(places[number & 63]) }
}

extension JPEGBits {
  /// Reads a block's first coefficient, as what it differs by from the one before.
  @inline(__always) mutating func readDC(
    _ file: Span<UInt8>, _ codes: JPEGCodes, _ prediction: inout Int32
  ) throws(PictureFault) {
    try refill(file)
    let size = Int(try symbol(codes))
    if size > 0 { prediction &+= Self.extended(take(size), size) }
  }

  /// Reads a block of a sequential picture, and multiplies its coefficients.
  mutating func readBlock(
    _ file: Span<UInt8>, _ dc: JPEGCodes, _ ac: JPEGCodes,
    _ factors: [Int32], _ prediction: inout Int32, _ block: inout JPEGBlock
  ) throws(PictureFault) {
    block.clear()
    if left < 1, marker != nil { throw .undecodable }
    try readDC(file, dc, &prediction)
    block[0] = prediction &* factors[0]
    var number = 1
    while number < 64 {
      try refill(file)
      let whole = ac.whole[short]
      if whole != 0 {
        number += Int(whole >> 4 & 15)
        let place = JPEGOrder.place(number)
        block[place] = Int32(whole >> 8) &* factors[place]
        drop(UInt8(truncatingIfNeeded: whole & 15))
        number += 1
        continue
      }
      let symbol = try symbol(ac)
      let size = Int(symbol & 15)
      if size > 0 {
        number += Int(symbol >> 4)
        let place = JPEGOrder.wrapped(number)
        block[place] = Self.extended(take(size), size) &* factors[place]
        number += 1
      } else if symbol == 0xf0 {
        number += 16
      } else {
        return
      }
    }
  }
}
