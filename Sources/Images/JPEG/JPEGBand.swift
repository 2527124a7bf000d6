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
  /// Reads the coefficients of a block that a band holds. The block begins at a place.
  mutating func readBand(
    _ file: Span<UInt8>, _ codes: JPEGCodes, _ band: JPEGBand, _ coefficients: inout [Int16],
    _ start: Int
  ) throws(JPEGFault) {
    var number = band.first
    repeat {
      try refill(file)
      let whole = codes.whole[short]
      if whole != 0 {
        number += Int(whole >> 4 & 15)
        coefficients[start + JPEGOrder.place(number)] = whole >> 8 &* band.unit
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
        coefficients[start + JPEGOrder.wrapped(number)] = value &* band.unit
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
    _ file: Span<UInt8>, _ codes: JPEGCodes, _ band: JPEGBand, _ coefficients: inout [Int16],
    _ start: Int
  ) throws(JPEGFault) {
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
          guard symbol & 15 == 1 else { throw JPEGFault() }
          value = takeBit() ? band.unit : -band.unit
        }
        if number <= band.last {
          try refine(&number, zeroes: run, file, band, &coefficients, start)
        }
        if value != 0 { coefficients[start + JPEGOrder.wrapped(number)] = value }
        number += 1
      } while number <= band.last
    }
    if emptyBlocks > 0 {
      try refineRest(from: number, file, band, &coefficients, start)
      emptyBlocks -= 1
    }
  }

  /// Refines coefficients up to the one after so many zeroes, or the band's last.
  private mutating func refine(
    _ number: inout Int, zeroes: Int, _ file: Span<UInt8>, _ band: JPEGBand,
    _ coefficients: inout [Int16], _ start: Int
  ) throws(JPEGFault) {
    var left = zeroes
    while true {
      let place = start + JPEGOrder.wrapped(number)
      if coefficients[place] != 0 {
        if self.left < 1 {
          try refill(file)
          if self.left < 1, marker != nil { throw JPEGFault() }
        }
        if takeBit() { Self.refine(&coefficients[place], band.unit) }
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
    from first: Int, _ file: Span<UInt8>, _ band: JPEGBand, _ coefficients: inout [Int16],
    _ start: Int
  ) throws(JPEGFault) {
    guard (1..<64).contains(where: { coefficients[start + $0] != 0 }) else { return }
    try refill(file)
    var number = first
    while number <= band.last {
      let place = start + JPEGOrder.wrapped(number)
      if coefficients[place] != 0, takeBit() { Self.refine(&coefficients[place], band.unit) }
      if left < 1 { try refill(file) }
      number += 1
    }
  }

  /// Makes a coefficient larger by a unit, if it is not yet.
  private static func refine(_ coefficient: inout Int16, _ unit: Int16) {
    guard coefficient & unit == 0 else { return }
    coefficient = coefficient >= 0 ? coefficient &+ unit : coefficient &- unit
  }
}
