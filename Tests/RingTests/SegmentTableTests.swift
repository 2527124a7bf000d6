import Primitives
import Ring
import Testing

@Suite struct SegmentTableTests {
  private func segment(_ offset: Int, _ count: Int) -> Segment {
    Segment(memory: .lease(UInt16(offset)), offset: offset, count: count)
  }

  /// The offsets of a list, in order.
  private func offsets(_ table: borrowing SegmentTable, _ queue: SegmentQueue) -> [UInt32] {
    var all: [UInt32] = []
    table.forEach(in: queue) {
      all.append($0.offset)
      return true
    }
    return all
  }

  @Test func segmentsComeOutInOrderAndTheirBytesAreCounted() {
    var table = SegmentTable(capacity: 8)
    var queue = SegmentQueue()
    var isAppended = true
    for index in 1...4 { isAppended = table.append(segment(index, 10), to: &queue) && isAppended }
    let isPrepended = table.prepend(segment(0, 5), to: &queue)
    #expect(isAppended && isPrepended)
    #expect(offsets(table, queue) == [0, 1, 2, 3, 4])
    #expect(queue.bytes == 45 && queue.count == 5)
    var taken: [UInt32] = []
    while let segment = table.removeFirst(from: &queue) { taken.append(segment.offset) }
    let free = table.freeCount
    #expect(taken == [0, 1, 2, 3, 4])
    #expect(queue.isEmpty && queue.bytes == 0 && queue.count == 0 && free == 8)
  }

  @Test func twoListsShareTheTableAndDoNotMix() {
    var table = SegmentTable(capacity: 6)
    var one = SegmentQueue()
    var two = SegmentQueue()
    for index in 0..<3 {
      _ = table.append(segment(index, 1), to: &one)
      _ = table.append(segment(10 + index, 1), to: &two)
    }
    let isTooMany = table.append(segment(99, 1), to: &one)
    #expect(!isTooMany)
    _ = table.removeFirst(from: &one)
    let fitsAgain = table.append(segment(20, 1), to: &two)
    #expect(fitsAgain)
    #expect(offsets(table, one) == [1, 2])
    #expect(offsets(table, two) == [10, 11, 12, 20])
  }

  @Test func theFirstIsTrimmedAndTheLastIsLengthened() {
    var table = SegmentTable(capacity: 2)
    var queue = SegmentQueue()
    _ = table.append(segment(100, 10), to: &queue)
    table.trimFirst(of: &queue, by: 4)
    table.extendLast(of: &queue, by: 3)
    let first = table.first(of: queue)
    let last = table.last(of: queue)
    #expect(first?.offset == 104 && first?.count == 9 && first?.end == 113)
    #expect(last?.offset == 104)
    #expect(queue.bytes == 9)
  }

  @Test func aCursorReadsOnWhileTheListGrows() {
    var table = SegmentTable(capacity: 4)
    var queue = SegmentQueue()
    _ = table.append(segment(1, 1), to: &queue)
    var cursor = table.cursor(of: queue)
    let first = table.next(&cursor)?.offset
    let end = table.next(&cursor)?.offset
    #expect(first == 1 && end == nil)
  }

  @Test func aSegmentNamesALeaseOrABlock() {
    #expect(SegmentMemory.lease(7).buffer == 7)
    #expect(SegmentMemory.block(7).buffer == nil && SegmentMemory.borrowed(7).buffer == nil)
    #expect(SegmentMemory.block(7) != .lease(7) && SegmentMemory.block(7) != .borrowed(7))
  }

  @Test func anEmptyListHasNoEnds() {
    var table = SegmentTable(capacity: 1)
    var queue = SegmentQueue()
    let ends = (table.first(of: queue) == nil, table.last(of: queue) == nil)
    let taken = table.removeFirst(from: &queue) == nil
    #expect(ends == (true, true) && taken)
  }
}
