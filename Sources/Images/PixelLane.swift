/// As many pixels of a row, or samples, as are reckoned with at once: whole numbers up to 255.
typealias PixelLane = SIMD8<Float>

extension SIMD8<Float> {
  /// The bytes at a place.
  @inline(__always) init(_ bytes: Span<UInt8>, at place: Int) {
    let part = bytes.extracting(place..<(place + 8))
    let lane = SIMD8<UInt8>(part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7])
    self.init(lane)
  }

  /// Every third byte, or fourth, from a place on.
  @inline(__always) init(_ bytes: Span<UInt8>, at place: Int, step: Int) {
    let part = bytes.extracting(place..<(place + 7 * step + 1))
    let lane = SIMD8<UInt8>(
      part[0], part[step], part[2 * step], part[3 * step], part[4 * step], part[5 * step],
      part[6 * step], part[7 * step])
    self.init(lane)
  }

  /// What makes a number of less than 22 bits whole, by being added and taken away: to the nearest one, and
  /// to the even one of two. There is no instruction for that on every processor.
  private static let toWhole: Float = 0x1.8p23

  /// The nearest whole numbers.
  @inline(__always) var whole: Self { (self + Self.toWhole) - Self.toWhole }

  /// The whole numbers below, from 0 to 255, of numbers that are multiples of a 16384th.
  @inline(__always) var wholeBelow: Self {
    let positive = replacing(with: 0, where: self .< 0)
    let limited = positive.replacing(with: 255.5, where: positive .> 255.5)
    return (limited - (0.5 - 0x1p-15)).whole
  }

  /// How bright colours are. In numbers of 32 bits, as the hash is defined by their rounding.
  @inline(__always) static func brightness(_ red: Self, _ green: Self, _ blue: Self) -> Self {
    // The numbers below the sums and a half: of two that are as near, the upper one.
    let sum = 0.299 * red + 0.587 * green + 0.114 * blue + 0.5
    let nearest = sum.whole
    return nearest.replacing(with: nearest - 1, where: nearest .> sum)
  }
}
