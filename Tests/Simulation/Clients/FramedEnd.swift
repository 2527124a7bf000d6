import CNghttp2

/// The HTTP/2 session of a simulated client, by a library that many clients use. Requests go in as they are
/// sent in HTTP/1.1, and answers come out so, in the order of their requests: what is checked is the same.
@safe
final class FramedEnd {
  /// One request and what has come of its answer.
  private struct Stream {
    var number: Int32
    var isToHead: Bool
    var body: ArraySlice<UInt8>
    /// The most of one frame.
    var frameBytesMax: Int
    var hasTrailers: Bool
    /// It is cut where its body ends.
    var isCut: Bool
    var hasSentAll = false
    var status = ""
    var fields: [(name: String, value: String)] = []
    var answer: [UInt8] = []
    var isWhole = false
  }

  /// Frames to be sent.
  private(set) var output: [UInt8] = []
  /// A stream or the session has ended without an answer.
  private(set) var isBroken = false
  private var session = unsafe OpaquePointer(bitPattern: 0)
  private var streams: [Stream] = []
  /// How many answers were given out.
  private var answered = 0
  /// Interim answers to be given out.
  private var interims: [UInt8] = []

  init() {
    var callbacks: OpaquePointer?
    unsafe nghttp2_session_callbacks_new(&callbacks)
    unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks, Self.fieldCame)
    unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Self.frameCame)
    unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Self.bodyCame)
    unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Self.streamClosed)
    unsafe nghttp2_session_client_new(
      &session, callbacks, Unmanaged.passUnretained(self).toOpaque())
    unsafe nghttp2_session_callbacks_del(callbacks)
    unsafe nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil, 0)
  }

  deinit { unsafe nghttp2_session_del(session) }

  // MARK: Sending

  /// Begins a stream.
  func send(_ request: ClientRequest) {
    if let garbage = request.garbage {
      produce()
      output += garbage
      return
    }
    var fields = [
      (":method", request.method), (":scheme", "http"), (":authority", "simulated"),
      (":path", request.target),
    ]
    for line in request.fields where !line.hasPrefix("connection:") {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields.append((parts[0].lowercased(), parts[1].drop { $0 == " " }.description))
    }
    if request.expectsContinue { fields.append(("expect", "100-continue")) }
    if request.framing == .contentLength {
      fields.append(("content-length", "\(max(0, request.body.count + request.lengthError))"))
    }
    let hasBody = request.framing != .none
    var stream = Stream(
      number: 0, isToHead: request.method == "HEAD", body: hasBody ? request.body[...] : [],
      frameBytesMax: request.framing == .chunked ? request.chunkBytesMax : 16_384,
      hasTrailers: request.hasExtensions, isCut: request.framing == .chunked && !request.isValid)
    stream.hasSentAll = !hasBody
    stream.number = unsafe Self.withFields(fields) { list in
      var provider = unsafe nghttp2_data_provider(
        source: nghttp2_data_source(ptr: nil), read_callback: Self.bodyWanted)
      return unsafe hasBody
        ? nghttp2_submit_request(session, nil, list.baseAddress, list.count, &provider, nil)
        : nghttp2_submit_request(session, nil, list.baseAddress, list.count, nil, nil)
    }
    if stream.number < 0 { isBroken = true }
    streams.append(stream)
  }

  /// Makes the frames that may be sent now.
  func produce() {
    while true {
      var bytes: UnsafePointer<UInt8>?
      let count = unsafe nghttp2_session_mem_send(session, &bytes)
      guard count > 0 else {
        if count < 0 { isBroken = true }
        return
      }
      unsafe output += UnsafeBufferPointer(start: bytes, count: count)
    }
  }

  /// So many bytes of the output are sent.
  func sent(_ count: Int) { output.removeFirst(count) }

  /// All requests that were begun are sent.
  var hasSentAll: Bool { output.isEmpty && streams.allSatisfy(\.hasSentAll) }

  private static func withFields<Result>(
    _ fields: [(String, String)], _ body: (UnsafeBufferPointer<nghttp2_nv>) -> Result
  ) -> Result {
    // nghttp2 copies what it is given.
    let texts = fields.map { (Array($0.0.utf8), Array($0.1.utf8)) }
    let all = texts.flatMap { $0.0 + $0.1 }
    return unsafe all.withUnsafeBufferPointer { all in
      let base = unsafe UnsafeMutablePointer(mutating: all.baseAddress!)
      var place = 0
      var list = unsafe [nghttp2_nv]()
      for (name, value) in texts {
        unsafe list.append(
          nghttp2_nv(
            name: base + place, value: base + place + name.count, namelen: name.count,
            valuelen: value.count, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
        place += name.count + value.count
      }
      return unsafe list.withUnsafeBufferPointer(body)
    }
  }

  private static let bodyWanted: nghttp2_data_source_read_callback = {
    session, number, bytes, most, flags, _, argument in
    guard let bytes = unsafe bytes, let flags = unsafe flags else { return 0 }
    let end = unsafe end(argument)
    guard let place = end.place(of: number) else { return 0 }
    let count = min(most, end.streams[place].body.count, end.streams[place].frameBytesMax)
    for (index, byte) in end.streams[place].body.prefix(count).enumerated() {
      unsafe bytes[index] = byte
    }
    end.streams[place].body.removeFirst(count)
    guard end.streams[place].body.isEmpty else { return count }
    end.streams[place].hasSentAll = true
    unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
    if end.streams[place].isCut {
      unsafe flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
      unsafe nghttp2_submit_rst_stream(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), number, NGHTTP2_CANCEL.rawValue)
    } else if end.streams[place].hasTrailers {
      unsafe flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
      _ = unsafe withFields([("x-trailer", "1")]) {
        unsafe nghttp2_submit_trailer(session, number, $0.baseAddress, $0.count)
      }
    }
    return count
  }

  // MARK: Receiving

  /// Takes what was received; the answers that are whole by now, as text.
  func receive(_ bytes: [UInt8]) -> [UInt8] {
    let used = unsafe bytes.withUnsafeBufferPointer {
      unsafe nghttp2_session_mem_recv(session, $0.baseAddress, $0.count)
    }
    if used != bytes.count { isBroken = true }
    var text = interims
    interims = []
    while answered < streams.count, streams[answered].isWhole {
      text += Self.text(of: streams[answered])
      answered += 1
    }
    return text
  }

  private static func text(of stream: Stream) -> [UInt8] {
    var head = "HTTP/1.1 \(stream.status) Answer\r\n"
    for (name, value) in stream.fields { head += "\(name): \(value)\r\n" }
    let isEmpty = stream.isToHead || stream.status == "204" || stream.status == "304"
    if !isEmpty, !stream.fields.contains(where: { $0.name == "content-length" }) {
      head += "content-length: \(stream.answer.count)\r\n"
    }
    return Array((head + "\r\n").utf8) + stream.answer
  }

  private func place(of number: Int32) -> Int? { streams.firstIndex { $0.number == number } }

  private static func end(_ argument: UnsafeMutableRawPointer?) -> FramedEnd {
    unsafe Unmanaged<FramedEnd>.fromOpaque(argument!).takeUnretainedValue()
  }

  private static let fieldCame: nghttp2_on_header_callback = {
    _, frame, name, nameCount, value, valueCount, _, argument in
    let end = unsafe end(argument)
    guard let place = unsafe end.place(of: frame!.pointee.hd.stream_id) else { return 0 }
    let name = unsafe String(
      decoding: UnsafeBufferPointer(start: name, count: nameCount), as: UTF8.self)
    let value = unsafe String(
      decoding: UnsafeBufferPointer(start: value, count: valueCount), as: UTF8.self)
    if name == ":status" {
      end.streams[place].status = value
      end.streams[place].fields = []
    } else {
      end.streams[place].fields.append((name, value))
    }
    return 0
  }

  private static let frameCame: nghttp2_on_frame_recv_callback = { _, frame, argument in
    let end = unsafe end(argument)
    let header = unsafe frame!.pointee.hd
    guard let place = end.place(of: header.stream_id) else { return 0 }
    let isHead = header.type == NGHTTP2_HEADERS.rawValue
    if isHead, end.streams[place].status.hasPrefix("1") {
      end.interims += Array("HTTP/1.1 \(end.streams[place].status) Interim\r\n\r\n".utf8)
      end.streams[place].status = ""
    }
    if header.flags & 1 == 1, isHead || header.type == NGHTTP2_DATA.rawValue {
      end.streams[place].isWhole = true
    }
    return 0
  }

  private static let bodyCame: nghttp2_on_data_chunk_recv_callback = {
    _, _, number, bytes, count, argument in
    let end = unsafe end(argument)
    guard let place = end.place(of: number) else { return 0 }
    unsafe end.streams[place].answer += UnsafeBufferPointer(start: bytes, count: count)
    return 0
  }

  private static let streamClosed: nghttp2_on_stream_close_callback = { _, number, _, argument in
    let end = unsafe end(argument)
    guard let place = end.place(of: number) else { return 0 }
    if !end.streams[place].isWhole { end.isBroken = true }
    end.streams[place].hasSentAll = true
    return 0
  }
}
