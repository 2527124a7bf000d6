/// What a stream of a compound file holds.
public struct CompoundStream: Hashable, Sendable {
  /// Its bytes; all of them where it is complete.
  public var bytes: [UInt8]
  /// Whether they are as many as the directory says.
  public var isComplete: Bool
}

extension CompoundFile {
  /// Storages that a path names at most, the nearest to the entry.
  private static let pathDepthMax = 16

  /// The names of the storages around an entry and its own, with slashes between.
  public func path(of index: Int) -> [UInt8] {
    var names: [[UInt8]] = []
    var place: Int? = index
    while let here = place, here != 0, names.count < Self.pathDepthMax {
      names.append(entries[here].name)
      place = entries[here].parent
    }
    return Array(names.reversed().joined(separator: [0x2F]))
  }

  /// Where the first sector of a stream is that has sectors of its own.
  public func firstPlace(of index: Int) -> Int? {
    let entry = entries[index]
    return entry.byteCount < Self.smallStreamBytesMax ? nil : place(of: entry.firstSector)
  }

  /// Reads a stream. Its sectors are marked: a second reading, or another stream in them, finds an overlap.
  public mutating func read(_ index: Int, from bytes: Span<UInt8>) -> CompoundStream {
    let entry = entries[index]
    guard entry.kind == .stream, entry.byteCount > 0 else {
      return CompoundStream(bytes: [], isComplete: true)
    }
    let before = faults
    let content =
      entry.byteCount < Self.smallStreamBytesMax
      ? readSmall(entry, from: bytes) : readLarge(entry, from: bytes)
    let isComplete = content.count == entry.byteCount
    if !isComplete { faults.insert(.truncated) }
    // What no reader sees cannot be damaged.
    if entry.isOrphan { faults = before }
    return CompoundStream(bytes: content, isComplete: isComplete)
  }

  private mutating func readLarge(_ entry: CompoundEntry, from bytes: Span<UInt8>) -> [UInt8] {
    let wanted = min(sectorCount, (entry.byteCount - 1) >> sectorShift + 1)
    let sectors = chain(from: entry.firstSector, countMax: wanted, outside: .truncated)
    var content: [UInt8] = []
    content.reserveCapacity(min(entry.byteCount, sectors.count << sectorShift))
    var index = 0
    while index < sectors.count, let start = place(of: sectors[index]) {
      // Sectors in a row are copied at once.
      var end = index + 1
      while end < sectors.count, sectors[end] == sectors[end - 1] &+ 1 { end += 1 }
      let length = min(
        (end - index) << sectorShift, bytes.count - start, entry.byteCount - content.count)
      content.append(copying: bytes.extracting(start..<start + length))
      index = end
    }
    return content
  }

  private mutating func readSmall(_ entry: CompoundEntry, from bytes: Span<UInt8>) -> [UInt8] {
    var content: [UInt8] = []
    content.reserveCapacity(entry.byteCount)
    let perSector = sectorShift - Self.smallShift
    var sector = entry.firstSector
    while content.count < entry.byteCount, sector < UInt32(clamping: isSmallUsed.count) {
      let small = Int(sector)
      guard !isSmallUsed[small] else {
        faults.insert(.overlap)
        break
      }
      isSmallUsed[small] = true
      guard let start = place(of: smallSectors[small >> perSector]) else { break }
      let at = start + (small & (1 << perSector - 1)) << Self.smallShift
      let length = min(1 << Self.smallShift, bytes.count - at, entry.byteCount - content.count)
      guard length > 0 else { break }
      content.append(copying: bytes.extracting(at..<at + length))
      sector = small < smallTable.count ? smallTable[small] : .max
    }
    return content
  }
}
