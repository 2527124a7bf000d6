import HTTP
import Primitives
import Ring

/// Where a client's connection is in its life: `idle → head → exchange → idle …`, or with HTTP/2 `idle →
/// streams`; then `lingering` or at once `closing`. A stream of HTTP/2 has a slot of its own: `exchange →
/// closing`.
enum ClientPhase: UInt8 {
  /// Nothing of the next request has come.
  case idle
  /// A part of a head has come.
  case head
  /// An exchange is going on.
  case exchange
  /// HTTP/2 is spoken: each exchange is a stream's.
  case streams
  /// All is said: what the client still sends is read and dropped, so that it reads the answer
  /// before it sees the connection end (RFC 9112, section 9.6).
  case lingering
  /// Waits for its operations in flight, then closes.
  case closing
}

/// A client's connection, or a stream of one that speaks HTTP/2: the frontend half of a slot's state.
struct Client {
  /// None where it is a stream.
  var socket: Descriptor
  /// Which of the worker's listeners accepted it.
  var listener: Int
  /// That listener's generation at the time: another one has since taken its place where they differ.
  var listenerGeneration: UInt32
  /// Whether it counts in the spread over the workers.
  var isSpread = false
  var phase = ClientPhase.idle

  var receiving = Receiving.none
  var isCancelling = false
  /// Whether it waits for a free buffer.
  var isStarved = false
  /// Small requests come fastest by multishot. Longer bodies are received in turns, a lease at a time,
  /// each scanned and sent on while it is in the cache.
  var prefersMultishot = true
  /// The lease of a direct receive.
  var lease: UInt16 = 0
  /// Whether the client has ended its direction.
  var isInputEnded = false
  var isSending = false
  /// Bytes of the send in flight that come from `out`.
  var sendingBytes = 0
  /// Submissions that have not completed.
  var operations = 0

  /// Received and not yet read.
  var input = SegmentQueue()
  /// To be sent.
  var out = SegmentQueue()
  /// The partial head, or the canonical request head of the exchange.
  var block = UInt32.max
  var blockCount = 0
  /// Whether its first bytes are to be a PROXY header.
  var awaitsProxyHeader = false
  /// Whether it speaks TLS: its session has the same slot.
  var isSecure = false
  /// Ciphertext that was received and waits for a free lease to be opened into.
  var sealedInput = SegmentQueue()
  /// Ciphertext to be sent.
  var sealedOut = SegmentQueue()
  /// Chunk lines of the response.
  var frames = Frames()
  var scanner: HeadScanner

  var deadlineNanoseconds = UInt64.max
  var lingerBytes = 0
  var requests = 0
  var address: ClientAddress
  /// What it connected to, where a proxy has said so.
  var server: ConnectionEnd?
  var exchange = Exchange()
  /// Whether an exchange was going on when closing began.
  var endsExchange = false
  /// The streams of a connection that speaks HTTP/2.
  var streams = ClientStreams()
  /// Which stream this is, where it is one.
  var stream = ClientStream()
  /// Whether it is a stream: what it receives and sends goes through its connection.
  var isStream: Bool { stream.number != 0 }
}

/// Where a client is: as it is compared with lists, and as text, as it appears in heads and logs.
struct ClientAddress {
  var remote: RemoteAddress
  /// Zero where it is not known.
  var port: UInt16 = 0
  /// The text; empty but for a host.
  private(set) var text = IPAddressText()

  /// What the kernel says of a connection; `nil`: nothing.
  init(_ address: SocketAddress?) {
    remote = RemoteAddress(address)
    guard let end = address?.end else { return }
    port = end.port
    text = IPAddressText(end.address)
  }

  /// What a proxy says.
  init(_ end: ConnectionEnd) {
    remote = .host(end.address)
    port = end.port
    text = IPAddressText(end.address)
  }

  /// Nothing is known.
  static var unknown: ClientAddress { ClientAddress(nil) }
}
