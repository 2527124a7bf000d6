/// Says of each frame, by its header, whether nghttp2 may see it: what floods, and what nghttp2 lets through.
struct FrameJudge: Sendable {
  private var glitches: GlitchCount
  private let headerBlockBytesMax: Int
  private let continuationsMax: Int
  /// The header block that has begun: its bytes and frames.
  private var blockBytes = 0
  private var continuations = 0
  /// Whether the client has said its settings: the first time is no glitch.
  private var hasSettings = false
  /// The highest stream that the client has opened.
  private(set) var lastStream: Int32 = 0

  init(limits: HTTP2Limits) {
    glitches = GlitchCount(limits: limits)
    headerBlockBytesMax = limits.headerBlockBytesMax
    continuationsMax = limits.continuationsMax
  }

  /// Judges a frame.
  ///
  /// - Parameters:
  ///   - frame: its header.
  ///   - now: the time.
  ///   - faultOnOld: what is wrong with DATA and HEADERS on a stream below the last one; `nil`: nothing.
  /// - Returns: why the session ends; `nil` where it goes on.
  mutating func judge(
    _ frame: FrameHeader, nowNanoseconds now: UInt64, faultOnOld: (Int32) -> HTTP2Error?
  ) -> HTTP2Error? {
    switch frame.type {
    case FrameType.data:
      if isOld(frame.stream), let fault = faultOnOld(frame.stream) { return fault }
      if frame.length == 0, !frame.endsStream { return count(.emptyFrame, now) }
    case FrameType.headers:
      if isOld(frame.stream), let fault = faultOnOld(frame.stream) { return fault }
      if frame.stream & 1 == 1 { lastStream = max(lastStream, frame.stream) }
      blockBytes = frame.length
      continuations = 0
      if blockBytes > headerBlockBytesMax { return .enhanceYourCalm }
    case FrameType.continuation:
      blockBytes += frame.length
      continuations += 1
      if blockBytes > headerBlockBytesMax || continuations > continuationsMax {
        return .enhanceYourCalm
      }
      if frame.length == 0, !frame.endsHeaders { return count(.emptyFrame, now) }
    case FrameType.resetStream: return count(.reset, now)
    case FrameType.settings:
      if frame.isAcknowledgement { return nil }
      if !hasSettings {
        hasSettings = true
        return nil
      }
      return count(.settings, now)
    case FrameType.ping: return frame.isAcknowledgement ? nil : count(.ping, now)
    case FrameType.priority:
      // Nothing comes of it, and so nghttp2 does not look at it.
      if frame.stream == 0 || frame.dependency == frame.stream { return .protocolError }
      return count(.priority, now)
    case FrameType.windowUpdate: return count(.windowUpdate, now)
    default: return count(.other, now)
    }
    return nil
  }

  private func isOld(_ stream: Int32) -> Bool { stream & 1 == 1 && stream <= lastStream }

  /// Counts an oddity; why the session ends where there have been too many.
  mutating func count(_ glitch: Glitch, _ now: UInt64) -> HTTP2Error? {
    glitches.count(glitch, nowNanoseconds: now) ? nil : .enhanceYourCalm
  }

  /// A frame of data was sent: the client answers such with two updates of windows, and measures by them.
  mutating func sentData() { glitches.forgive(2 * Glitch.windowUpdate.cost) }
}
