/// Slots that wait for their turn, first come first served, each at most once.
///
/// A slot that is freed while it waits stays in the queue: whoever takes it out looks whether its
/// present owner wants anything.
public struct SlotQueue: ~Copyable {
  private var slots: [UInt32]
  private var isQueued: [Bool]
  private var head = 0
  /// How many wait.
  public private(set) var count = 0

  /// Room for all of `capacity` slots.
  public init(capacity: Int) {
    slots = Array(repeating: 0, count: max(1, capacity))
    isQueued = Array(repeating: false, count: max(1, capacity))
  }

  /// Adds a slot at the end, unless it waits already.
  public mutating func append(_ slot: UInt32) {
    guard !isQueued[Int(slot)] else { return }
    isQueued[Int(slot)] = true
    var index = head + count
    if index >= slots.count { index -= slots.count }
    slots[index] = slot
    count += 1
  }

  /// The first slot, left where it is.
  public var first: UInt32? { count > 0 ? slots[head] : nil }

  /// Takes the first slot out.
  public mutating func removeFirst() -> UInt32? {
    guard count > 0 else { return nil }
    let slot = slots[head]
    head += 1
    if head == slots.count { head = 0 }
    count -= 1
    isQueued[Int(slot)] = false
    return slot
  }
}
