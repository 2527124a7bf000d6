/// How bright the colours of a row of samples are, as ClamAV reckons it: by way of red, green and blue of
/// eight bits each.
struct JPEGConversion {
  /// The samples of each component.
  let planes: [[UInt8]]
  /// Where the row begins in them.
  let start: Int

  func grey(into lanes: inout [PixelLane]) {
    let plane = planes[0]
    let samples = plane.span
    var result = lanes.mutableSpan
    for index in 0..<result.count {
      result[index] = PixelLane(samples, at: start + index * PixelLane.scalarCount)
    }
  }

  func red(into line: inout [UInt8]) {
    let (red, green, blue) = (planes[0], planes[1], planes[2])
    var result = line.mutableSpan
    var place = start
    for pixel in 0..<result.count {
      result[pixel] = Brightness.of(red[place], green[place], blue[place])
      place += 1
    }
  }

  /// Luminance and two differences of colour. The factors are of 14 bits, so that no sum has more than 24:
  /// the numbers are exact.
  func luminance(into lanes: inout [PixelLane]) {
    let (first, second, third) = (planes[0], planes[1], planes[2])
    let (luminance, blueness, redness) = (first.span, second.span, third.span)
    let unit: Float = 0x1p-14
    var result = lanes.mutableSpan
    for index in 0..<result.count {
      let place = start + index * PixelLane.scalarCount
      let sum = PixelLane(luminance, at: place) * 16384 + 8191
      let toBlue = PixelLane(blueness, at: place) - 128
      let toRed = PixelLane(redness, at: place) - 128
      let red = (sum + toRed * 22970) * unit
      let green = (sum - toRed * 11700 - toBlue * 5638) * unit
      let blue = (sum + toBlue * 29032) * unit
      result[index] = .brightness(red.wholeBelow, green.wholeBelow, blue.wholeBelow)
    }
  }

  /// Luminance, two differences of colour, and black.
  func luminanceAndBlack(into line: inout [UInt8]) {
    let (luminance, blueness, redness) = (planes[0], planes[1], planes[2])
    let black = planes[3]
    var result = line.mutableSpan
    var place = start
    for pixel in 0..<result.count {
      let sum = Int32(luminance[place]) * 16384 + 8191
      let toBlue = Int32(blueness[place]) - 128
      let toRed = Int32(redness[place]) - 128
      let red = Self.clamped(sum + toRed * 22970)
      let green = Self.clamped(sum - toRed * 11700 - toBlue * 5638)
      let blue = Self.clamped(sum + toBlue * 29032)
      result[pixel] = Brightness.of(
        Self.product(255 - red, black[place]), Self.product(255 - green, black[place]),
        Self.product(255 - blue, black[place]))
      place += 1
    }
  }

  /// Inks, as how much of them is not there.
  func inks(into line: inout [UInt8]) {
    let (cyan, magenta, yellow) = (planes[0], planes[1], planes[2])
    let black = planes[3]
    var result = line.mutableSpan
    var place = start
    for pixel in 0..<result.count {
      let share = black[place]
      result[pixel] = Brightness.of(
        Self.product(cyan[place], share), Self.product(magenta[place], share),
        Self.product(yellow[place], share))
      place += 1
    }
  }

  /// Two components of which nothing is known: their samples, by turns, for red, green and blue; what is
  /// left of the row is black.
  func pairs(into line: inout [UInt8]) {
    let count = line.count
    func sample(_ index: Int) -> UInt8 {
      index < 2 * count ? planes[index % 2][start + index / 2] : 0
    }
    for pixel in 0..<count {
      let first = 3 * pixel
      line[pixel] = Brightness.of(
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
