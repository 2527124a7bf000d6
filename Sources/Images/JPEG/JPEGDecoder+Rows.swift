extension JPEGDecoder {
  /// Which samples of the components rows are taken from.
  private enum Source {
    /// Of this row of units.
    case current
    /// The last rows of the row of units before.
    case boundary
  }

  /// Makes pixels of the samples of a row of units.
  mutating func showRow(_ row: Int) throws(PictureFault) {
    guard isSampled else { return try convert(8, rowsOf: .current) }
    let isLast = row == unitRows - 1
    let width = header.components[0].stride
    for place in header.components.indices {
      // Else ClamAV's decoder gives up.
      guard
        header.components[place].enlargement != .both
          || header.components[place].stride * 2 == width
      else { throw .undecodable }
      try header.components[place].enlarge(
        isFirst: row == 0, isLast: isLast, keepsBoundary: isVertical)
    }
    if isVertical {
      if row > 0 { try convert(downMax, rowsOf: .boundary) }
      for place in header.components.indices
      where header.components[place].enlargement != .across {
        guard header.components[place].boundary.count <= header.components[place].samples.count
        else { throw .undecodable }
        header.components[place].keepBoundary(of: header.components[place].samples)
      }
    }
    try convert((isVertical && !isLast ? 7 : 8) * downMax, rowsOf: .current)
  }

  /// Makes so many rows of pixels, or as many as the picture has left.
  private mutating func convert(_ count: Int, rowsOf source: Source) throws(PictureFault) {
    let planes = header.components.map { component in
      switch source {
      case .boundary: component.boundary
      case .current: component.enlargement == .none ? component.samples : component.enlarged
      }
    }
    for row in 0..<min(count, picture.size.height - rowsDone) {
      let start = row * paddedWidth
      guard planes.allSatisfy({ start + paddedWidth <= $0.count }) else { throw .undecodable }
      try convertRow(planes, start)
      rowsDone += 1
    }
  }

  private mutating func convertRow(_ planes: [[UInt8]], _ start: Int) throws(PictureFault) {
    let row = JPEGConversion(planes: planes, start: start)
    if isGrey {
      // Adobe's segment may have said otherwise since.
      guard header.colours == .grey || header.colours == .luminance else { throw .undecodable }
      row.grey(into: &picture.lanes)
      return picture.addLanes()
    }
    let hasBlack = header.colours == .luminanceAndBlack && planes.count == 4
    switch (header.colours, planes.count) {
    case (.others(2), 2): row.pairs(into: &line)
    case (.red, 3): row.red(into: &line)
    case (.inks, 4): row.inks(into: &line)
    case (.luminance, 3...), (.luminanceAndBlack, 3...):
      // ClamAV's decoder gives up.
      guard picture.size.width >= 16 || paddedWidth <= 16 else { throw .undecodable }
      if hasBlack {
        row.luminanceAndBlack(into: &line)
      } else {
        row.luminance(into: &picture.lanes)
        return picture.addLanes()
      }
    case (.luminance, 1...2), (.inks, 3):
      // As ClamAV's decoder: black, where a component is missing.
      for column in line.indices { line[column] = 0 }
    default: throw .undecodable
    }
    picture.add(line)
  }
}
