/// A decoded picture: how bright each pixel is.
struct GreyPicture {
  let width: Int
  let height: Int
  /// Row after row, from the top; black at first.
  var pixels: [UInt8]

  /// A black picture; `nil` if it would have no pixels, or more than so many.
  init?(width: Int, height: Int, pixelsMax: Int) {
    guard width > 0, height > 0, width <= pixelsMax, height <= pixelsMax / width else {
      return nil
    }
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// How bright a colour is. In numbers of 32 bits, as the hash is defined by their rounding.
  @inline(__always) static func brightness(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum: Float = 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue)
    // For each colour the same as to the nearest, which has no instruction on every processor.
    return UInt8(min(255, sum + 0.5))
  }
}
