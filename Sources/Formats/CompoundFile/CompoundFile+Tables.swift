extension CompoundFile {
  /// How many numbers a sector of a table has.
  private var numbersPerSector: Int { 1 << (sectorShift - 2) }
  /// How many sectors of the table the header itself names.
  private static let headerPlaces = 109

  /// Reads the table of sectors: the header names its first sectors, a chain of sectors the others.
  mutating func readTable(_ bytes: Span<UInt8>) {
    // What lies past the file's last sector says nothing.
    let sectorsMax = (sectorCount + numbersPerSector - 1) / numbersPerSector
    var tableSectors = 0
    table.reserveCapacity(sectorCount)
    for index in 0..<Self.headerPlaces where tableSectors < sectorsMax {
      guard let sector = bytes.little32(at: 76 + 4 * index), sector < Self.endOfChain else {
        continue
      }
      appendTable(bytes, sector)
      tableSectors += 1
    }
    var list = bytes.little32(at: 68) ?? Self.endOfChain
    var listsLeft = sectorsMax / (numbersPerSector - 1) + 1
    while tableSectors < sectorsMax, let place = place(of: list), listsLeft > 0 {
      for index in 0..<numbersPerSector - 1 where tableSectors < sectorsMax {
        guard let sector = bytes.little32(at: place + 4 * index), sector < Self.endOfChain
        else { continue }
        appendTable(bytes, sector)
        tableSectors += 1
      }
      list = bytes.little32(at: place + 4 * (numbersPerSector - 1)) ?? Self.endOfChain
      listsLeft -= 1
    }
  }

  /// One sector of the table. One that is not there is a hole: chains through it end.
  private mutating func appendTable(_ bytes: Span<UInt8>, _ sector: UInt32) {
    let count = min(numbersPerSector, sectorCount - table.count)
    guard let place = place(of: sector) else {
      for _ in 0..<max(0, count) { table.append(.max) }
      return
    }
    for index in 0..<max(0, count) {
      table.append(bytes.little32(at: place + 4 * index) ?? .max)
    }
  }

  /// Reads the table of small sectors, and where those lie.
  mutating func readSmallTable(_ bytes: Span<UInt8>) {
    let root = entries[0]
    guard root.byteCount > 0 else { return }
    // What is missing here is found out where a stream lacks it.
    smallSectors = chain(
      from: root.firstSector,
      countMax: min(sectorCount, (root.byteCount - 1) >> sectorShift + 1), outside: [])
    let smallCount = smallSectors.count << (sectorShift - Self.smallShift)
    let sectorsMax = (smallCount + numbersPerSector - 1) / numbersPerSector
    let first = bytes.little32(at: 60) ?? Self.endOfChain
    let sectors = chain(from: first, countMax: min(sectorCount, sectorsMax), outside: [])
    smallTable.reserveCapacity(smallCount)
    for sector in sectors {
      guard let place = place(of: sector) else { break }
      for index in 0..<numbersPerSector where smallTable.count < smallCount {
        smallTable.append(bytes.little32(at: place + 4 * index) ?? .max)
      }
    }
    isSmallUsed = [Bool](repeating: false, count: smallCount)
  }
}
