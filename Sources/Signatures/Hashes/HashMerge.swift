/// Sorted runs as one sequence: in order, and of equal keys the first few.
struct HashMerge {
  /// Signatures that one key can have: whoever lists a file twice has two names for it.
  static let sameKeyMax = 16

  private struct Cursor {
    var records: [HashRecord]
    var place: Int
  }

  /// A heap by the record at each cursor's place.
  private var cursors: [Cursor]
  private var last: HashKey?
  /// How many records of the last key were given.
  private var sameCount = 0

  init(_ runs: [[HashRecord]]) {
    cursors = runs.filter { !$0.isEmpty }.map { Cursor(records: $0, place: 0) }
    for root in stride(from: cursors.count / 2 - 1, through: 0, by: -1) { sink(root) }
  }

  /// The next record; `nil` after the last.
  mutating func next() -> HashRecord? {
    while let record = pop() {
      let key = record.key
      sameCount = last == key ? sameCount + 1 : 1
      last = key
      if sameCount <= Self.sameKeyMax { return record }
    }
    return nil
  }

  private mutating func pop() -> HashRecord? {
    guard !cursors.isEmpty else { return nil }
    let record = cursors[0].records[cursors[0].place]
    cursors[0].place += 1
    if cursors[0].place == cursors[0].records.count {
      cursors.swapAt(0, cursors.count - 1)
      cursors.removeLast()
    }
    sink(0)
    return record
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    cursors[left].records[cursors[left].place] < cursors[right].records[cursors[right].place]
  }

  private mutating func sink(_ root: Int) {
    var root = root
    while true {
      var first = root
      for child in [2 * root + 1, 2 * root + 2]
      where child < cursors.count && isBefore(child, first) {
        first = child
      }
      if first == root { return }
      cursors.swapAt(root, first)
      root = first
    }
  }
}
