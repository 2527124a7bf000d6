public import Primitives

/// Which of a worker's two sets of provided buffers a receive draws from.
///
/// Uploads and responses draw from sets of their own, so that clients that fill the pool cannot
/// keep the responses out that would empty it.
public enum BufferGroup: UInt16, Sendable, CaseIterable {
  /// What clients send.
  case uploads = 0
  /// What upstreams send.
  case responses = 1
}

/// How the kernel is to send.
public struct SendFlags: OptionSet, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// Complete only when all is sent or the socket failed (`MSG_WAITALL`).
  public static let all = SendFlags(rawValue: 1)
  /// More follows at once: do not send a small last segment yet (`MSG_MORE`).
  public static let more = SendFlags(rawValue: 2)
}

/// What became of a submission.
public struct Completion: Sendable {
  /// The submission's token.
  public var token: Token
  /// A count or a descriptor; negative: `-errno`.
  public var result: Int32
  /// The provided buffer that was filled, by its index in the pool.
  public var buffer: UInt16?
  /// Whether the same submission (multishot) will complete again.
  public var isMoreToCome: Bool
  /// Whether the socket held more bytes than were received.
  public var isSocketNonempty: Bool

  /// Makes one; only drivers do.
  @inlinable public init(
    token: Token, result: Int32, buffer: UInt16? = nil, isMoreToCome: Bool = false,
    isSocketNonempty: Bool = false
  ) {
    self.token = token
    self.result = result
    self.buffer = buffer
    self.isMoreToCome = isMoreToCome
    self.isSocketNonempty = isSocketNonempty
  }
}

/// The ring of one worker: the kernel's io_uring (``UringDriver``), or a seeded stand-in for it in tests.
///
/// Every submission with a token completes: once, or, for multishot ones, several times, the last
/// with ``Completion/isMoreToCome`` false. Memory that a submission names must stay as it is until
/// then. Submissions are collected, and reach the kernel with ``submit(waitingUntilNanoseconds:)``.
/// A driver belongs to the thread that made it.
public protocol RingDriver: ~Copyable {
  /// The monotonic clock, read once per ``submit(waitingUntilNanoseconds:)``.
  var nowNanoseconds: UInt64 { get }
  /// The monotonic clock as it is now, for measuring what a turn itself takes.
  var clockNanoseconds: UInt64 { get }
  /// How many completions the kernel had to keep back because the queue was full.
  var overflows: UInt64 { get }

  /// Accepts again and again; each completion's result is a new socket.
  mutating func accept(from listener: Descriptor, token: Token)
  /// Receives into a provided buffer of `group`: once, or until cancelled or failed (`multishot`).
  ///
  /// Where no buffer is left it completes with `ENOBUFS`, and a multishot receive ends with that.
  /// `awaitsReadiness` spares the first try where nothing can have arrived yet.
  mutating func receive(
    from socket: Descriptor, group: BufferGroup, multishot: Bool, awaitsReadiness: Bool,
    token: Token)
  /// Receives once into memory of the caller's, without waiting: completes with `EAGAIN` where nothing
  /// has come.
  mutating func receive(
    into bytes: UnsafeMutableRawBufferPointer, from socket: Descriptor, token: Token)
  /// Completes once when a socket can be received from: bytes, the end or an error.
  mutating func awaitReadable(_ socket: Descriptor, token: Token)
  /// Sends one run of bytes.
  mutating func send(
    _ bytes: UnsafeRawBufferPointer, to socket: Descriptor, flags: SendFlags, token: Token)
  /// Sends up to ``runsMax`` runs of bytes as one. The array itself is copied at once.
  mutating func send(
    runs: UnsafeBufferPointer<UnsafeRawBufferPointer>, to socket: Descriptor, flags: SendFlags,
    token: Token)
  /// Connects. The address is copied at once.
  mutating func connect(_ socket: Descriptor, to address: SocketAddress, token: Token)
  /// Opens a file without a name in the directory, for reading and writing; the result is its descriptor.
  mutating func openUnlinked(in directory: Descriptor, token: Token)
  /// Reads from a file at an offset (`nil`: the descriptor's own position, for event descriptors).
  mutating func read(
    into bytes: UnsafeMutableRawBufferPointer, from file: Descriptor, offset: UInt64?, token: Token)
  /// Writes to a file at an offset.
  mutating func write(
    _ bytes: UnsafeRawBufferPointer, to file: Descriptor, offset: UInt64, token: Token)
  /// Cancels what was submitted with `target`. That one completes all the same, often with
  /// `ECANCELED`; the cancellation itself does not complete.
  mutating func cancel(_ target: Token)
  /// Sends what a connection takes at once, before its end; the rest is dropped. Nothing else may be on its way
  /// there. Does not complete.
  mutating func sendLast(_ bytes: UnsafeRawBufferPointer, to socket: Descriptor)
  /// Ends one or both directions of a connection, at once: before anything that was submitted and not
  /// yet handed over. Does not complete.
  mutating func shutdown(_ socket: Descriptor, how: Int32)
  /// Closes. Nothing may be in flight on the descriptor. Does not complete.
  mutating func close(_ descriptor: Descriptor)

  /// Makes a socket for connecting; `TCP_NODELAY` is set where it applies.
  mutating func socket(family: Int32) throws(Errno) -> Descriptor
  /// The other side's address; `nil` where it is gone already.
  mutating func remoteAddress(of socket: Descriptor) -> SocketAddress?
  /// This side's address; `nil` where it cannot be told.
  mutating func localAddress(of socket: Descriptor) -> SocketAddress?

  /// Registers the pool's buffers, before anything is received.
  mutating func register(_ pool: borrowing BufferPool, uploads: Int, responses: Int) throws(Errno)
  /// Gives a free buffer to the kernel, to be filled by a receive of `group`.
  mutating func provide(
    _ buffer: UInt16, _ bytes: UnsafeMutableRawBufferPointer, to group: BufferGroup)

  /// Hands all submissions over, and waits until something has completed or the time has come
  /// (`nil`: does not wait).
  mutating func submit(waitingUntilNanoseconds deadline: UInt64?) throws(Errno)
  /// Takes the next completion of the last ``submit(waitingUntilNanoseconds:)``.
  mutating func nextCompletion() -> Completion?
}

extension RingDriver where Self: ~Copyable {
  /// The most runs of bytes that one send takes.
  @inlinable public static var runsMax: Int { 16 }

  /// In simulated time a turn takes none.
  public var clockNanoseconds: UInt64 { nowNanoseconds }
}
