import Configuration
import HTTP
import Policy
import Primitives
import Ring
import ScanAPI
import Scanning
import TLS
import Telemetry

/// How far a request has got to its upstream.
enum Delivery: UInt8 {
  /// Not begun: the body is being received or judged.
  case none
  /// Waits for a connection.
  case connecting
  /// Is being sent.
  case sending
  /// Is sent whole.
  case sent
  /// The upstream has begun to answer and takes no more of it.
  case cut
}

/// How far the answer has got.
enum Answering: UInt8 {
  /// Nothing of it is there.
  case none
  /// Its head is queued for the client.
  case begun
  /// All of it is queued for the client.
  case complete
}

/// Whether a connection is, or may become, a tunnel.
enum TunnelStage: UInt8 {
  /// It will not.
  case none
  /// The request asks for it; the upstream has not answered.
  case asked
  /// It is one: bytes pass in both directions, of which nobody knows what they are.
  case open
}

/// The tunnel that an exchange's connection becomes.
struct Tunnel {
  var stage = TunnelStage.none
  /// Where in the canonical head the protocol stands that was asked for; empty for CONNECT.
  var protocolRange = 0..<0
  /// Whether the upstream has ended its direction.
  var isAnswerEnded = false
  /// Whether the client's session has been told so, and then its connection.
  var isEndSaid = false
  var isEndSent = false

  var isOpen: Bool { stage == .open }
}

/// Who sends a request to the scan API.
enum ScanCaller: Equatable {
  /// Not known, or nobody who may.
  case nobody
  /// Whoever reaches the listener, where no key is asked for.
  case anybody
  /// Who has a key: its place among the keys of the exchange's snapshot.
  case key(Int)
}

/// One request and its response.
struct Exchange {
  // What was asked.
  var snapshot = 0
  var listener = 0
  var route = 0
  /// Whether the two are known.
  var hasRoute = false
  var backend = 0
  var method = RequestMethod.other
  var isHTTP10 = false
  var keepsAlive = true
  var format = BodyFormat.json
  var id = RequestID(high: 0, low: 0)
  /// Where its client is, where a trusted proxy has said so in its head; `nil`: where its connection is.
  var address: ClientAddress?
  /// What it asks of the scan API; `nil` where its route does not end in that, or before it is known.
  var operation: ScanOperation?
  /// Who asks that.
  var caller = ScanCaller.nobody
  /// Whether a call of that was taken whose end is still to be counted.
  var isCharged = false
  /// Whether it waits for what another worker says of a verdict.
  var isAsking = false
  /// The form in which the scan API answers it.
  var answerForm = ScanFormat.json
  /// Bytes of the canonical head in the client's block, without the framing fields.
  var headCount = 0

  /// What it is held to.
  var limits = ExchangeLimits()

  // The body.
  var scan = ScanMode.off
  var framing = BodyFraming.none
  var remaining: UInt64 = 0
  var decoder = ChunkedDecoder()
  var bodyBytes: UInt64 = 0
  var isBodyComplete = false
  /// Decoded body bytes in memory, in order, after what is in the spill file.
  var hold = SegmentQueue()
  /// Chunk lines of a body that is passed on in chunks.
  var frames = Frames()
  /// What becomes of a body whose route streams. It is held (`scan` is `hold`) until its first window is full.
  var stream = StreamState()
  var spill = UInt32.max
  var session = UInt32.max
  /// Whether the body is being read a second time, for its digests.
  var isDigesting = false
  var digestedBytes: UInt64 = 0
  /// Its inspection, while it waits for that.
  var inspection = UInt32.max
  /// What it was judged.
  var judgement: Judgement?
  /// Bytes of what is delivered in place of the body; `nil`: that is delivered.
  var canonicalBytes: UInt64?

  // The delivery.
  var delivery = Delivery.none
  var upstream = Handle.none
  /// The chosen upstream's cell while its place is taken; negative: none is.
  var cell = -1
  /// The body bytes that are counted there.
  var cellBytes = 0
  var upstreamIndex = -1
  /// The hash that its upstream is chosen by, where there is one.
  var hash: UInt64?
  /// The upstream that its client's cookie names; negative: none.
  var bound = -1
  /// Whether it waits for an upstream with fewer exchanges than that may have, and its neighbours in that.
  var isQueued = false
  var nextQueued = UInt32.max
  var previousQueued = UInt32.max
  var tried: UInt64 = 0
  var attempts = 0
  /// Whether the last attempt took a connection from the pool.
  var isReused = false
  /// Whether the last failure was a timeout (504) rather than a refusal (502).
  var hasTimedOut = false
  /// Why the last session with an upstream failed, where one did.
  var sessionFailure: FailureReason?
  /// Whether an unanswered request may go to another connection, so that what was sent is kept.
  var isRetained = false
  /// Bytes of `hold` that the upstream's connection has taken and that are kept all the same.
  var retainedBytes = 0
  var isHeadSent = false
  /// Whether a connection from the pool has failed it: the next one is to be new.
  var wantsFreshConnection = false
  /// Whether an upstream has taken it and was lost, and it was sent to another.
  var hasMoved = false

  var tunnel = Tunnel()

  // The answer.
  var answering = Answering.none
  var status: UInt16 = 0
  var responseFraming = BodyFraming.none
  var responseBytes: UInt64 = 0
  /// Bytes of the response's body, without framing.
  var responseBodyBytes: UInt64 = 0
  var outcome = RequestOutcome.failed

  // When.
  var begunNanoseconds: UInt64 = 0
  var receivedNanoseconds: UInt64 = 0
  var judgedNanoseconds: UInt64 = 0
  var answeredNanoseconds: UInt64 = 0

  /// Whether the whole request is with the kernel.
  var isRequestSent: Bool { delivery == .sent }

  /// What has been scanned last, or will be sent last: new bytes come behind it.
  var kept: SegmentQueue { scan == .stream ? stream.window : hold }
  /// Whether all that is to be delivered waits for the upstream or is with it.
  var isBodyReleased: Bool { isBodyComplete && (scan != .stream || stream.stage == .finished) }
}
