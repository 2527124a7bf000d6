extension CompoundFile {
  /// How an entry of the directory lies in its tree.
  private struct Node {
    let left: UInt32
    let right: UInt32
    let child: UInt32
  }

  private static let entryBytes = 128
  /// No entry.
  private static let none: UInt32 = 0xFFFF_FFFF

  /// Reads the directory and its tree.
  ///
  /// - Parameter isWide: whether sizes have 64 bits.
  mutating func readDirectory(_ bytes: Span<UInt8>, isWide: Bool) {
    let first = bytes.little32(at: 48) ?? Self.endOfChain
    let perSector = 1 << sectorShift / Self.entryBytes
    let sectors = chain(from: first, countMax: sectorCount, outside: .tables)
    var nodes: [Node] = []
    // For each entry of the file its place among those in use.
    var places: [Int?] = []
    scan: for sector in sectors {
      guard let start = place(of: sector) else { break }
      for index in 0..<perSector {
        guard let entry = bytes.run(at: start + index * Self.entryBytes, count: Self.entryBytes)
        else { break scan }
        guard places.count < Self.entriesMax else {
          faults.insert(.tables)
          break scan
        }
        guard let read = Self.entry(entry, isFirst: places.isEmpty, isWide: isWide) else {
          places.append(nil)
          continue
        }
        places.append(entries.count)
        entries.append(read)
        nodes.append(Self.node(entry))
      }
    }
    guard entries.first?.kind == .root else {
      entries = []
      return
    }
    climb(nodes, places)
  }

  private static func node(_ entry: Span<UInt8>) -> Node {
    Node(
      left: entry.little32(at: 68) ?? none, right: entry.little32(at: 72) ?? none,
      child: entry.little32(at: 76) ?? none)
  }

  /// One entry of 128 bytes; nil where it is not in use. The first is the root, whatever it says.
  private static func entry(
    _ entry: Span<UInt8>, isFirst: Bool, isWide: Bool
  ) -> CompoundEntry? {
    let kind: CompoundEntry.Kind
    switch entry.byte(at: 66) {
    case _ where isFirst: kind = .root
    case 0, nil: return nil
    case 1: kind = .storage
    case 5: kind = .storage
    default: kind = .stream
    }
    let nameBytes = min(64, Int(entry.little16(at: 64) ?? 0))
    var units: [UInt16] = []
    for index in 0..<nameBytes / 2 {
      guard let unit = entry.little16(at: 2 * index), unit != 0 else { break }
      units.append(unit)
    }
    let low = entry.little32(at: 120) ?? 0
    let high = isWide ? entry.little32(at: 124) ?? 0 : 0
    let size = UInt64(high) << 32 | UInt64(low)
    var classID: [UInt8] = []
    if kind != .stream, let id = entry.run(at: 80, count: 16) { classID = Array(copying: id) }
    return CompoundEntry(
      kind: kind, units: units, name: Array(String(decoding: units, as: UTF16.self).utf8),
      classID: classID, byteCount: Int(clamping: size),
      firstSector: entry.little32(at: 116) ?? endOfChain)
  }

  /// Walks the tree from the root: each entry is in one storage.
  private mutating func climb(_ nodes: [Node], _ places: [Int?]) {
    entries[0].isOrphan = false
    var waiting: [(number: UInt32, parent: Int)] = [(nodes[0].child, 0)]
    while let (number, parent) = waiting.popLast() {
      guard number != Self.none else { continue }
      guard Int(number) < places.count else {
        faults.insert(.tree)
        continue
      }
      // Entries that are not in use hold nothing, and readers pass over them.
      guard let place = places[Int(number)] else { continue }
      guard entries[place].isOrphan else {
        faults.insert(.tree)
        continue
      }
      entries[place].isOrphan = false
      entries[place].parent = parent
      waiting.append((nodes[place].left, parent))
      waiting.append((nodes[place].right, parent))
      if entries[place].kind == .storage { waiting.append((nodes[place].child, place)) }
    }
  }
}
