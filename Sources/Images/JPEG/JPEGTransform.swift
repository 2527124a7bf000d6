/// Samples from coefficients: the inverse of the cosine transform, in whole numbers.
///
/// Its factors, of 12 bits, and where it rounds are those of ClamAV's decoder: a hash depends on them.
/// Source: C. Loeffler and others, "Practical fast 1-D DCT algorithms with 11 multiplications", 1989.
enum JPEGTransform {
  /// Half of what the second pass is divided by, what the first left, and 128.
  private static let rounding: Int32 = 512 + 65536 + 128 << 17

  /// Writes the samples of a block into rows, from a place on, so far apart.
  static func write(
    _ block: inout JPEGBlock, to all: inout [UInt8], at start: Int, stride: Int
  ) throws(PictureFault) {
    guard start >= 0, stride >= 8, start + 7 * stride + 8 <= all.count else {
      throw .undecodable
    }
    var samples = all.mutableSpan
    if block.isFlat {
      let value = sample((block[0] &+ 4 &+ 1024) >> 3)
      for row in 0..<8 {
        for column in 0..<8 { samples[start + row * stride + column] = value }
      }
      return
    }
    for column in 0..<8 {
      let result = pass(
        block[column], block[column + 8], block[column + 16], block[column + 24],
        block[column + 32], block[column + 40], block[column + 48], block[column + 56],
        rounding: 512)
      for row in 0..<8 { block[row * 8 + column] = result[row] >> 10 }
    }
    for row in 0..<8 {
      let first = row * 8
      let result = pass(
        block[first], block[first + 1], block[first + 2], block[first + 3],
        block[first + 4], block[first + 5], block[first + 6], block[first + 7],
        rounding: rounding)
      let place = start + row * stride
      for column in 0..<8 { samples[place + column] = sample(result[column] >> 17) }
    }
  }

  @inline(__always) private static func sample(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, value)))
  }

  /// Eight values from eight frequencies.
  @inline(__always) private static func pass(
    _ f0: Int32, _ f1: Int32, _ f2: Int32, _ f3: Int32, _ f4: Int32, _ f5: Int32, _ f6: Int32,
    _ f7: Int32, rounding: Int32
  ) -> InlineArray<8, Int32> {
    // Most frequencies are nothing.
    if f1 | f2 | f3 | f4 | f5 | f6 | f7 == 0 {
      return InlineArray(repeating: f0 &<< 12 &+ rounding)
    }
    let common = (f2 &+ f6) &* 2217
    let evenInner = common &- f6 &* 7567
    let evenOuter = common &+ f2 &* 3135
    let sum = (f0 &+ f4) &<< 12 &+ rounding
    let difference = (f0 &- f4) &<< 12 &+ rounding
    let (even0, even1) = (sum &+ evenOuter, difference &+ evenInner)
    let (even2, even3) = (difference &- evenInner, sum &- evenOuter)

    let all = (f7 &+ f3 &+ f5 &+ f1) &* 4816
    let outer = all &- (f7 &+ f1) &* 3685
    let inner = all &- (f5 &+ f3) &* 10497
    let low = (f7 &+ f3) &* -8034
    let high = (f5 &+ f1) &* -1597
    let odd0 = f1 &* 6149 &+ outer &+ high
    let odd1 = f3 &* 12586 &+ inner &+ low
    let odd2 = f5 &* 8410 &+ inner &+ high
    let odd3 = f7 &* 1223 &+ outer &+ low
    return [
      even0 &+ odd0, even1 &+ odd1, even2 &+ odd2, even3 &+ odd3,
      even3 &- odd3, even2 &- odd2, even1 &- odd1, even0 &- odd0,
    ]
  }
}
