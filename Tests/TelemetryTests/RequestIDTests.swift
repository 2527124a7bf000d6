import Telemetry
import Testing

@Suite struct RequestIDTests {
  private func text(_ id: RequestID) -> String {
    let bytes = id.text
    return String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
  }

  @Test func theTextIsBaseThirtyTwoMostSignificantFirst() {
    #expect(text(RequestID(high: 0, low: 0)) == "00000000000000000000000000")
    #expect(text(RequestID(high: 0, low: 31)) == "0000000000000000000000000z")
    #expect(text(RequestID(high: 0, low: 32)) == "00000000000000000000000010")
    #expect(text(RequestID(high: .max, low: .max)) == "7zzzzzzzzzzzzzzzzzzzzzzzzz")
    #expect(text(RequestID(high: 1, low: 0)) == "0000000000000g000000000000")
  }

  @Test func everyDigitHasItsCharacter() {
    let digits = (0..<32).map { text(RequestID(high: 0, low: $0)).last! }
    #expect(String(digits) == "0123456789abcdefghjkmnpqrstvwxyz")
  }

  @Test func workersOfAProcessNeverGiveTheSameIdentifier() {
    var seen = Set<RequestID>()
    for worker in [0, 1, 2, 65_535] {
      var source = RequestIDSource(worker: worker, processRandom: 0xDEAD_BEEF)
      for _ in 0..<5_000 { seen.insert(source.next()) }
    }
    #expect(seen.count == 20_000)
  }

  @Test func anotherStartOfTheProcessGivesOthers() {
    var one = RequestIDSource(worker: 0, processRandom: 1)
    var two = RequestIDSource(worker: 0, processRandom: 2)
    let first = one.next()
    let second = two.next()
    #expect(first.high != second.high && first.low != second.low)
  }

  @Test func theTextReadsBackAndNothingElseIsOne() {
    for id in [
      RequestID(high: 0, low: 0), RequestID(high: .max, low: .max),
      RequestID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210),
    ] {
      #expect(RequestID(text: Array(text(id).utf8).span) == id)
    }
    for text in [
      "", "0", String(repeating: "0", count: 27), "8" + String(repeating: "0", count: 25),
      "0000000000000000000000000i", "0000000000000000000000000A", "0000000000000000000000000\0",
    ] {
      #expect(RequestID(text: Array(text.utf8).span) == nil)
    }
  }

  @Test func anIdentifierTellsItsProcessWhichWorkerGaveIt() {
    for worker in [0, 1, 255, 65_535] {
      var source = RequestIDSource(worker: worker, processRandom: 0xDEAD_BEEF_0000_1234)
      let other = RequestIDSource(worker: 7, processRandom: 0xDEAD_BEEF_0000_1234)
      let stranger = RequestIDSource(worker: 7, processRandom: 1)
      for _ in 0..<1000 {
        let id = source.next()
        #expect(other.worker(of: id) == worker)
        #expect(stranger.worker(of: id) == nil)
      }
    }
  }
}
