import Proxy
import Testing

@Suite struct ConnectionSpreadTests {
  @Test func aWorkerThatGetsThemAllHandsHalfOfThemOn() {
    let spread = ConnectionSpread(workers: 2)
    for _ in 0..<32 { _ = spread.place(acceptedBy: 0) }
    #expect(abs(spread.count(0) - spread.count(1)) <= 2)
    #expect(spread.count(0) + spread.count(1) == 32)
  }

  @Test func aWorkerKeepsWhatItAcceptsWhileTheOthersHaveAsMany() {
    let spread = ConnectionSpread(workers: 3)
    #expect(spread.place(acceptedBy: 1) == 1)
    #expect(spread.place(acceptedBy: 2) == 2)
    #expect(spread.place(acceptedBy: 0) == 0)
  }

  @Test func connectionsThatEndMakeRoom() {
    let spread = ConnectionSpread(workers: 2)
    for _ in 0..<10 { _ = spread.place(acceptedBy: 0) }
    while spread.count(1) > 0 { spread.leave(1) }
    #expect(spread.place(acceptedBy: 0) == 1)
  }
}
