import Glibc
import Primitives
import Ring
import Testing

@Suite struct UringSendTests {
  @Test func severalRunsAreSentAsOneInOrder() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    let head = Memory(Array("head ".utf8))
    let body = Memory(Array("body".utf8))
    ring.send([head, body, head], to: ours, token(1))
    #expect(ring.completions(1).map(\.result) == [14])
    #expect(theirs.readNow(64) == Array("head bodyhead ".utf8))
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aSendOfAllWaitsForASlowReaderAndCompletesWhole() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    let sent = [UInt8](0...255).flatMap { [UInt8](repeating: $0, count: 8_000) }
    var received: [UInt8] = []
    let memory = Memory(sent)
    ring.send(memory, to: ours, token(1))
    #expect(ring.completionsNow().isEmpty)
    while received.count < sent.count {
      received += theirs.readNow(100_000)
      ring.submit(waitingUntilNanoseconds: nil)
    }
    #expect(ring.completions(1).map(\.result) == [Int32(sent.count)])
    #expect(received == sent)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aSendThatNeedNotBeWholeIsShortWhereTheSocketIsFull() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    let sent = Memory([UInt8](repeating: 1, count: 3_000_000))
    ring.send(sent, to: ours, token(1), flags: [])
    let result = try #require(ring.completions(1).first).result
    #expect(result > 0 && result < 3_000_000)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func aCancelledSendTellsWhatHadGone() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    let sent = Memory([UInt8](repeating: 1, count: 3_000_000))
    ring.send(sent, to: ours, token(1))
    #expect(ring.completionsNow().isEmpty)
    ring.driver.cancel(token(1))
    let result = try #require(ring.completions(1).first).result
    #expect(result > 0 && result < 3_000_000)
    ours.closeNow()
    theirs.closeNow()
  }

  @Test func sendingToAClosedSocketIsAnErrorAndNoSignal() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    theirs.closeNow()
    ring.send(Memory([1, 2, 3]), to: ours, token(1))
    #expect(ring.completions(1).map(\.result) == [-EPIPE])
    ours.closeNow()
  }

  @Test func shutdownAndCloseTakeEffectAndDoNotComplete() throws {
    var ring = try RingFixture()
    let (ours, theirs) = try socketPair()
    ring.driver.shutdown(ours, how: Int32(SHUT_WR))
    #expect(ring.completionsNow().isEmpty)
    #expect(theirs.readNow(1) == [])
    theirs.writeNow([7])
    ring.receive(from: ours, token(1), multishot: false)
    #expect(ring.completions(1).map(\.result) == [1])
    ring.driver.close(ours)
    #expect(ring.completionsNow().isEmpty)
    #expect(fcntl(ours.number, F_GETFD) == -1)
    theirs.closeNow()
  }
}
