import HTTP
import Primitives
import Ring

/// Where a connection to an upstream is in its life.
enum UpstreamPhase: UInt8 {
  case connecting
  /// Stands, and begins to speak TLS.
  case securing
  /// Serves an exchange.
  case busy
  /// Waits in the keep-alive pool.
  case idle
  /// Waits for its operations in flight, then closes.
  case closing
}

/// Why a connection to an upstream ended.
enum UpstreamFailure: UInt8 {
  case none
  case connectFailed
  case connectTimedOut
  /// It stands, and speaks no TLS that is to be trusted.
  case handshakeFailed
  /// Lost, or ended before its response was whole.
  case lost
  case timedOut
  /// It sent what is no HTTP.
  case garbage
}

/// A connection to an upstream.
struct UpstreamConnection {
  var socket: Descriptor
  /// The upstream's cell in the shared loads: what it is, across configurations.
  var cell: Int
  var phase = UpstreamPhase.connecting
  /// The client whose exchange it serves.
  var client = Handle.none
  /// Whether it sends no more and is still sent to, as one end of a tunnel.
  var isHalfClosed = false
  /// Whether its session has been told that no more is sent.
  var isEndSaid = false
  /// Whether it begins with the address of its client, so that it serves nobody else.
  var isPersonal = false
  /// The PROXY header that it begins with, until that is sent.
  var greetingBlock = UInt32.max
  var greetingBytes = 0
  /// Whether it has served an exchange before.
  var isReused = false
  /// Whether anything of the response has come.
  var hasResponded = false
  var failure = UpstreamFailure.none

  var receiving = Receiving.none
  var isCancelling = false
  var isStarved = false
  var isSending = false
  /// Bytes of the send in flight: of the body, and of the head.
  var sendingBytes = 0
  var sendingHeadBytes = 0
  /// Whether the send in flight names the head, or bytes that were read back from disk.
  var sendsHead = false
  var sendsReadBack = false
  var operations = 0

  /// What its session is made of, where it speaks TLS. The session has the same slot.
  var security: ObjectIdentifier?
  /// Whether it speaks TLS.
  var isSecure: Bool { security != nil }
  /// Ciphertext that was received and is not opened yet.
  var sealedInput = SegmentQueue()
  /// Ciphertext to be sent.
  var sealedOut = SegmentQueue()
  /// Bytes of it that are in flight.
  var sealedSendingBytes = 0
  /// How many runs of it answer what the session has received.
  var sealedAnswers = 0
  /// Whether a part of the request is in it.
  var sealsRequest = false
  /// Whether the connection has ended while ciphertext still waits to be opened.
  var isInputEnded = false
  /// Whether a send in flight names what is held of the request itself.
  var sendsHeld: Bool { isSending && !isSecure }

  var input = SegmentQueue()
  /// A partial response head.
  var block = UInt32.max
  var blockCount = 0
  var scanner: HeadScanner
  var framing = BodyFraming.none
  var remaining: UInt64 = 0
  var decoder = ChunkedDecoder()
  var keepsAlive = false
  /// Whether it has ended while bytes of it still wait for the client.
  var hasEnded = false
  /// Interim responses seen: a peer may send any number, so they are counted.
  var interims = 0
  /// Whether the final response's head has come.
  var hasHead = false

  var deadlineNanoseconds = UInt64.max
  var begunNanoseconds: UInt64 = 0
  /// Links of the idle list of its cell.
  var nextIdle = UInt32.max
  var previousIdle = UInt32.max

  /// What an exchange that ended early left in a send of this connection: given back once that
  /// has completed.
  var doomed = SegmentQueue()
  var doomedBlock = UInt32.max
  var doomedFrames = Frames()
}
