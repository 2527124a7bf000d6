import Configuration
import HTTP2
import Primitives
import Proxy
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// How long a client that has been told to open no more streams may have some on their way.
  private static var noticeMilliseconds: Int { 250 }

  /// A session has ended: so do its streams, and the connection once all is sent.
  mutating func endFrames(_ slot: UInt32) {
    guard !clients[slot].streams.isEnding else { return }
    clients[slot].streams.isEnding = true
    if session(of: slot)?.endedWith == .enhanceYourCalm {
      metrics.count(limit: .glitchesPerConnectionMax)
    }
    closeStreams(slot)
    // What there is to send has its own time.
    clients[slot].streams.headDeadline = .max
    clients[slot].streams.noticeDeadline = .max
    setFramesDeadline(slot)
    pumpLater(slot)
  }

  /// Ends a session, telling the client why.
  mutating func endSession(_ slot: UInt32, _ error: HTTP2Error) {
    session(of: slot)?.end(error)
    endFrames(slot)
  }

  /// Tells the client to open no more streams (GOAWAY). Those that it opens before it has heard that are
  /// served.
  mutating func announceGoingAway(_ slot: UInt32) {
    session(of: slot)?.announceGoingAway()
    clients[slot].streams.noticeDeadline = deadline(Self.noticeMilliseconds)
    setFramesDeadline(slot)
    pumpLater(slot)
  }

  /// The client has ended its direction: what it has asked for whole is answered.
  mutating func framesInputEnded(_ slot: UInt32) {
    var stream = clients[slot].streams.first
    while stream != .max {
      let next = clients[stream].stream.next
      if !clients[stream].exchange.isBodyComplete {
        clients[stream].exchange.outcome = .clientAborted
        closeStream(stream, .cancel)
      }
      stream = next
    }
    pumpLater(slot)
  }

  /// Ends the connection once its session has ended and all is sent.
  mutating func framesMayEnd(_ slot: UInt32) {
    let isDone =
      clients[slot].streams.isEnding
      || clients[slot].isInputEnded && clients[slot].streams.count == 0
    guard clients[slot].phase == .streams, isDone, clients[slot].out.isEmpty,
      clients[slot].sealedOut.isEmpty, !clients[slot].isSending
    else { return }
    forgetSession(slot)
    if clients[slot].isInputEnded, !clients[slot].isSecure {
      closeClient(slot)
    } else {
      linger(slot)
    }
  }

  /// Frees a connection's session.
  mutating func forgetSession(_ slot: UInt32) {
    sessions[Int(slot)] = nil
    windowBytes -= clients[slot].streams.windowBytes
    clients[slot].streams.windowBytes = 0
  }

  // MARK: Time

  /// The first of a connection's deadlines is the client's.
  mutating func setFramesDeadline(_ slot: UInt32) {
    guard clients[slot].phase == .streams else { return }
    let streams = clients[slot].streams
    var first = min(streams.sendDeadline, streams.headDeadline, streams.noticeDeadline)
    if streams.count == 0, !streams.isEnding { first = min(first, streams.idleDeadline) }
    clients[slot].deadlineNanoseconds = first
  }

  /// A send is on its way; each one that completes has taken something.
  mutating func setFramesSendDeadline(_ slot: UInt32) {
    clients[slot].streams.sendDeadline =
      clients[slot].isSending
      ? deadline(snapshots[current]!.limits.sendTimeoutMilliseconds) : .max
    setFramesDeadline(slot)
  }

  mutating func framesTimedOut(_ slot: UInt32) {
    let streams = clients[slot].streams
    if streams.sendDeadline <= now {
      metrics.count(limit: .sendTimeout)
      return closeClient(slot)
    }
    if streams.headDeadline <= now {
      metrics.count(limit: .headTimeout)
      return endSession(slot, .cancel)
    }
    if streams.noticeDeadline <= now {
      clients[slot].streams.noticeDeadline = .max
      session(of: slot)?.goAway()
      pumpLater(slot)
    } else if streams.count == 0, streams.idleDeadline <= now {
      metrics.count(limit: clients[slot].requests > 0 ? .idleTimeout : .headTimeout)
      return endSession(slot, .none)
    }
    setFramesDeadline(slot)
  }
}
