extension JPEGDecoder {
  /// What comes after a row of units.
  private enum Continuation {
    case nextRow
    case anotherScan
    case nothing
  }

  /// Decodes a sequential picture: a row of units at a time where the first scan has all components, else
  /// all samples first.
  mutating func decodeSequential(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    for component in header.components {
      guard component.dcCodes < 4, component.acCodes < 4,
        header.dcCodes[component.dcCodes] != nil, header.acCodes[component.acCodes] != nil
      else { throw .undecodable }
    }
    let isWhole = header.scan.components.count == header.components.count
    var planes: [[UInt8]] = []
    if !isWhole {
      try allowSamples(eighthsOfBytes: 8, &budget)
      planes = header.components.map { component in
        let count = unitColumns * component.across * component.down * unitRows * 64
        return [UInt8](repeating: 0, count: count)
      }
    }
    while true {
      try payForScan(&budget)
      switch try readScan(bytes, &planes) {
      case .nextRow: return try show(planes)
      case .nothing: return fillRest()
      case .anotherScan: if isWhole { return }
      }
    }
  }

  private mutating func readScan(
    _ bytes: Span<UInt8>, _ planes: inout [[UInt8]]
  ) throws(PictureFault) -> Continuation {
    for row in 0..<unitRows {
      if bits.isPastEnd {
        if planes.isEmpty { fillRest() }
        return .nextRow
      }
      let continuation = try readRow(row, bytes, &planes)
      if planes.isEmpty { try showRow(row) }
      if continuation != .nextRow { return continuation }
    }
    return .nextRow
  }

  private mutating func readRow(
    _ row: Int, _ bytes: Span<UInt8>, _ planes: inout [[UInt8]]
  ) throws(PictureFault) -> Continuation {
    let order = header.scan.components
    for column in 0..<unitColumns {
      for place in order {
        guard try readUnit(place, row, column, bytes, &planes) else { return .nothing }
      }
      header.unitsLeft -= 1
      if header.unitsLeft == 0 {
        try restartIfDue(bytes)
      } else if bits.marker != nil, bits.left == 0 {
        break
      }
    }
    return try readMarker(bytes)
  }

  /// Reads a component's blocks of a unit; `false` where they are damaged.
  private mutating func readUnit(
    _ place: Int, _ row: Int, _ column: Int, _ bytes: Span<UInt8>, _ planes: inout [[UInt8]]
  ) throws(PictureFault) -> Bool {
    let (dcNumber, acNumber) = (header.components[place].dcCodes, header.components[place].acCodes)
    guard let dc = header.dcCodes[dcNumber & 3], let ac = header.acCodes[acNumber & 3] else {
      throw .undecodable
    }
    let stride = header.components[place].stride
    let factors = header.components[place].factors
    let (across, down) = (header.components[place].across, header.components[place].down)
    for blockRow in 0..<down {
      for blockColumn in 0..<across {
        do {
          try bits.readBlock(
            bytes, dc, ac, factors, &header.components[place].prediction, &block)
        } catch {
          return false
        }
        let start = blockRow * 8 * stride + (column * across + blockColumn) * 8
        if planes.isEmpty {
          try JPEGTransform.write(
            &block, to: &header.components[place].samples, at: start, stride: stride)
        } else {
          let rowStart = row * stride * 8 * down
          try JPEGTransform.write(&block, to: &planes[place], at: rowStart + start, stride: stride)
        }
      }
    }
    return true
  }

  /// Looks whether a marker was found in a row, and what it means.
  private mutating func readMarker(_ bytes: Span<UInt8>) throws(PictureFault) -> Continuation {
    guard let marker = bits.marker else { return .nextRow }
    if marker == JPEGMarker.endOfImage {
      bits.marker = nil
      bits.hasEnded = true
      return .nextRow
    }
    if JPEGMarker.restarts.contains(marker) {
      if header.unitsLeft == 0 { try restartAtMarker() }
      return .nextRow
    }
    try header.readSegment(marker, &bits.reader, bytes)
    bits.reset()
    return marker == JPEGMarker.scan ? .anotherScan : .nothing
  }

  /// Shows the samples of a picture that was decoded whole.
  private mutating func show(_ planes: [[UInt8]]) throws(PictureFault) {
    guard !planes.isEmpty else { return }
    rowsDone = 0
    for row in 0..<unitRows {
      for place in header.components.indices {
        let count = planes[place].count / unitRows
        guard count <= header.components[place].samples.count else { throw .undecodable }
        for index in 0..<count {
          header.components[place].samples[index] = planes[place][row * count + index]
        }
      }
      try showRow(row)
    }
  }
}
