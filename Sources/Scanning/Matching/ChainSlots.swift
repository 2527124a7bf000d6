/// What is remembered of verified fragments for the next fragment of their chain, or for the end.
///
/// Before an unbounded gap the earliest end says all: whatever follows a later end follows it too.
/// Before a gap with a longest length, and where the offset is counted from the end, each position
/// counts for a while; those are records, and there is a bounded number of them. What finds no room is
/// decided by the complete body.
struct ChainSlots: ~Copyable {
  /// Records of one slot at a time. Past it, and past all records, the signature becomes a candidate.
  static let recordsPerSlotMax = 64
  /// Records of all slots at a time.
  static let recordsMax = 512

  struct Slot: BitwiseCopyable {
    /// The earliest end of the chain so far, and where that chain began.
    var earliestEnd: UInt64
    var earliestStart: UInt64
    /// The first record, -1 for none, and how many.
    var head: Int32
    var count: Int32
    /// The fragment that the slot belongs to.
    var fragment: UInt32
    var isTouched: Bool

    static let empty = Slot(
      earliestEnd: .max, earliestStart: 0, head: -1, count: 0, fragment: 0, isTouched: false)
  }

  struct Record: BitwiseCopyable {
    var start: UInt64
    var end: UInt64
    var next: Int32
  }

  private let slots: FixedArray<Slot>
  private let touched: FixedArray<Int32>
  private(set) var touchedCount = 0
  private let records: FixedArray<Record>
  private var freshRecord: Int32 = 0
  private var freeRecord: Int32 = -1

  init(slotCount: Int) {
    slots = FixedArray(repeating: .empty, count: slotCount)
    touched = FixedArray(repeating: 0, count: slotCount)
    records = FixedArray(
      repeating: Record(start: 0, end: 0, next: -1),
      count: slotCount == 0 ? 0 : Self.recordsMax)
  }

  /// Forgets everything, at the cost of what was touched.
  mutating func reset() {
    for place in 0..<touchedCount { slots[Int(touched[place])] = .empty }
    touchedCount = 0
    freshRecord = 0
    freeRecord = -1
  }

  subscript(slot: Int32) -> Slot { slots[Int(slot)] }

  /// The slot that was touched as number `place`.
  func touchedSlot(_ place: Int) -> Int32 { touched[place] }

  func record(_ index: Int32) -> Record { records[Int(index)] }

  /// Keeps an end if it is the earliest.
  mutating func keepEarliest(_ slot: Int32, fragment: UInt32, start: UInt64, end: UInt64) {
    var value = touch(slot, fragment: fragment)
    guard end < value.earliestEnd else { return }
    value.earliestEnd = end
    value.earliestStart = start
    slots[Int(slot)] = value
  }

  /// Keeps a position; `false` where there is no room.
  mutating func keep(_ slot: Int32, fragment: UInt32, start: UInt64, end: UInt64) -> Bool {
    var value = touch(slot, fragment: fragment)
    guard value.count < Self.recordsPerSlotMax else { return false }
    let index: Int32
    if freeRecord >= 0 {
      index = freeRecord
      freeRecord = records[Int(index)].next
    } else if freshRecord < Self.recordsMax {
      index = freshRecord
      freshRecord += 1
    } else {
      return false
    }
    records[Int(index)] = Record(start: start, end: end, next: value.head)
    value.head = index
    value.count += 1
    slots[Int(slot)] = value
    return true
  }

  /// Drops the records of a slot that end before an offset and those that begin before another.
  mutating func drop(_ slot: Int32, endingBefore end: UInt64, startingBefore start: UInt64) {
    var value = slots[Int(slot)]
    var index = value.head
    value.head = -1
    value.count = 0
    while index >= 0 {
      var record = records[Int(index)]
      let next = record.next
      if record.end < end || record.start < start {
        record.next = freeRecord
        freeRecord = index
      } else {
        record.next = value.head
        value.head = index
        value.count += 1
      }
      records[Int(index)] = record
      index = next
    }
    slots[Int(slot)] = value
  }

  private mutating func touch(_ slot: Int32, fragment: UInt32) -> Slot {
    var value = slots[Int(slot)]
    if !value.isTouched {
      value.isTouched = true
      value.fragment = fragment
      touched[touchedCount] = slot
      touchedCount += 1
      slots[Int(slot)] = value
    }
    return value
  }
}
