extension JPEGComponent {
  /// Makes room for a row of units, and for what it is brought to the picture's size in.
  ///
  /// - Parameter hasSpare: whether there is room for twice as many rows as are expected, as there is in
  ///   ClamAV's decoder: it shows where components do not fit each other.
  mutating func prepare(_ enlargement: JPEGEnlargement, hasSpare: Bool) {
    self.enlargement = enlargement
    samples = [UInt8](repeating: 0, count: sampleCount)
    boundary = [UInt8](repeating: 128, count: down * stride * enlargement.factor)
    let count =
      switch enlargement {
      case .none: 0
      case .across: sampleCount * 2
      default: stride * enlargement.factor * 8 * (hasSpare ? 2 : 1)
      }
    enlarged = [UInt8](repeating: 0, count: count)
    lastRows = [UInt8](repeating: 0, count: enlargement.isVertical ? stride * 2 : 0)
  }

  /// Brings the samples of a row of units to the picture's size, or all but the last row of them, which
  /// waits for the one below it.
  ///
  /// - Parameters:
  ///   - isFirst: whether it is the picture's first row of units.
  ///   - isLast: whether it is the picture's last.
  ///   - keepsBoundary: whether other components wait so.
  mutating func enlarge(isFirst: Bool, isLast: Bool, keepsBoundary: Bool) throws(PictureFault) {
    switch enlargement {
    case .none: break
    case .across:
      if keepsBoundary { keepBoundary(of: enlarged) }
      for row in 0..<(down * 8) {
        JPEGEnlargement.widen(self.row(row), into: &enlarged, at: row * stride * 2)
      }
    case .down, .both:
      // ClamAV's decoder does not decode others.
      guard down == 1 else { throw .undecodable }
      if !isFirst { enlargeBoundary() }
      for row in 0..<(isLast ? 8 : 7) { enlarge(row: row, isFirst: isFirst) }
      for place in lastRows.indices { lastRows[place] = samples[6 * stride + place] }
    case .repeated(let across, let down): repeatSamples(across, down)
    }
  }

  /// Keeps the last rows, to be seen after the next row of units is known.
  mutating func keepBoundary(of rows: [UInt8]) {
    let start = rows.count - boundary.count
    for place in boundary.indices { boundary[place] = rows[start + place] }
  }

  private func row(_ index: Int) -> JPEGRow {
    JPEGRow(all: samples, start: index * stride, count: stride)
  }

  /// One of the last two rows of the row of units before.
  private func lastRow(_ index: Int) -> JPEGRow {
    JPEGRow(all: lastRows, start: index * stride, count: stride)
  }

  /// The last row of the row of units before, now that the one below it is known.
  private mutating func enlargeBoundary() {
    let below = row(0)
    Self.enlarge(lastRow(1), lastRow(0), below, enlargement, into: &boundary, at: 0)
  }

  private mutating func enlarge(row index: Int, isFirst: Bool) {
    let above = index == 0 && !isFirst ? lastRow(1) : row(max(index - 1, 0))
    let below = row(min(index + 1, 7))
    let place = index * stride * enlargement.factor
    Self.enlarge(row(index), above, below, enlargement, into: &enlarged, at: place)
  }

  private static func enlarge(
    _ row: JPEGRow, _ above: JPEGRow, _ below: JPEGRow, _ enlargement: JPEGEnlargement,
    into result: inout [UInt8], at place: Int
  ) {
    let count = row.count
    if enlargement == .down {
      JPEGEnlargement.mix(row, with: above, into: &result, at: place)
      JPEGEnlargement.mix(row, with: below, into: &result, at: place + count)
      return
    }
    var mixed = [UInt8](repeating: 0, count: 2 * count)
    JPEGEnlargement.mix(row, with: above, into: &mixed, at: 0)
    JPEGEnlargement.mix(row, with: below, into: &mixed, at: count)
    let upper = JPEGRow(all: mixed, start: 0, count: count)
    JPEGEnlargement.widen(upper, into: &result, at: place)
    let lower = JPEGRow(all: mixed, start: count, count: count)
    JPEGEnlargement.widen(lower, into: &result, at: place + 2 * count)
  }

  private mutating func repeatSamples(_ across: Int, _ down: Int) {
    let count = stride * across
    var place = 0
    for row in 0..<(sampleCount / stride) {
      for _ in 0..<down where place + count <= enlarged.count {
        for column in 0..<count {
          enlarged[place + column] = samples[row * stride + column / across]
        }
        place += count
      }
    }
  }
}
