import Testing

@testable import TLS

@Suite struct TicketTests {
  @Test func aKeyMakesTicketsForAPeriodAndOpensThemForAnother() throws {
    var ring = TicketKeyRing()
    let period = TicketKeyRing.periodSeconds
    ring.advance(toSeconds: 100)
    let first = try #require(ring.current?.name)
    ring.advance(toSeconds: 100 + period - 1)
    #expect(ring.current?.name == first)
    ring.advance(toSeconds: 100 + period)
    let second = try #require(ring.current?.name)
    #expect(second != first)
    #expect(ring.key(named: first.span)?.isPrevious == true)
    #expect(ring.key(named: second.span)?.isPrevious == false)
    ring.advance(toSeconds: 100 + 2 * period)
    #expect(ring.key(named: first.span) == nil)
    #expect(ring.key(named: second.span)?.isPrevious == true)
    // Nobody came for long: what there was is too old.
    ring.advance(toSeconds: 100 + 9 * period)
    #expect(ring.key(named: second.span) == nil)
    #expect(ring.previous == nil)
  }

  @Test func aNameThatNobodyGaveOpensNothing() {
    let keys = TicketKeys()
    #expect(keys.forSealing() != nil)
    let name = [UInt8](repeating: 7, count: 16)
    #expect(keys.forOpening(name.span) == nil)
    #expect(keys.forOpening(Span()) == nil)
  }
}
