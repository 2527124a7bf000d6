extension JPEGDecoder {
  /// Decodes a progressive picture: all its coefficients, as far as they are not damaged, then its samples.
  mutating func decodeProgressive(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    try allowSamples(eighthsOfBytes: JPEGCoefficients.eighthsOfBytes, &budget)
    var coefficients = header.components.map { component in
      JPEGCoefficients(blockCount: unitColumns * component.across * component.down * unitRows)
    }
    try readScans(bytes, &coefficients, &budget)
    try show(coefficients)
  }

  /// Reads scans up to the end of the picture, or of what can be read.
  private mutating func readScans(
    _ bytes: Span<UInt8>, _ coefficients: inout [JPEGCoefficients], _ budget: inout PictureBudget
  ) throws(PictureFault) {
    try payForScan(&budget)
    guard readScan(bytes, &coefficients) else { return }
    guard var marker = bits.marker else { throw .undecodable }
    bits.marker = nil
    var scanCount = 1
    while marker != JPEGMarker.endOfImage {
      let isScan = marker == JPEGMarker.scan
      if !JPEGMarker.restarts.contains(marker) {
        try header.readSegment(marker, &bits.reader, bytes)
      }
      if isScan {
        try payForScan(&budget)
        guard readScan(bytes, &coefficients) else { return }
      }
      guard let next = bits.takeMarker(bytes) else { return }
      marker = next
      guard isScan else { continue }
      scanCount += 1
      if scanCount > Self.scansMax { throw .undecodable }
      bits.reset()
    }
  }

  /// Reads a scan's data; `false` where they are damaged.
  private mutating func readScan(
    _ bytes: Span<UInt8>, _ coefficients: inout [JPEGCoefficients]
  ) -> Bool {
    bits.reset()
    resetPredictions()
    header.unitsLeft = header.restartInterval != 0 ? header.restartInterval : Int.max
    let count = header.scan.components.count
    // First coefficients and others are in scans of their own, the others of one component each.
    let isMixed = header.scan.last != 0 && (header.scan.first == 0 || count > 1)
    guard count <= header.colours.count, !isMixed else { return false }
    do {
      if count > 1 {
        try readUnits(bytes, &coefficients)
      } else {
        try readBlocks(of: header.scan.components[0], bytes, &coefficients)
      }
    } catch {
      return false
    }
    return true
  }

  /// Reads first coefficients of more than one component.
  private mutating func readUnits(
    _ bytes: Span<UInt8>, _ coefficients: inout [JPEGCoefficients]
  ) throws(PictureFault) {
    let order = header.scan.components
    let components = header.components
    var codes: [JPEGCodes] = []
    for place in order { try codes.append(dcCodes(of: place)) }
    for row in 0..<unitRows {
      for column in 0..<unitColumns {
        for (index, place) in order.enumerated() {
          let (across, down) = (components[place].across, components[place].down)
          for block in 0..<(across * down) {
            let blockRow = row * down + block / across
            let blockColumn = column * across + block % across
            let block = blockColumn + blockRow * components[place].stride / 8
            guard block < coefficients[place].present.count else {
              throw .undecodable
            }
            try readFirst(place, codes[index], bytes, &coefficients[place].values[64 * block])
          }
        }
        header.unitsLeft &-= 1
        try restartIfDue(bytes)
      }
    }
  }

  /// Reads the coefficients of one component.
  private mutating func readBlocks(
    of place: Int, _ bytes: Span<UInt8>, _ coefficients: inout [JPEGCoefficients]
  ) throws(PictureFault) {
    let scan = header.scan
    let component = header.components[place]
    let codes = try codes(of: component, isForDC: scan.first == 0)
    // As ClamAV's decoder: right only where the component has the most samples, or units of one block.
    let isWhole = component.across != 1 || component.down != 1 || !isSampled
    let columns = isWhole ? (header.width + 7) / 8 : unitColumns
    let rows = isWhole ? (header.height + 7) / 8 : unitRows
    let band = JPEGBand(scan)
    for row in 0..<rows {
      for column in 0..<columns {
        if band.first != 0, !band.isRefining, bits.emptyBlocks > 0 {
          bits.emptyBlocks -= 1
        } else {
          let block = column + row * (component.stride / 8)
          guard block < coefficients[place].present.count else { throw .undecodable }
          if band.first == 0 {
            try readFirst(place, codes, bytes, &coefficients[place].values[64 * block])
          } else if band.isRefining {
            try bits.refineBand(bytes, codes, band, &coefficients[place], block)
          } else {
            try bits.readBand(bytes, codes, band, &coefficients[place], block)
          }
        }
        header.unitsLeft &-= 1
        try restartIfDue(bytes)
      }
    }
  }

  /// The table for a scan of one component.
  private func codes(
    of component: JPEGComponent, isForDC: Bool
  ) throws(PictureFault) -> JPEGCodes {
    if isForDC, let codes = header.dcCodes[component.dcCodes & 3] { return codes }
    guard !isForDC, component.acCodes < 4, let codes = header.acCodes[component.acCodes] else {
      throw .undecodable
    }
    return codes
  }

  /// The table for a scan of more.
  private func dcCodes(of place: Int) throws(PictureFault) -> JPEGCodes {
    let number = header.components[place].dcCodes
    guard number < 4, let codes = header.dcCodes[number] else { throw .undecodable }
    return codes
  }

  /// Reads the first coefficient of a block, or a further bit of it.
  private mutating func readFirst(
    _ place: Int, _ codes: JPEGCodes, _ bytes: Span<UInt8>, _ coefficient: inout Int16
  ) throws(PictureFault) {
    let unit = Int16(1) << Int16(header.scan.after)
    if header.scan.before == 0 {
      try bits.readDC(bytes, codes, &header.components[place].prediction)
      let prediction = header.components[place].prediction
      coefficient = Int16(truncatingIfNeeded: prediction) &* unit
      return
    }
    if bits.left < 1 {
      try bits.refill(bytes)
      if bits.left < 1 { throw .undecodable }
    }
    if bits.takeBit() { coefficient &+= unit }
  }

  /// Makes samples of the coefficients, and shows them.
  private mutating func show(_ coefficients: [JPEGCoefficients]) throws(PictureFault) {
    // Colours may have been said otherwise between scans.
    guard header.components.count < 4 || header.colours.count == 4 else { throw .undecodable }
    for row in 0..<unitRows {
      for place in header.components.indices {
        try transform(coefficients[place].values, place, row)
      }
      try showRow(row)
    }
  }

  /// Makes samples of a component's coefficients in a row of units.
  private mutating func transform(
    _ coefficients: [Int16], _ place: Int, _ row: Int
  ) throws(PictureFault) {
    let step = coefficients.count / unitRows
    let stride = header.components[place].stride
    let factors = header.components[place].factors
    for blockRow in 0..<header.components[place].down {
      for blockColumn in 0..<(stride / 8) {
        let start = blockColumn * 64 + blockRow * 8 * stride
        guard start + 64 <= step else { throw .undecodable }
        for index in 0..<64 {
          block[index] = Int32(coefficients[row * step + start + index]) &* factors[index]
        }
        try JPEGTransform.write(
          &block, to: &header.components[place].samples,
          at: blockRow * 8 * stride + blockColumn * 8, stride: stride)
      }
    }
  }
}
