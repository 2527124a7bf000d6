/// How large windows must be for a client to send without pause: what comes within the time that an answer
/// takes.
///
/// A PING measures that time, and what arrives until it is answered measures the rate. Where that was most
/// of the window, the window was what kept the client waiting, so it grows. It never shrinks: it is a
/// promise.
struct WindowEstimate: Sendable {
  /// The present size, in bytes.
  private(set) var window: Int
  /// How far it may grow.
  var most: Int
  private var isMeasuring = false
  /// Bytes since the measurement began, or since the last one ended.
  private var received = 0
  private var sentNanoseconds: UInt64 = 0
  /// The shortest time that an answer has taken; `nil`: none was measured.
  private(set) var delayNanoseconds: UInt64?

  /// What a measurement wants to see before it begins: a small upload is done by then.
  static let quietBytes = 65_536
  /// How much larger a window gets at a time: from 1 to 16 MiB takes one answer. What comes of it is seen two
  /// answers later, so that smaller steps would cost a fast upload over a long way two delays each.
  static let growth = 16

  init(limits: HTTP2Limits) {
    window = limits.windowBytesMin
    most = limits.windowBytesMax
  }

  /// Notes body bytes; true: a PING is to be sent.
  mutating func received(_ count: Int, nowNanoseconds now: UInt64) -> Bool {
    received += count
    guard !isMeasuring, window < most, received >= Self.quietBytes else { return false }
    isMeasuring = true
    received = 0
    sentNanoseconds = now
    return true
  }

  /// The PING was answered; true: the window has grown.
  mutating func answered(nowNanoseconds now: UInt64) -> Bool {
    guard isMeasuring else { return false }
    isMeasuring = false
    let delay = now > sentNanoseconds ? now - sentNanoseconds : 1
    delayNanoseconds = min(delay, delayNanoseconds ?? .max)
    let sample = received
    received = 0
    guard sample >= window / 2, window < most else { return false }
    window = min(most, window * Self.growth)
    return true
  }
}
