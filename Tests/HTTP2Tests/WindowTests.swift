import Testing

@testable import HTTP2

@Suite struct WindowTests {
  private static let mebibyte = 1_048_576

  /// What a stream, or the connection, was given beyond the beginning.
  private static func given(_ exchanges: Exchanges, _ stream: Int) -> Int {
    exchanges.frames(8, stream).map { Exchanges.word($0.payload) }.reduce(0, +)
  }

  private static func send(_ exchanges: Exchanges, _ stream: Int, _ count: Int) {
    var left = count
    while left > 0 {
      var frames = Frames()
      frames.data(stream, Array(repeating: 0, count: min(left, 16_384)))
      exchanges.receive(frames)
      left -= 16_384
    }
  }

  private static func uploading(
    _ limits: HTTP2Limits = HTTP2Limits(), streams: Int = 1
  ) -> Exchanges {
    let exchanges = Exchanges(limits)
    var frames = Frames.opening
    frames.frame(4, 1, 0, [])
    for index in 0..<streams { frames.headers(1 + 2 * index, Frames.post()) }
    exchanges.receive(frames)
    return exchanges
  }

  @Test func theFirstWindowIsTheSmallest() {
    let exchanges = Self.uploading()
    let settings = exchanges.frames(4)[0].payload
    #expect(settings.count == 24)
    // 4: INITIAL_WINDOW_SIZE.
    #expect(Array(settings[6..<12]) == [0, 4] + Frames.word(Self.mebibyte))
    #expect(Self.given(exchanges, 0) == Self.mebibyte - 65_535)
  }

  @Test func windowsGoBackWhenBodiesAreTaken() {
    let exchanges = Self.uploading()
    exchanges.takes = false
    Self.send(exchanges, 1, Self.mebibyte)
    #expect(Self.given(exchanges, 1) == 0)
    exchanges.session.take(1, Self.mebibyte)
    exchanges.send()
    #expect(Self.given(exchanges, 1) == Self.mebibyte)
  }

  /// More than the window is the client's fault.
  @Test func whoSendsMoreThanTheWindowIsCut() {
    let exchanges = Self.uploading()
    exchanges.takes = false
    Self.send(exchanges, 1, Self.mebibyte + 16_384)
    #expect(exchanges.goAway == 3 || exchanges.frames(3, 1).first?.code == 3)
  }

  @Test func windowsGrowWithDelayAndRate() {
    let exchanges = Self.uploading()
    var sent = 0
    for _ in 0..<8 {
      let pings = exchanges.frames(6).count
      Self.send(exchanges, 1, Self.mebibyte / 2 + 131_072)
      sent += Self.mebibyte / 2 + 131_072
      guard exchanges.frames(6).count > pings else { break }
      exchanges.now += 100_000_000
      var frames = Frames()
      frames.ping(isAnswer: true)
      exchanges.receive(frames)
    }
    #expect(exchanges.session.delayNanoseconds == 100_000_000)
    #expect(exchanges.session.windowBytes == 16 * Self.mebibyte)
    // The other streams have it as well.
    var frames = Frames()
    frames.headers(3, Frames.post())
    exchanges.receive(frames)
    #expect(Self.given(exchanges, 3) == 15 * Self.mebibyte)
    // All that was sent was given back, and fifteen more.
    #expect(Self.given(exchanges, 1) >= 15 * Self.mebibyte)
  }

  @Test func windowsStayWhereTheClientDoesNotUseThem() {
    let exchanges = Self.uploading()
    for _ in 0..<20 {
      Self.send(exchanges, 1, 131_072)
      exchanges.now += 100_000_000
      var frames = Frames()
      frames.ping(isAnswer: true)
      exchanges.receive(frames)
    }
    #expect(exchanges.session.windowBytes == Self.mebibyte)
  }

  @Test func windowsGrowNoFurtherThanTheBudget() {
    var estimate = WindowEstimate(limits: HTTP2Limits())
    estimate.most = 3 * Self.mebibyte
    var now: UInt64 = 0
    for _ in 0..<10 {
      _ = estimate.received(65_536, nowNanoseconds: now)
      _ = estimate.received(100 * Self.mebibyte, nowNanoseconds: now)
      now += 1_000
      _ = estimate.answered(nowNanoseconds: now)
    }
    #expect(estimate.window == 3 * Self.mebibyte)
    let isMeasured = estimate.received(100 * Self.mebibyte, nowNanoseconds: now)
    #expect(!isMeasured)
  }

  /// One stream that nobody takes keeps no other from sending.
  @Test func aStreamThatWaitsKeepsNoOtherWaiting() {
    let exchanges = Self.uploading(streams: 2)
    exchanges.takes = false
    Self.send(exchanges, 1, Self.mebibyte)
    #expect(Self.given(exchanges, 0) >= Self.mebibyte - 65_535 + Self.mebibyte / 2)
    Self.send(exchanges, 3, Self.mebibyte)
    #expect(exchanges.goAway == nil && exchanges.bodies[3]?.count == Self.mebibyte)
  }

  /// Until all that waits is more than a connection may have.
  @Test func whatWaitsIsBoundedForAllStreams() {
    var limits = HTTP2Limits()
    limits.untakenBytesMax = Self.mebibyte
    let exchanges = Self.uploading(limits, streams: 4)
    exchanges.takes = false
    Self.send(exchanges, 1, Self.mebibyte)
    let before = Self.given(exchanges, 0)
    Self.send(exchanges, 3, Self.mebibyte - 16_384)
    #expect(Self.given(exchanges, 0) == before)
    // What is cut waits no longer.
    exchanges.session.cut(3, .cancel)
    exchanges.receive([])
    #expect(Self.given(exchanges, 0) > before)
  }
}
