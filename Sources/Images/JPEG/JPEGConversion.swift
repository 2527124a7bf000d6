/// How bright the colours of a row of samples are, as ClamAV reckons it: by way of red, green and blue of
/// eight bits each.
struct JPEGConversion {
  /// The samples of each component.
  let planes: [[UInt8]]
  /// Where the row begins in them.
  let start: Int
  /// Where it is in the picture.
  let pixels: Range<Int>

  func grey(into picture: inout [UInt8]) {
    for (index, pixel) in pixels.enumerated() { picture[pixel] = planes[0][start + index] }
  }

  func red(into picture: inout [UInt8]) {
    let (red, green, blue) = (planes[0], planes[1], planes[2])
    var result = picture.mutableSpan
    var place = start
    for pixel in pixels {
      result[pixel] = GreyPicture.brightness(red[place], green[place], blue[place])
      place += 1
    }
  }

  /// Luminance, two differences of colour, and perhaps black. The factors are of 14 bits.
  func luminance(hasBlack: Bool, into picture: inout [UInt8]) {
    let (luminance, blueness, redness) = (planes[0], planes[1], planes[2])
    let black = planes[hasBlack ? 3 : 0]
    var result = picture.mutableSpan
    var place = start
    for pixel in pixels {
      let sum = Int32(luminance[place]) * 16384 + 8191
      let toBlue = Int32(blueness[place]) - 128
      let toRed = Int32(redness[place]) - 128
      var red = Self.clamped(sum + toRed * 22970)
      var green = Self.clamped(sum - toRed * 11700 - toBlue * 5638)
      var blue = Self.clamped(sum + toBlue * 29032)
      if hasBlack {
        red = Self.product(255 - red, black[place])
        green = Self.product(255 - green, black[place])
        blue = Self.product(255 - blue, black[place])
      }
      result[pixel] = GreyPicture.brightness(red, green, blue)
      place += 1
    }
  }

  /// Inks, as how much of them is not there.
  func inks(into picture: inout [UInt8]) {
    let (cyan, magenta, yellow) = (planes[0], planes[1], planes[2])
    let black = planes[3]
    var result = picture.mutableSpan
    var place = start
    for pixel in pixels {
      let share = black[place]
      result[pixel] = GreyPicture.brightness(
        Self.product(cyan[place], share), Self.product(magenta[place], share),
        Self.product(yellow[place], share))
      place += 1
    }
  }

  /// Two components of which nothing is known: their samples, by turns, for red, green and blue; what is
  /// left of the row is black.
  func pairs(into picture: inout [UInt8]) {
    func sample(_ index: Int) -> UInt8 {
      index < 2 * pixels.count ? planes[index % 2][start + index / 2] : 0
    }
    for (index, pixel) in pixels.enumerated() {
      let first = 3 * index
      picture[pixel] = GreyPicture.brightness(
        sample(first), sample(first + 1), sample(first + 2))
    }
  }

  @inline(__always) private static func clamped(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, value >> 14)))
  }

  /// The product of two parts of 255, rounded.
  @inline(__always) private static func product(_ value: UInt8, _ share: UInt8) -> UInt8 {
    let product = Int32(value) * Int32(share) + 128
    return UInt8(truncatingIfNeeded: (product + product >> 8) >> 8)
  }
}
