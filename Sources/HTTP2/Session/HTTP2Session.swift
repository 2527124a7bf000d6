internal import CNghttp2
import HTTP

/// The server's side of one client's connection, without a socket: bytes in and events out, answers in and
/// bytes out.
///
/// nghttp2 knows the protocol. What it sees has been judged frame by frame, and what it makes of requests is
/// written down as heads of HTTP/1.1. Bodies stay where they were received.
///
/// ```swift
/// var offset = 0
/// while true {
///   switch session.next(in: received, from: &offset, nowNanoseconds: now) { … }
/// }
/// let output = session.produce(into: room)
/// ```
///
/// Belongs to one thread. After an event that says so, or an error, it takes no more.
@safe
public final class HTTP2Session {
  let stock: SessionStock
  let limits: HTTP2Limits
  let memory: SessionMemory
  /// nghttp2's.
  var state: OpaquePointer
  var walk = FrameWalk()
  var judge: FrameJudge
  var streams = StreamTable()
  var closedStreams = ClosedStreams()
  var estimate: WindowEstimate
  /// The head that is being read.
  var head: RequestText?
  /// The one that the last event was about.
  var told: RequestText?
  var events = EventQueue()

  var nowNanoseconds: UInt64 = 0
  /// What nghttp2 is being given.
  var input = unsafe UnsafeRawPointer(bitPattern: 0)
  /// Body bytes that have not been taken, over all streams.
  var untakenBytes = 0
  /// Whether it was ended here: what the client still sends has no meaning.
  var isOver = false
  var isGoingAway = false
  /// Why it was ended here; `nil`: it was not.
  public internal(set) var endedWith: HTTP2Error?
  /// Streams that were refused because the client had too many open.
  public internal(set) var streamsRefused = 0

  // Where frames are written while nghttp2 is asked for them.
  var room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  var written = 0
  /// What nghttp2 has given and found no room.
  var pending = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// The frame of data whose header was just written.
  var outgoing: (stream: Int32, tag: UInt32, count: Int)?
  var isRoomShort = false

  /// The bytes that a client begins with (RFC 9113, section 3.4).
  public static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

  /// A session of a client that is to send its preface first; `nil` for want of memory.
  public init?(stock: SessionStock) {
    self.stock = stock
    limits = stock.limits
    memory = SessionMemory(bytesMax: limits.memoryBytesMax)
    judge = FrameJudge(limits: limits)
    estimate = WindowEstimate(limits: limits)
    // Replaced at once by the session itself, which needs a pointer to this object.
    guard let callbacks = unsafe Self.callbacks, let option = unsafe Self.option(limits) else {
      return nil
    }
    defer { unsafe nghttp2_option_del(option) }
    var functions = unsafe memory.functions
    var made: OpaquePointer?
    guard unsafe nghttp2_session_server_new3(&made, callbacks, nil, option, &functions) == 0,
      let made = unsafe made
    else { return nil }
    unsafe state = made
    unsafe nghttp2_session_set_user_data(made, Unmanaged.passUnretained(self).toOpaque())
    guard begin() else { return nil }
  }

  deinit { unsafe nghttp2_session_del(state) }

  private static func option(_ limits: HTTP2Limits) -> OpaquePointer? {
    var option: OpaquePointer?
    guard unsafe nghttp2_option_new(&option) == 0, let option = unsafe option else { return nil }
    unsafe nghttp2_option_set_no_auto_window_update(option, 1)
    unsafe nghttp2_option_set_no_closed_streams(option, 1)
    // It counts a header once for each piece that the header comes in, so a frame at most nine times.
    unsafe nghttp2_option_set_max_continuations(
      option, (limits.continuationsMax + 1) * FrameHeader.byteCount)
    unsafe nghttp2_option_set_max_outbound_ack(option, 256)
    // Any head of an upstream that was accepted can be passed on.
    unsafe nghttp2_option_set_max_send_header_block_length(option, 131_072)
    return unsafe option
  }

  /// The settings, and the window of the connection, which settings do not change.
  private func begin() -> Bool {
    let settings: [nghttp2_settings_entry] = [
      Self.setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.streamsMax),
      Self.setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.windowBytesMin),
      Self.setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.heads.headBytesMax),
      // Trees of dependencies cost whoever keeps them; answers get equal shares.
      Self.setting(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
    ]
    return unsafe nghttp2_submit_settings(
      state, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings, settings.count) == 0
      && nghttp2_session_set_local_window_size(
        state, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, Int32(estimate.window)) == 0
  }

  private static func setting(_ id: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
    nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: UInt32(value))
  }

  // MARK: State

  /// Gives the head of the last `request`, or the lines of the last `trailers`: none where the last event was
  /// another.
  public func withText<Result>(_ use: (Span<UInt8>) -> Result) -> Result {
    guard let told else { return use(Span()) }
    return use(told.text)
  }

  /// Streams that the client has open, or that are still to be told of as closed.
  public var streamsCount: Int { streams.count }

  /// Whether a frame or a header block has begun and is not whole, so that the client is to hurry.
  public var isWithinFrame: Bool { walk.isWithinFrame || head != nil }

  /// Whether a header block has begun and is not whole.
  public var isWithinHead: Bool { head != nil }

  /// Bytes that nghttp2 has allocated.
  public var memoryBytes: Int { memory.used }

  /// The present window of the connection, in bytes.
  public var windowBytes: Int { estimate.window }

  /// What it was at the beginning.
  public var windowBytesMin: Int { limits.windowBytesMin }

  /// The shortest time that the client has taken to answer a PING; `nil`: none was sent, or answered.
  public var delayNanoseconds: UInt64? { estimate.delayNanoseconds }

  /// What windows may grow to from now on, in bytes: the user's budget of memory.
  public var windowBytesMax: Int {
    get { estimate.most }
    set { estimate.most = min(limits.windowBytesMax, max(limits.windowBytesMin, newValue)) }
  }

  /// The place of a stream that nghttp2 has open.
  func place(of stream: Int32) -> Int? {
    let data = unsafe nghttp2_session_get_stream_user_data(state, stream)
    let number = Int(bitPattern: data)
    return number == 0 ? nil : number - 1
  }

  /// Gives a stream a name of the user's, which all further events of it have. False: it is closed.
  @discardableResult
  public func tag(_ stream: Int32, _ tag: UInt32) -> Bool {
    guard let place = place(of: stream) else { return false }
    streams[place].tag = tag
    return true
  }
}
