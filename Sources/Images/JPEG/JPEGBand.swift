/// Which coefficients a scan of a progressive picture holds, and which of their bits.
struct JPEGBand {
  let first: Int
  let last: Int
  /// Whether more of their bits are known from scans before.
  let isRefining: Bool
  /// What the last of the bits stands for.
  let unit: Int16

  init(_ scan: JPEGScan) {
    (first, last) = (scan.first, scan.last)
    isRefining = scan.before != 0
    unit = Int16(1) << Int16(scan.after)
  }
}

extension JPEGBits {
  /// Reads the coefficients of a block that a band holds. The block has a number.
  mutating func readBand(
    _ file: Span<UInt8>, _ codes: JPEGCodes, _ band: JPEGBand,
    _ coefficients: inout JPEGCoefficients,
    _ block: Int
  ) throws(PictureFault) {
    var number = band.first
    repeat {
      try refill(file)
      let whole = codes.whole[short]
      if whole != 0 {
        number += Int(whole >> 4 & 15)
        coefficients.set(number, of: block, to: whole >> 8 &* band.unit)
        drop(UInt8(truncatingIfNeeded: whole & 15))
        number += 1
        continue
      }
      let symbol = try symbol(codes)
      let size = Int(symbol & 15)
      let run = Int(symbol >> 4)
      if size > 0 {
        number += run
        let value = Int16(truncatingIfNeeded: Self.extended(take(size), size))
        coefficients.setWrapped(number, of: block, to: value &* band.unit)
        number += 1
      } else if run == 15 {
        number += 16
      } else {
        emptyBlocks = 1 << Int32(run) + take(run) - 1
        return
      }
    } while number <= band.last
  }

  /// Reads a further bit of the coefficients of a block, and the ones that begin with it.
  mutating func refineBand(
    _ file: Span<UInt8>, _ codes: JPEGCodes, _ band: JPEGBand,
    _ coefficients: inout JPEGCoefficients,
    _ block: Int
  ) throws(PictureFault) {
    var number = band.first
    if emptyBlocks == 0 {
      repeat {
        try refill(file)
        let symbol = try symbol(codes)
        let run = Int(symbol >> 4)
        var value: Int16 = 0
        if symbol & 15 == 0 {
          if run != 15 {
            emptyBlocks = 1 << Int32(run) + take(run)
            break
          }
        } else {
          guard symbol & 15 == 1 else { throw .undecodable }
          value = takeBit() ? band.unit : -band.unit
        }
        if number <= band.last {
          try refine(&number, zeroes: run, file, band, &coefficients, block)
        }
        if value != 0 { coefficients.setWrapped(number, of: block, to: value) }
        number += 1
      } while number <= band.last
    }
    if emptyBlocks > 0 {
      try refineRest(from: number, file, band, &coefficients, block)
      emptyBlocks -= 1
    }
  }

  /// Refines coefficients up to the one after so many zeroes, or the band's last.
  private mutating func refine(
    _ number: inout Int, zeroes: Int, _ file: Span<UInt8>, _ band: JPEGBand,
    _ coefficients: inout JPEGCoefficients, _ block: Int
  ) throws(PictureFault) {
    var left = zeroes
    while true {
      if coefficients.has(number, of: block) {
        if self.left < 1 {
          try refill(file)
          if self.left < 1, marker != nil { throw .undecodable }
        }
        if takeBit() { coefficients.refine(number, of: block, by: band.unit) }
      } else {
        left -= 1
        if left < 0 { return }
      }
      if number == band.last { return }
      number += 1
    }
  }

  /// Refines the coefficients of a block that has no new ones.
  private mutating func refineRest(
    from first: Int, _ file: Span<UInt8>, _ band: JPEGBand, _ coefficients: inout JPEGCoefficients,
    _ block: Int
  ) throws(PictureFault) {
    let present = coefficients.present[block]
    guard present > 1 else { return }
    try refill(file)
    var number = first
    while number <= band.last {
      let next = number + (present >> UInt64(number)).trailingZeroBitCount
      // At every coefficient there is a look whether bits are left; twice is as good as more.
      for _ in number..<min(next, band.last + 1, number + 2) where left < 1 { try refill(file) }
      guard next <= band.last else { return }
      if takeBit() { coefficients.refine(next, of: block, by: band.unit) }
      if left < 1 { try refill(file) }
      number = next + 1
    }
  }
}
