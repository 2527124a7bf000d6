import Primitives
import Testing

@Suite struct SlotQueueTests {
  @Test func whoCameFirstGoesFirst() {
    var queue = SlotQueue(capacity: 4)
    for slot in [2, 0, 3] as [UInt32] { queue.append(slot) }
    let count = queue.count
    #expect(count == 3)
    #expect(drain(&queue) == [2, 0, 3])
    let left = queue.count
    #expect(left == 0)
  }

  @Test func aSlotThatWaitsKeepsItsPlace() {
    var queue = SlotQueue(capacity: 4)
    for slot in [1, 2, 1, 2, 1] as [UInt32] { queue.append(slot) }
    let count = queue.count
    #expect(count == 2)
    #expect(drain(&queue) == [1, 2])
  }

  @Test func aSlotThatHasHadItsTurnMayWaitAgainBehindTheOthers() {
    var queue = SlotQueue(capacity: 2)
    queue.append(0)
    queue.append(1)
    let first = queue.removeFirst()
    queue.append(0)
    #expect(first == 0)
    #expect(drain(&queue) == [1, 0])
  }

  @Test func allSlotsWaitAtOnceWhereverTheQueueBegins() {
    for start in 0..<5 as Range<UInt32> {
      var queue = SlotQueue(capacity: 5)
      // Moves the beginning: the rest goes past the end of the storage.
      for slot in 0..<start {
        queue.append(slot)
        _ = queue.removeFirst()
      }
      for slot in [4, 1, 3, 0, 2] as [UInt32] { queue.append(slot) }
      let count = queue.count
      #expect(count == 5)
      #expect(drain(&queue) == [4, 1, 3, 0, 2])
    }
  }

  @Test func anEmptyQueueGivesNothing() {
    var queue = SlotQueue(capacity: 0)
    let first = queue.removeFirst()
    #expect(first == nil)
  }

  @Test func itAgreesWithAListOverManySteps() {
    var random = SeededRandom(seed: 11)
    var queue = SlotQueue(capacity: 7)
    var list: [UInt32] = []
    for _ in 0..<2000 {
      if random.below(2) == 0 {
        let slot = UInt32(random.below(7))
        queue.append(slot)
        if !list.contains(slot) { list.append(slot) }
      } else {
        let first = queue.removeFirst()
        #expect(first == (list.isEmpty ? nil : list.removeFirst()))
      }
      let count = queue.count
      #expect(count == list.count)
    }
  }

  private func drain(_ queue: inout SlotQueue) -> [UInt32] {
    var slots: [UInt32] = []
    while let slot = queue.removeFirst() { slots.append(slot) }
    return slots
  }
}
