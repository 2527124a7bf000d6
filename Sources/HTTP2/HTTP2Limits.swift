public import HTTP

/// How much of each thing a client's session may have. Every limit bounds memory or time that a stranger
/// could otherwise choose.
public struct HTTP2Limits: Hashable, Sendable {
  /// What heads are held to, whatever the version of HTTP.
  public var heads: HTTPLimits

  /// Streams that a client may have open at a time: sizes the stream table. Past it: REFUSED_STREAM, and
  /// once the client knows the limit, the end of the session.
  public var streamsMax: Int

  /// Bytes of a header block as it is sent, and CONTINUATION frames of one. Protects the processor from
  /// blocks that never end. Past either: ENHANCE_YOUR_CALM.
  public var headerBlockBytesMax: Int
  public var continuationsMax: Int

  /// The window of a stream when it is new, in bytes: what a client may send before it hears anything.
  public var windowBytesMin: Int
  /// What windows may grow to, in bytes. Protects memory from bodies that nobody takes.
  public var windowBytesMax: Int
  /// Bytes of all streams that may wait to be taken before the connection's window is given back only as
  /// they are: until then one stream that waits keeps no other from sending.
  public var untakenBytesMax: Int

  /// Bytes that nghttp2 may allocate for a session. Past it the session ends.
  public var memoryBytesMax: Int

  /// Oddities that a session may have at once, and how many are forgiven in a second; see ``Glitch``. Past
  /// it: ENHANCE_YOUR_CALM.
  public var glitchesMax: Int
  public var glitchesForgivenPerSecond: Int

  /// The defaults.
  public init(
    heads: HTTPLimits = HTTPLimits(), streamsMax: Int = 100, headerBlockBytesMax: Int = 65_536,
    continuationsMax: Int = 16, windowBytesMin: Int = 1_048_576, windowBytesMax: Int = 16_777_216,
    glitchesMax: Int = 1_000, glitchesForgivenPerSecond: Int = 100
  ) {
    self.heads = heads
    self.streamsMax = max(1, min(streamsMax, 1_000))
    self.headerBlockBytesMax = headerBlockBytesMax
    self.continuationsMax = continuationsMax
    self.windowBytesMin = max(65_535, min(windowBytesMin, Int(Int32.max)))
    self.windowBytesMax = max(self.windowBytesMin, min(windowBytesMax, Int(Int32.max)))
    untakenBytesMax = self.windowBytesMax * 2
    // Its tables and buffers; of each stream its state, and an answer's head that waits to be sent.
    memoryBytesMax = 262_144 + self.streamsMax * (heads.headBytesMax + 4_096)
    self.glitchesMax = glitchesMax
    self.glitchesForgivenPerSecond = glitchesForgivenPerSecond
  }
}
