/// Which parts of patterns have been found, and where: ClamAV's bookkeeping, with its limits.
///
/// Each part but the last of a pattern remembers where it ended, up to nine times: the first, and the
/// last eight (the tenth takes the place of the second). In the same slots the row of the last part
/// has where the first began.
struct PartTracks {
  /// Rows of all patterns in parts: one per part.
  static let rowsMax = 96
  static let slotsMax = 9

  private static let rowSlots = slotsMax + 1
  /// Slot 0 of a row is the slot used last; slots are good up to `filled`.
  private var slots: InlineArray<960, UInt32>
  private var filled: InlineArray<96, UInt8>
  /// A bit for each pattern that has found a part.
  private var begun: UInt64 = 0

  init() {
    slots = InlineArray(repeating: 0)
    filled = InlineArray(repeating: 0)
  }

  /// Whether no pattern has found a part.
  var isEmpty: Bool { begun == 0 }

  /// Whether a part has been found since the pattern was last found whole.
  func hasFound(_ pattern: IndexedPattern, part: Int) -> Bool {
    begun & (1 << UInt64(pattern.track)) != 0 && filled[pattern.row + part] > 0
  }

  /// Notes a part that is not the last: where it ended and, of the first part, where it began.
  mutating func note(_ pattern: IndexedPattern, part: Int, start: Int, end: Int) {
    begin(pattern)
    let row = pattern.row + part
    var slot = Int(slots[row * Self.rowSlots])
    if slot == Self.slotsMax { slot = 1 }
    slot += 1
    slots[row * Self.rowSlots] = UInt32(slot)
    set(row, slot, end)
    if part == 0 { set(pattern.row + pattern.partCount - 1, slot, start) }
  }

  /// Whether some place of the part before lies in the right distance before `start`.
  ///
  /// For the second part the place found becomes the first of its row, and for types other than
  /// executables the beginning that belongs to it too: it is the one that is told.
  mutating func follows(_ pattern: IndexedPattern, _ part: IndexedPart, start: Int) -> Bool {
    let row = pattern.row + part.number - 1
    guard filled[row] > 0 else { return false }
    for slot in 1...Int(filled[row]) {
      let gap = start - get(row, slot)
      guard gap >= 0, part.gapMax < 0 || gap <= part.gapMax, gap >= part.gapMin else { continue }
      if part.number == 1, slot > 1 {
        swap(pattern.row, 1, slot)
        if pattern.type != .msexe { swap(pattern.row + pattern.partCount - 1, 1, slot) }
      }
      return true
    }
    return false
  }

  /// How many times of the first part are remembered.
  func startCount(_ pattern: IndexedPattern) -> Int { Int(filled[pattern.row]) }

  /// Where the first part began, at one of those.
  func start(_ pattern: IndexedPattern, at place: Int) -> Int {
    get(pattern.row + pattern.partCount - 1, place + 1)
  }

  /// Forgets the parts of a pattern.
  mutating func forget(_ pattern: IndexedPattern) {
    begun &= ~(1 << UInt64(pattern.track))
  }

  private mutating func begin(_ pattern: IndexedPattern) {
    guard begun & (1 << UInt64(pattern.track)) == 0 else { return }
    begun |= 1 << UInt64(pattern.track)
    for row in pattern.row..<(pattern.row + pattern.partCount) {
      filled[row] = 0
      slots[row * Self.rowSlots] = 0
    }
  }

  private func get(_ row: Int, _ slot: Int) -> Int { Int(slots[row * Self.rowSlots + slot]) }

  private mutating func set(_ row: Int, _ slot: Int, _ place: Int) {
    slots[row * Self.rowSlots + slot] = UInt32(truncatingIfNeeded: place)
    filled[row] = max(filled[row], UInt8(slot))
  }

  private mutating func swap(_ row: Int, _ one: Int, _ other: Int) {
    let place = get(row, one)
    slots[row * Self.rowSlots + one] = slots[row * Self.rowSlots + other]
    slots[row * Self.rowSlots + other] = UInt32(truncatingIfNeeded: place)
  }
}
