import Glibc
import Primitives
import Ring
import Testing

@Suite struct UringQueueTests {
  @Test func waitingEndsAtTheDeadlineWithNothingToShow() throws {
    var ring = try RingFixture()
    let deadline = ring.driver.nowNanoseconds + 20_000_000
    try ring.driver.submit(waitingUntilNanoseconds: deadline)
    #expect(ring.driver.nowNanoseconds >= deadline)
    #expect(ring.driver.nextCompletion() == nil)
  }

  @Test func aDeadlineThatIsPastDoesNotWait() throws {
    var ring = try RingFixture()
    let before = ring.driver.nowNanoseconds
    try ring.driver.submit(waitingUntilNanoseconds: before)
    try ring.driver.submit(waitingUntilNanoseconds: 0)
    #expect(ring.driver.nextCompletion() == nil)
    #expect(ring.driver.nowNanoseconds >= before)
  }

  @Test func waitingEndsWithTheFirstCompletion() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    theirs.writeNow([1])
    ring.receive(from: ours, token(1), multishot: false)
    let deadline = ring.driver.nowNanoseconds + 60_000_000_000
    try ring.driver.submit(waitingUntilNanoseconds: deadline)
    #expect(ring.driver.nowNanoseconds < deadline)
    #expect(ring.driver.nextCompletion() != nil)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aFullSubmissionQueueIsHandedOverByItself() throws {
    var ring = try RingFixture(entries: 4)
    let (ours, theirs) = try socketPair()
    let sent = (UInt8(0)..<20).map { Memory([$0]) }
    for (index, memory) in sent.enumerated() { ring.send(memory, to: ours, token(UInt32(index))) }
    let done = ring.completions(20)
    #expect(done.count == 20)
    #expect(Set(done.map(\.token.slot)) == Set(0..<20))
    #expect(done.allSatisfy { $0.result == 1 })
    #expect(Set(theirs.readNow(64)) == Set(0..<20))
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func runsAndAddressesOfMoreSubmissionsThanEntriesAreStagedAnew() throws {
    var ring = try RingFixture(entries: 4)
    let (ours, theirs) = try socketPair()
    let one = Memory([1, 2])
    for index in 0..<20 { ring.send([one, one], to: ours, token(UInt32(index))) }
    #expect(ring.completions(20).allSatisfy { $0.result == 4 })
    #expect(theirs.readNow(200).count == 80)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func nothingIsLostWhenTheCompletionQueueOverflows() throws {
    // Eight times four entries are 32 completions; a hundred are not taken in time.
    var ring = try RingFixture(entries: 4)
    let (ours, theirs) = try socketPair()
    let sent = Memory([1])
    for index in 0..<100 { ring.send(sent, to: ours, token(UInt32(index))) }
    let done = ring.completions(100)
    #expect(done.count == 100)
    #expect(Set(done.map(\.token.slot)) == Set(0..<100))
    #expect(ring.driver.overflows > 0)
    #expect(theirs.readNow(200).count == 100)
    ours.closeNow()
    theirs.closeNow()
  }
}
