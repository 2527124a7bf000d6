import HTTP
import Testing

@testable import HTTP2

@Suite struct AnswerTests {
  static func asked(_ streams: Int..., endsStream: Bool = true) -> Exchanges {
    let exchanges = Exchanges()
    var frames = Frames.opening
    for stream in streams { frames.headers(stream, Frames.post(), endsStream: endsStream) }
    exchanges.receive(frames)
    return exchanges
  }

  @Test func aHeadOfHTTP1IsAnAnswer() {
    let exchanges = Self.asked(1)
    exchanges.answer(
      1,
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nKeep-Alive: a\r\n"
        + "Transfer-Encoding: chunked\r\nUpgrade: x\r\nProxy-Connection: y\r\nX-Empty:\r\n\r\n",
      body: Array("hello".utf8))
    exchanges.send()
    #expect(exchanges.heads() == ["1 :status: 200|content-type: text/plain|x-empty: "])
    let data = exchanges.frames(0, 1)
    #expect(data.flatMap(\.payload) == Array("hello".utf8) && data.last?.flags == 1)
    exchanges.receive([])
    #expect(exchanges.said.last == "closed 1 0" && exchanges.session.streamsCount == 0)
  }

  @Test func interimAnswersComeFirst() {
    let exchanges = Self.asked(1, endsStream: false)
    exchanges.answer(1, "HTTP/1.1 100 Continue\r\n\r\n")
    exchanges.answer(1, "HTTP/1.1 204 No Content\r\n\r\n")
    exchanges.send()
    #expect(exchanges.heads() == ["1 :status: 100", "1 :status: 204"])
    #expect(exchanges.frames(1).map { $0.flags & 1 } == [0, 1])
  }

  @Test func trailersEndAnAnswer() {
    let exchanges = Self.asked(1)
    exchanges.answer(1, "HTTP/1.1 200 OK\r\n\r\n", body: [1, 2], trailers: "X-Sum: 3\r\n")
    exchanges.send()
    #expect(exchanges.heads() == ["1 :status: 200", "1 x-sum: 3"])
    #expect(exchanges.frames(0).map(\.flags) == [0])
    #expect(exchanges.frames(1).map { $0.flags & 1 } == [0, 1])
  }

  @Test func aBodyWaitsForTheWindowOfTheClient() {
    let exchanges = Self.asked(1)
    let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
    exchanges.answer(1, "HTTP/1.1 200 OK\r\n\r\n", body: body)
    exchanges.send()
    #expect(exchanges.frames(0).map(\.payload.count).reduce(0, +) == 65_535)
    var frames = Frames()
    frames.window(1, 200_000)
    frames.window(0, 200_000)
    exchanges.receive(frames)
    #expect(exchanges.frames(0).flatMap(\.payload) == body)
  }

  @Test func aBodyThatComesInPartsIsSentAsItComes() {
    let exchanges = Self.asked(1)
    exchanges.answers[1] = [1, 2, 3]
    let head = Array("HTTP/1.1 200 OK\r\n\r\n".utf8)
    let isSent = exchanges.session.answer(1, head: head.span, hasBody: true)
    #expect(isSent)
    exchanges.send()
    #expect(exchanges.frames(0).isEmpty)
    for _ in 0..<3 {
      exchanges.session.offer(1, 1)
      exchanges.send()
    }
    #expect(exchanges.frames(0).map(\.payload) == [[1], [2], [3]])
    exchanges.session.finish(1)
    exchanges.send()
    #expect(exchanges.frames(0).last == .init(type: 0, flags: 1, stream: 1, payload: []))
  }

  /// Each gets a frame in turn, whichever began first, and whatever the client says of their weights.
  @Test func answersAreSentInTurns() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    for stream in [1, 3, 5] {
      frames.headers(
        stream, Frames.get + [("priority", stream == 1 ? "u=0" : "u=7")], endsStream: true)
    }
    frames.window(0, 1_000_000)
    exchanges.receive(frames)
    for stream in [1, 3, 5] {
      exchanges.answer(
        stream, "HTTP/1.1 200 OK\r\n\r\n", body: Array(repeating: UInt8(stream), count: 60_000))
    }
    exchanges.send()
    let order = exchanges.frames(0).map(\.stream)
    #expect(order.count == 12)
    for round in 0..<4 { #expect(Set(order[round * 3..<round * 3 + 3]) == [1, 3, 5]) }
  }

  @Test func whatIsNoHeadOrHasNoStreamIsNotSent() {
    let exchanges = Self.asked(1)
    #expect(!exchanges.answer(1, ""))
    #expect(!exchanges.answer(1, "HTTP/1.1 2x0 OK\r\n\r\n"))
    #expect(!exchanges.answer(3, "HTTP/1.1 200 OK\r\n\r\n"))
    let many = String(repeating: "a: b\r\n", count: 200)
    #expect(!exchanges.answer(1, "HTTP/1.1 200 OK\r\n\(many)\r\n"))
    #expect(exchanges.answer(1, "HTTP/1.1 200 OK\r\n\r\n"))
    exchanges.receive([])
    #expect(!exchanges.answer(1, "HTTP/1.1 200 OK\r\n\r\n"))
    #expect(!exchanges.session.offer(1, 5) && !exchanges.session.finish(1))
    exchanges.session.take(1, 5)
    exchanges.session.cut(1, .cancel)
    exchanges.send()
    #expect(exchanges.frames(3).isEmpty)
  }

  @Test func aStreamThatIsCutIsOver() {
    let exchanges = Self.asked(1, 3, endsStream: false)
    exchanges.session.cut(1, .enhanceYourCalm)
    exchanges.receive([])
    #expect(exchanges.frames(3).map(\.code) == [11])
    #expect(exchanges.said.last == "closed 1 11")
    // What the client had sent before it heard of that is no fault of its.
    var frames = Frames()
    frames.data(1, [1, 2, 3], endsStream: true)
    frames.data(3, [4], endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.bodies == [3: [4]] && exchanges.goAway == nil)
  }

  /// A body that is not wanted is cut once the answer is out, and not before.
  @Test func theRestOfABodyIsCutBehindTheAnswer() {
    let exchanges = Self.asked(1, 3, endsStream: false)
    exchanges.session.stopReceiving(1)
    exchanges.answer(1, "HTTP/1.1 413 Content Too Large\r\n\r\n", body: [1, 2, 3])
    exchanges.answer(3, "HTTP/1.1 413 Content Too Large\r\n\r\n")
    exchanges.session.stopReceiving(3)
    exchanges.receive([])
    for stream in [1, 3] {
      let last = exchanges.sent.filter { $0.stream == stream }.suffix(2)
      #expect((last.first?.flags ?? 0) & 1 == 1 && last.last?.type == 3 && last.last?.code == 0)
    }
    #expect(exchanges.frames(0, 1).map(\.payload) == [[1, 2, 3]])
  }

  @Test func largeHeadsAreSentInPieces() {
    let exchanges = Self.asked(1)
    let value = String((0..<60_000).map { Character(UnicodeScalar(UInt8(33 + $0 * 7 % 90))) })
    #expect(exchanges.answer(1, "HTTP/1.1 200 OK\r\nX: \(value)\r\n\r\n"))
    exchanges.send()
    #expect(exchanges.frames(1, 1).count == 1 && exchanges.frames(9, 1).count >= 2)
  }
}
