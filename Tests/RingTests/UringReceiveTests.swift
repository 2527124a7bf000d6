import Glibc
import Primitives
import Ring
import Testing

@Suite struct UringReceiveTests {
  @Test func eachArrivalCompletesAMultishotReceiveWithItsBytes() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    ring.receive(from: ours, token(1))
    #expect(ring.completionsNow().isEmpty)
    for text in ["one", "two", "three"] {
      theirs.writeNow(Array(text.utf8))
      let arrived = ring.completions(1)
      #expect(arrived.count == 1)
      #expect(arrived.first?.isMoreToCome == true)
      #expect(arrived.first?.token == token(1))
      #expect(arrived.map { ring.bytes($0) } == [Array(text.utf8)])
    }
    theirs.closeNow()
    let last = ring.completions(1)
    #expect(last.first?.result == 0)
    #expect(last.first?.isMoreToCome == false)
    #expect(last.first?.buffer == nil)
    ours.closeNow()
  }

  @Test func whatIsLongerThanABufferFillsSeveralInOrder() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    let sent = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    theirs.writeNow(sent)
    ring.receive(from: ours, token(1))
    let arrived = ring.completions { $0.reduce(0) { $0 + Int($1.result) } >= sent.count }
    #expect(arrived.flatMap { ring.bytes($0) } == sent)
    #expect(arrived.count >= 3)
    #expect(arrived.allSatisfy { Int($0.result) <= ring.pool.bytes })
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aSingleReceiveCompletesOnce() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    theirs.writeNow([1, 2, 3])
    ring.receive(from: ours, token(1), multishot: false)
    let first = ring.completions(1)
    #expect(first.first?.isMoreToCome == false)
    #expect(first.map { ring.bytes($0) } == [[1, 2, 3]])
    theirs.writeNow([4])
    #expect(ring.completionsNow().isEmpty)
    ring.receive(from: ours, token(1), multishot: false)
    #expect(ring.completions(1).map { ring.bytes($0) } == [[4]])
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func noBufferLeftEndsAMultishotReceiveAndItCanBeArmedAgain() throws {
    var ring = try RingFixture(buffers: 2, provided: 2)
    let (ours, theirs) = try socketPair()
    let sent = [UInt8](repeating: 9, count: ring.pool.bytes * 3)
    theirs.writeNow(sent)
    ring.receive(from: ours, token(1))
    let arrived = ring.completions { $0.last?.isMoreToCome == false }
    #expect(arrived.map(\.result) == [Int32(ring.pool.bytes), Int32(ring.pool.bytes), -ENOBUFS])
    #expect(arrived.map(\.isMoreToCome) == [true, true, false])
    #expect(arrived[0].isSocketNonempty)
    ring.provide(try #require(arrived[0].buffer))
    ring.receive(from: ours, token(1, generation: 3))
    let again = ring.completions(1)
    #expect(again.first?.token == token(1, generation: 3))
    #expect(again.first.map { ring.bytes($0).count } == ring.pool.bytes)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func withoutBuffersAReceiveFailsAtOnceUnlessItAwaitsReadiness() throws {
    var ring = try RingFixture(buffers: 1, provided: 0)
    let (ours, theirs) = try socketPair()
    ring.receive(from: ours, token(1))
    #expect(ring.completions(1).map(\.result) == [-ENOBUFS])
    ring.receive(from: ours, token(2), awaitsReadiness: true)
    #expect(ring.completionsNow().isEmpty)
    ring.provideOne()
    theirs.writeNow([5])
    #expect(ring.completions(1).map { ring.bytes($0) } == [[5]])
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aCancelledReceiveEndsWithECANCELEDAndKeepsNoBuffer() throws {
    var ring = try RingFixture(buffers: 1, provided: 1)
    let (ours, theirs) = try socketPair()
    ring.receive(from: ours, token(1))
    _ = ring.completionsNow()
    ring.driver.cancel(token(1))
    let ended = ring.completions(1)
    #expect(ended.map(\.result) == [-ECANCELED])
    #expect(ended.map(\.isMoreToCome) == [false])
    #expect(ended.map(\.buffer) == [nil])
    // The buffer is still the kernel's: the next receive gets it.
    theirs.writeNow([1])
    ring.receive(from: ours, token(2))
    #expect(ring.completions(1).map { ring.bytes($0) } == [[1]])
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func cancellingWhatHasCompletedDoesNothing() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    theirs.writeNow([1])
    ring.receive(from: ours, token(1), multishot: false)
    #expect(ring.completions(1).count == 1)
    ring.driver.cancel(token(1))
    ring.driver.cancel(token(77))
    #expect(ring.completionsNow().isEmpty)
    #expect(ring.completionsNow().isEmpty)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aResetEndsAReceiveWithECONNRESET() throws {
    var ring = try RingFixture()
    let (listener, address) = try loopbackListener()
    let socket = try ring.driver.socket(family: AF_INET)
    ring.driver.connect(socket, to: address, token: token(1))
    ring.driver.accept(from: listener, token: token(2))
    let made = ring.completions(2)
    #expect(made.first { $0.token == token(1) }?.result == 0)
    let accepted = Descriptor(try #require(made.first { $0.token == token(2) }).result)
    ring.receive(from: accepted, token(3))
    _ = ring.completionsNow()
    socket.resetOnClose()
    ring.driver.close(socket)
    let ended = ring.completions(1)
    #expect(ended.map(\.result) == [-ECONNRESET])
    #expect(ended.map(\.isMoreToCome) == [false])
    accepted.closeNow()
    ring.driver.cancel(token(2))
    #expect(ring.completions(1).map(\.result) == [-ECANCELED])
    listener.closeNow()
  }

  @Test func whatIsReadableIsReceivedIntoMemoryOfOnesOwn() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    ring.driver.awaitReadable(ours, token: token(1))
    #expect(ring.completionsNow().isEmpty)
    theirs.writeNow([1, 2, 3])
    let readable = ring.completions(1)
    #expect(readable.map(\.token) == [token(1)])
    #expect(readable.allSatisfy { $0.result >= 0 && !$0.isMoreToCome })
    let memory = Memory([0, 0, 0, 0])
    ring.receive(into: memory, from: ours, token(2))
    #expect(ring.completions(1).map(\.result) == [3])
    #expect(memory.content == [1, 2, 3, 0])
    theirs.closeNow()
    ring.driver.awaitReadable(ours, token: token(3))
    #expect(ring.completions(1).allSatisfy { $0.result >= 0 })
    ring.receive(into: memory, from: ours, token(4))
    #expect(ring.completions(1).map(\.result) == [0])
    ours.closeNow()
  }

  @Test func awaitingReadinessCanBeCancelled() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    ring.driver.awaitReadable(ours, token: token(1))
    #expect(ring.completionsNow().isEmpty)
    ring.driver.cancel(token(1))
    #expect(ring.completions(1).map(\.result) == [-ECANCELED])
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aTokenOfAFormerUseOfASlotIsDistinguishable() throws {
    var ring = try RingFixture()
    var slots = SlotTable<Int>(capacity: 1)
    let (ours, theirs) = try socketPair()
    let first = slots.insert(1) ?? .none
    ring.receive(from: ours, token(first.slot, generation: first.generation))
    _ = ring.completionsNow()
    slots.remove(first.slot)
    let second = slots.insert(2) ?? .none
    #expect(second.slot == first.slot)
    theirs.writeNow([1])
    let late = ring.completions(1)
    let handle = Handle(
      slot: try #require(late.first).token.slot, generation: late[0].token.generation)
    #expect(handle == first)
    let isOldKnown = slots.contains(handle)
    let isNewKnown = slots.contains(second)
    #expect(!isOldKnown)
    #expect(isNewKnown)
    ours.closeNow()
    theirs.closeNow()
  }
}
