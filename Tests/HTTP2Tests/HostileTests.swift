import HTTP
import Testing

@testable import HTTP2

@Suite struct HostileTests {
  private static let calm = 11

  /// Sends frames one after the other until the session ends; how many it took.
  private static func flood(
    _ exchanges: Exchanges, most: Int, _ frame: (Int, inout Frames) -> Void
  ) -> Int {
    for index in 0..<most {
      var frames = Frames()
      frame(index, &frames)
      exchanges.receive(frames)
      if exchanges.isEnded { return index + 1 }
    }
    return most
  }

  private static func opened(_ limits: HTTP2Limits = HTTP2Limits()) -> Exchanges {
    let exchanges = Exchanges(limits)
    exchanges.receive(Frames.opening)
    return exchanges
  }

  @Test func rapidResetsEndTheSession() {
    let exchanges = Self.opened()
    let count = Self.flood(exchanges, most: 1_000) { index, frames in
      frames.headers(1 + 2 * index, Frames.get, endsStream: true)
      frames.reset(1 + 2 * index)
    }
    #expect(count == 101 && exchanges.goAway == Self.calm)
    #expect(exchanges.said.filter { $0.hasPrefix("request") }.count <= 101)
  }

  @Test func resetsNowAndThenDoNot() {
    let exchanges = Self.opened()
    let count = Self.flood(exchanges, most: 1_000) { index, frames in
      exchanges.now += 200_000_000
      frames.headers(1 + 2 * index, Frames.get, endsStream: true)
      frames.reset(1 + 2 * index)
    }
    #expect(count == 1_000 && !exchanges.isEnded)
  }

  /// A client may have the server reset its streams (CVE-2025-8671).
  @Test func malformedRequestsInARowEndTheSession() {
    let exchanges = Self.opened()
    let count = Self.flood(exchanges, most: 1_000) { index, frames in
      frames.headers(1 + 2 * index, Frames.get + [("connection", "close")], endsStream: true)
    }
    #expect(count == 101 && exchanges.goAway == Self.calm)
  }

  /// Windows that would overflow have the server reset streams.
  @Test func overflowingWindowsInARowEndTheSession() {
    let exchanges = Self.opened()
    let count = Self.flood(exchanges, most: 1_000) { index, frames in
      frames.headers(1 + 2 * index, Frames.get)
      frames.window(1 + 2 * index, Int(Int32.max))
    }
    #expect(count < 200 && exchanges.goAway == Self.calm)
  }

  @Test func floodsOfFramesEndTheSession() {
    let floods: [(String, Int, (Int, inout Frames) -> Void)] = [
      ("ping", 256, { $1.ping() }), ("settings", 101, { $1.settings() }),
      ("priority", 501, { $1.frame(2, 0, 1 + 2 * $0, [0, 0, 0, 0, 1]) }),
      ("unknown", 251, { $1.frame(0x42, 0, 0, [1]) }),
      ("update of a priority", 251, { $1.frame(16, 0, 0, [0, 0, 0, 1]) }),
      ("window", 1_001, { $1.window(0, 1) }),
      ("going away", 251, { $1.frame(7, 0, 0, Array(repeating: 0, count: 8)) }),
    ]
    for (what, most, frame) in floods {
      let exchanges = Self.opened()
      let count = Self.flood(exchanges, most: 2_000, frame)
      #expect(count <= most && exchanges.isEnded, "\(what): \(count)")
      if what != "going away" { #expect(exchanges.goAway == Self.calm, "\(what)") }
    }
  }

  @Test func emptyFramesOfDataEndTheSession() {
    let exchanges = Self.opened()
    var frames = Frames()
    frames.headers(1, Frames.post())
    exchanges.receive(frames)
    let count = Self.flood(exchanges, most: 1_000) { $1.data(1, []) }
    #expect(count == 101 && exchanges.goAway == Self.calm)
  }

  @Test func aHeadThatNeverEndsEndsTheSession() {
    let empty = Self.opened()
    var frames = Frames()
    frames.frame(1, 0, 1, [])
    empty.receive(frames)
    let frameCount = Self.flood(empty, most: 100) { $1.frame(9, 0, 1, []) }
    #expect(frameCount <= 17)
    #expect(empty.goAway == Self.calm)

    let full = Self.opened()
    full.receive(frames)
    let field = Frames.block([("a", String(repeating: "b", count: 16_000))])
    let fullCount = Self.flood(full, most: 100) { $1.frame(9, 0, 1, field) }
    #expect(fullCount <= 5)
    #expect(full.goAway == Self.calm)
  }

  /// One entry of the table, asked for again and again: bytes become kilobytes.
  @Test func manyFieldsOfFewBytesTakeNoMemory() {
    let exchanges = Self.opened()
    let stored: [UInt8] =
      [0x40, 1, 0x61, 0x7F, 0x80 | UInt8((4_000 - 127) & 127), UInt8((4_000 - 127) >> 7)]
      + Array(repeating: 0x62, count: 4_000)
    let before = exchanges.session.memoryBytes
    var peak = 0
    for index in 0..<50 {
      var frames = Frames()
      frames.frame(
        1, 5, 1 + 2 * index,
        Frames.block(Frames.get) + stored + Array(repeating: 0xBE, count: 12_000))
      exchanges.receive(frames)
      peak = max(peak, exchanges.session.memoryBytes)
      if exchanges.isEnded { break }
    }
    #expect(peak - before < 1_048_576)
    #expect(exchanges.faults[1] == .headTooLarge)
    #expect(exchanges.texts.values.allSatisfy { $0.isEmpty })
  }

  @Test func aSessionHasNoMoreMemoryThanItMay() {
    var limits = HTTP2Limits()
    limits.memoryBytesMax = Self.opened().session.memoryBytes + 16_384
    let exchanges = Self.opened(limits)
    let count = Self.flood(exchanges, most: 1_000) { index, frames in
      frames.headers(1 + 2 * index, Frames.get)
    }
    #expect(count < 100 && exchanges.isEnded)
    #expect(exchanges.session.memoryBytes <= limits.memoryBytesMax + 4_096)
  }

  @Test func tooManyStreamsAreRefusedAndThenEndTheSession() {
    var limits = HTTP2Limits()
    limits.streamsMax = 3
    let exchanges = Self.opened(limits)
    var frames = Frames()
    for stream in [1, 3, 5, 7] { frames.headers(stream, Frames.post()) }
    frames.data(7, [1], endsStream: true)
    frames.data(5, [2], endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.frames(3, 7).map(\.code) == [7])
    #expect(exchanges.bodies == [5: [2]] && exchanges.goAway == nil)
    frames = Frames()
    frames.frame(4, 1, 0, [])
    frames.headers(9, Frames.post())
    exchanges.receive(frames)
    #expect(exchanges.goAway == 1 && exchanges.isEnded)
  }

  struct Break: Sendable, CustomTestStringConvertible {
    var what: String
    var code: Int
    var send: @Sendable (inout Frames) -> Void
    var testDescription: String { what }

    init(_ what: String, _ code: Int, _ send: @escaping @Sendable (inout Frames) -> Void) {
      (self.what, self.code, self.send) = (what, code, send)
    }
  }

  /// A stream 1 that is whole, and answered and closed; then what breaks the rules.
  static let breaks: [Break] = [
    Break("data on a closed stream", 5) { $0.data(1, [1]) },
    Break("a head on a closed stream", 5) { $0.headers(1, Frames.get, endsStream: true) },
    Break("a stream below the last", 1) {
      $0.headers(9, Frames.get, endsStream: true)
      $0.headers(5, Frames.get, endsStream: true)
    },
    Break("data on a stream below the last", 1) {
      $0.headers(9, Frames.get, endsStream: true)
      $0.data(5, [1])
    },
    Break("data on no stream", 1) { $0.data(0, [1]) },
    Break("data on a stream to come", 1) { $0.data(11, [1]) },
    Break("an even stream", 1) { $0.headers(2, Frames.get, endsStream: true) },
    Break("a piece of no head", 1) { $0.frame(9, 4, 3, []) },
    Break("a frame within a head", 1) {
      $0.frame(1, 1, 3, [])
      $0.ping()
    },
    Break("a frame that is too large", 6) {
      $0.headers(3, Frames.post())
      $0.data(3, Array(repeating: 0, count: 16_385))
    },
    Break("a PING of seven bytes", 6) { $0.frame(6, 0, 0, Array(repeating: 0, count: 7)) },
    Break("a promise", 1) { $0.frame(5, 4, 1, [0, 0, 0, 2]) },
    Break("more padding than frame", 1) {
      $0.headers(3, Frames.post())
      $0.frame(0, 8, 3, [9, 1, 2])
    },
    Break("a block that cannot be read", 9) { $0.frame(1, 5, 3, [0xBF, 0xFF, 0xFF]) },
    Break("a priority of no stream", 1) { $0.frame(2, 0, 0, [0, 0, 0, 1, 9]) },
    Break("a stream that depends on itself", 1) { $0.frame(2, 0, 7, [0, 0, 0, 7, 9]) },
    Break("a head that depends on itself", 1) {
      $0.frame(1, 0x25, 3, [0, 0, 0, 3, 9] + Frames.block(Frames.get))
    },
    Break("a window of nothing", 1) { $0.window(0, 0) },
    Break("a window that overflows", 3) { $0.window(0, Int(Int32.max)) },
  ]

  @Test(arguments: Self.breaks)
  func whoBreaksTheRulesIsToldSo(_ broken: Break) {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, Frames.get, endsStream: true)
    exchanges.receive(frames)
    exchanges.answer(1, "HTTP/1.1 200 OK\r\n\r\n")
    exchanges.receive([])
    #expect(exchanges.said.last == "closed 1 0")
    frames = Frames()
    broken.send(&frames)
    exchanges.receive(frames)
    #expect(exchanges.goAway == broken.code && exchanges.isEnded)
  }

  @Test func dataBehindTheEndIsAnError() {
    let exchanges = Self.opened()
    var frames = Frames()
    frames.headers(1, Frames.post())
    frames.data(1, [1], endsStream: true)
    frames.data(1, [2])
    exchanges.receive(frames)
    #expect(exchanges.bodies[1] == [1])
    #expect(exchanges.goAway == 5 || exchanges.frames(3, 1).first?.code == 5)
  }

  @Test func whatIsNoPrefaceEndsTheSession() {
    let exchanges = Exchanges()
    exchanges.receive(Array("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".utf8))
    #expect(exchanges.isEnded && exchanges.said.isEmpty)
    let late = Exchanges()
    var frames = Frames()
    frames.bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    frames.ping()
    late.receive(frames)
    #expect(late.isEnded)
  }

  /// Whatever follows a session's end is not read.
  @Test func nothingIsReadBehindTheEnd() {
    let exchanges = Self.opened()
    exchanges.session.end(.internalError)
    var frames = Frames()
    frames.headers(1, Frames.get, endsStream: true)
    exchanges.receive(frames, cut: 1)
    #expect(exchanges.said.isEmpty && exchanges.isEnded && exchanges.goAway == 2)
  }
}
