import Testing

@testable import HTTP2

/// How bytes are cut decides nothing.
@Suite struct CutTests {
  /// Uploads side by side, with padding, pieces of heads, trailers, resets and what is malformed.
  static let stream: Frames = {
    var frames = Frames.opening
    frames.headers(1, Frames.post(("x-long", String(repeating: "v", count: 200))), pieces: 4)
    frames.headers(3, Frames.post(("content-length", "4")))
    frames.data(1, Array(0..<100), padding: 7)
    frames.ping()
    frames.data(3, [1, 2])
    frames.data(1, Array(100..<200))
    frames.data(3, [3, 4], endsStream: true)
    frames.headers(1, [("x-sum", "1")], endsStream: true)
    frames.headers(5, Frames.get + [("connection", "close")], endsStream: true)
    frames.headers(7, Frames.post())
    frames.reset(7)
    frames.headers(9, Frames.get, endsStream: true)
    return frames
  }()

  private struct Result: Equatable {
    var said: [String]
    var texts: [Int: String]
    var bodies: [Int: [UInt8]]
    var trailers: [Int: String]
    var sent: [Exchanges.Sent]

    init(_ exchanges: Exchanges) {
      said = exchanges.said
      texts = exchanges.texts
      bodies = exchanges.bodies
      trailers = exchanges.trailers
      // When an update of a window is sent depends on when it was asked for.
      sent = exchanges.sent.filter { $0.type != 8 }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 9, 10, 64, 333])
  func bytesMayBeCutIntoPieces(cut: Int) {
    let whole = Exchanges()
    whole.receive(Self.stream)
    #expect(
      whole.said == [
        "request 1", "request 3", "body 1", "body 3", "body 1", "body 3", "end 3", "trailers 1",
        "end 1", "request 7", "closed 7 8", "request 9", "end 9",
      ])
    let pieces = Exchanges()
    pieces.receive(Self.stream, cut: cut)
    #expect(Result(pieces) == Result(whole))
  }

  @Test func bytesMayBeCutInTwoAnywhere() {
    let whole = Exchanges()
    whole.receive(Self.stream)
    for split in 1..<Self.stream.bytes.count {
      let halves = Exchanges()
      halves.receive(Array(Self.stream.bytes[..<split]))
      halves.receive(Array(Self.stream.bytes[split...]))
      #expect(Result(halves) == Result(whole), "split at \(split)")
    }
  }

  @Test(arguments: [9, 10, 100])
  func outputMayBeTakenInPieces(room: Int) {
    let whole = Exchanges()
    let pieces = Exchanges()
    pieces.room = room
    for exchanges in [whole, pieces] {
      exchanges.receive(Self.stream)
      exchanges.answer(3, "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", body: Array(0..<255))
      exchanges.answer(1, "HTTP/1.1 404 Not Found\r\n\r\n")
      exchanges.receive([])
    }
    #expect(pieces.sent == whole.sent)
    #expect(pieces.heads() == ["3 :status: 200|a: b", "1 :status: 404"])
  }
}
