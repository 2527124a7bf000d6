/// A compound file made of streams by their paths; the storages on the way come with them.
struct CompoundFileSample {
  /// The bytes of a sector, as an exponent of two.
  var shift = 9
  var streams: [(path: String, bytes: [UInt8])]

  private struct Entry {
    var name: String
    var kind: UInt8
    var right = UInt32.max
    var child = UInt32.max
    var start: UInt32 = 0xFFFF_FFFE
    var size = 0
  }

  private var entries = [Entry(name: "Root Entry", kind: 5)]
  private var storages: [String: Int] = ["": 0]
  private var sectors: [[UInt8]] = []
  private var table: [UInt32] = []
  private var small: [UInt8] = []
  private var smallTable: [UInt32] = []

  init(_ streams: [(path: String, bytes: [UInt8])], shift: Int = 9) {
    self.streams = streams
    self.shift = shift
  }

  /// The file.
  var bytes: [UInt8] {
    var copy = self
    return copy.build()
  }

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private mutating func build() -> [UInt8] {
    for (path, bytes) in streams { place(path, bytes) }
    entries[0].size = small.count
    entries[0].start = store(small)
    let smallTableBytes = smallTable.flatMap { Self.little(Int($0), 4) }
    let smallTableStart = store(padded(smallTableBytes, 0xFF))
    let directory = entries.flatMap(Self.encoded)
    let directoryStart = store(padded(directory, 0))
    let perSector = 1 << (shift - 2)
    var tableSectors = 1
    while tableSectors * perSector < table.count + tableSectors { tableSectors += 1 }
    let first = table.count
    table += [UInt32](repeating: 0xFFFF_FFFD, count: tableSectors)
    let tableBytes = padded(table.flatMap { Self.little(Int($0), 4) }, 0xFF)
    var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    header += [UInt8](repeating: 0, count: 16) + Self.little(0x3E, 2)
    header += Self.little(shift == 9 ? 3 : 4, 2) + [0xFE, 0xFF] + Self.little(shift, 2) + [6, 0]
    header += [UInt8](repeating: 0, count: 10) + Self.little(tableSectors, 4)
    header += Self.little(Int(directoryStart), 4) + Self.little(0, 4) + Self.little(4096, 4)
    header += Self.little(smallTable.isEmpty ? 0xFFFF_FFFE : Int(smallTableStart), 4)
    header += Self.little(1, 4) + Self.little(0xFFFF_FFFE, 4) + Self.little(0, 4)
    for index in 0..<109 {
      header += Self.little(index < tableSectors ? first + index : 0xFFFF_FFFF, 4)
    }
    var file = padded(header, 0)
    for run in sectors { file += run }
    return file + tableBytes
  }

  private mutating func place(_ path: String, _ bytes: [UInt8]) {
    let names = path.split(separator: "/").map(String.init)
    var storage = 0
    var around = ""
    for name in names.dropLast() {
      around += "/" + name
      if let known = storages[around] {
        storage = known
      } else {
        storage = add(Entry(name: name, kind: 1), to: storage)
        storages[around] = storage
      }
    }
    var entry = Entry(name: names.last!, kind: 2)
    entry.size = bytes.count
    if bytes.count >= 4096 {
      entry.start = store(bytes)
    } else if !bytes.isEmpty {
      let count = (bytes.count + 63) / 64
      let first = smallTable.count
      entry.start = UInt32(first)
      for index in 0..<count {
        smallTable.append(index == count - 1 ? 0xFFFF_FFFE : UInt32(first + index + 1))
      }
      small += bytes + [UInt8](repeating: 0, count: count * 64 - bytes.count)
    }
    _ = add(entry, to: storage)
  }

  /// Siblings are a list to the right.
  private mutating func add(_ entry: Entry, to storage: Int) -> Int {
    var entry = entry
    entry.right = entries[storage].child
    entries.append(entry)
    entries[storage].child = UInt32(entries.count - 1)
    return entries.count - 1
  }

  private mutating func store(_ bytes: [UInt8]) -> UInt32 {
    guard !bytes.isEmpty else { return 0xFFFF_FFFE }
    let first = table.count
    let all = padded(bytes, 0)
    let count = all.count >> shift
    for index in 0..<count {
      table.append(index == count - 1 ? 0xFFFF_FFFE : UInt32(first + index + 1))
    }
    sectors.append(all)
    return UInt32(first)
  }

  private func padded(_ bytes: [UInt8], _ byte: UInt8) -> [UInt8] {
    let over = bytes.count & (1 << shift - 1)
    return over == 0 ? bytes : bytes + [UInt8](repeating: byte, count: 1 << shift - over)
  }

  private static func encoded(_ entry: Entry) -> [UInt8] {
    let units = Array(entry.name.utf16).flatMap { little(Int($0), 2) }
    var bytes = units + [UInt8](repeating: 0, count: 64 - units.count)
    bytes += little(units.count + 2, 2) + [entry.kind, 1] + little(0xFFFF_FFFF, 4)
    bytes += little(Int(entry.right), 4) + little(Int(entry.child), 4)
    bytes += [UInt8](repeating: 0, count: 36) + little(Int(entry.start), 4) + little(entry.size, 8)
    return bytes
  }
}
