import Testing

@testable import HTTP2

@Suite struct EndTests {
  @Test func aSessionThatGoesAwayEndsWithItsLastStream() {
    let exchanges = AnswerTests.asked(1, 3)
    exchanges.session.announceGoingAway()
    exchanges.send()
    #expect(exchanges.frames(7).map { Exchanges.word($0.payload) } == [Int(Int32.max)])
    // Those that were under way are taken.
    var frames = Frames()
    frames.headers(5, Frames.get, endsStream: true)
    exchanges.receive(frames)
    exchanges.session.goAway()
    exchanges.send()
    #expect(exchanges.frames(7).last.map { Exchanges.word($0.payload) } == 5)
    frames = Frames()
    frames.headers(7, Frames.post())
    frames.data(7, [1], endsStream: true)
    exchanges.receive(frames)
    #expect(!exchanges.said.contains("request 7") && exchanges.goAway == 0)
    for stream in [1, 3, 5] {
      #expect(!exchanges.isEnded)
      exchanges.answer(stream, "HTTP/1.1 204 No Content\r\n\r\n")
      exchanges.receive([])
    }
    #expect(exchanges.isEnded)
  }

  @Test func aClientThatGoesAwayIsServedToTheEnd() {
    let exchanges = AnswerTests.asked(1)
    var frames = Frames()
    frames.frame(7, 0, 0, Array(repeating: 0, count: 8))
    exchanges.receive(frames)
    #expect(!exchanges.isEnded)
    exchanges.answer(1, "HTTP/1.1 204 No Content\r\n\r\n")
    exchanges.receive([])
    #expect(exchanges.isEnded)
  }

  @Test func sessionsOfAWorkerShareTheirMemoryForHeads() {
    let stock = SessionStock()
    let sessions = (0..<3).map { _ in Exchanges(stock: stock) }
    var frames = Frames.opening
    frames.headers(1, Frames.get, endsStream: true, pieces: 3)
    let half = frames.bytes.count - 20
    for session in sessions { session.receive(Array(frames.bytes[..<half])) }
    for session in sessions {
      #expect(session.session.isWithinFrame)
      session.receive(Array(frames.bytes[half...]))
      #expect(session.said == ["request 1", "end 1"] && !session.session.isWithinFrame)
      #expect(session.texts[1] == "GET /a?b=c HTTP/1.1\r\nhost: a.test\r\n\r\n")
    }
  }

  @Test func placesOfStreamsAreUsedAgain() {
    let exchanges = AnswerTests.asked()
    for round in 0..<1_000 {
      let stream = 1 + 2 * round
      var frames = Frames()
      frames.headers(stream, Frames.get, endsStream: true)
      exchanges.receive(frames)
      exchanges.answer(stream, "HTTP/1.1 204 No Content\r\n\r\n")
      exchanges.receive([])
      #expect(exchanges.said.last == "closed \(stream) 0" && exchanges.session.streamsCount == 0)
    }
    #expect(exchanges.session.memoryBytes < 65_536 && !exchanges.isEnded)
  }
}
