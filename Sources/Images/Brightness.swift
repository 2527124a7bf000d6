/// How bright colours are.
enum Brightness {
  /// How bright a colour is. In numbers of 32 bits, as the hash is defined by their rounding.
  @inline(__always) static func of(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum: Float = 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue)
    // For each colour the same as to the nearest, which has no instruction on every processor.
    return UInt8(min(255, sum + 0.5))
  }
}
