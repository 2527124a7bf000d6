/// Fragments whose anchor was found, waiting for their last byte: a heap, the earliest due first.
struct PendingFragments: ~Copyable {
  /// How many can wait. Each passed the comparison of its anchor's segment and has its last bytes
  /// still to come within one window; hostile bodies alone have more, and the complete body decides those.
  static let countMax = 512

  struct Entry: BitwiseCopyable {
    /// The offset up to which bytes must have arrived.
    var due: UInt64
    /// The offset of the anchor's segment.
    var position: UInt64
    var fragment: UInt32

    /// Fragments of one signature are numbered in order, so that at one offset the earlier part of a
    /// pattern is verified before the later.
    func precedes(_ other: Entry) -> Bool {
      due != other.due ? due < other.due : fragment < other.fragment
    }
  }

  private let entries: FixedArray<Entry>
  private(set) var count = 0

  init() {
    entries = FixedArray(
      repeating: Entry(due: 0, position: 0, fragment: 0), count: Self.countMax)
  }

  mutating func removeAll() { count = 0 }

  /// Adds an entry; `false` where there is no room.
  mutating func push(_ entry: Entry) -> Bool {
    guard count < Self.countMax else { return false }
    var place = count
    count += 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(entries[parent]) else { break }
      entries[place] = entries[parent]
      place = parent
    }
    entries[place] = entry
    return true
  }

  /// Takes the earliest entry if it is due at that offset.
  mutating func pop(dueBy offset: UInt64) -> Entry? {
    guard count > 0, entries[0].due <= offset else { return nil }
    let first = entries[0]
    count -= 1
    let last = entries[count]
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < count else { break }
      if child + 1 < count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(last) else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = last
    return first
  }
}
