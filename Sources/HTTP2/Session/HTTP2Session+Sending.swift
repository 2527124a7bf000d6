internal import CNghttp2

extension HTTP2Session {
  // MARK: Answers

  /// Begins or, where the status is below 200, announces a stream's answer.
  ///
  /// - Parameters:
  ///   - stream: which.
  ///   - head: a head of HTTP/1.1 of Cordon's own making. What is about the connection is left out.
  ///   - hasBody: whether a body follows, with ``offer(_:_:)`` and ``finish(_:)``; else the answer is whole.
  /// - Returns: whether it will be sent: the stream is open, the head is one, and there is memory for it.
  public func answer(_ stream: Int32, head: Span<UInt8>, hasBody: Bool) -> Bool {
    guard place(of: stream) != nil, !isOver else { return false }
    return unsafe head.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      var lines = ResponseLines(head)
      guard let status = lines.status() else { return false }
      unsafe stock.fields[0] = Self.field(":status", base, status)
      guard let count = unsafe list(&lines, base, from: 1) else { return false }
      let list = unsafe UnsafePointer(stock.fields.baseAddress)
      let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
      if unsafe bytes[status.lowerBound] == 0x31 {
        return unsafe nghttp2_submit_headers(state, flags, stream, nil, list, count, nil) == 0
      }
      guard hasBody else {
        return unsafe nghttp2_submit_response(state, stream, list, count, nil) == 0
      }
      var provider = unsafe nghttp2_data_provider(
        source: nghttp2_data_source(ptr: nil), read_callback: Self.bodyWanted)
      return unsafe nghttp2_submit_response(state, stream, list, count, &provider) == 0
    }
  }

  /// Names and values of lines, as nghttp2 wants them; how many. It copies them, and writes names in lower
  /// case.
  private func list(
    _ lines: inout ResponseLines, _ base: UnsafePointer<UInt8>, from start: Int
  ) -> Int? {
    var count = start
    while let (name, value) = lines.next() {
      guard unsafe count < stock.fields.count else { return nil }
      unsafe stock.fields[count] = nghttp2_nv(
        name: UnsafeMutablePointer(mutating: base + name.lowerBound),
        value: UnsafeMutablePointer(mutating: base + value.lowerBound), namelen: name.count,
        valuelen: value.count, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
      count += 1
    }
    return count
  }

  private static func field(
    _ name: StaticString, _ base: UnsafePointer<UInt8>, _ value: Range<Int>
  ) -> nghttp2_nv {
    unsafe nghttp2_nv(
      name: UnsafeMutablePointer(mutating: name.utf8Start),
      value: UnsafeMutablePointer(mutating: base + value.lowerBound),
      namelen: name.utf8CodeUnitCount, valuelen: value.count,
      flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
  }

  /// Says that so many more bytes of an answer's body may be sent. False: the stream is closed.
  @discardableResult
  public func offer(_ stream: Int32, _ count: Int) -> Bool {
    guard let place = place(of: stream), !streams[place].isAnswerEnded else { return false }
    streams[place].offered += count
    resume(stream, place)
    return true
  }

  /// Says that an answer's body is all there, and what comes behind it.
  ///
  /// - Parameter trailers: lines of fields, each with its CR LF.
  @discardableResult
  public func finish(_ stream: Int32, trailers: Span<UInt8> = Span()) -> Bool {
    guard let place = place(of: stream), !streams[place].isAnswerEnded else { return false }
    streams[place].isAnswerEnded = true
    for index in trailers.indices { streams[place].trailers.append(trailers[index]) }
    resume(stream, place)
    return true
  }

  private func resume(_ stream: Int32, _ place: Int) {
    guard streams[place].isDeferred else { return }
    streams[place].isDeferred = false
    unsafe nghttp2_session_resume_data(state, stream)
  }

  /// Cuts what the client still sends on a stream, once its answer is out: it is not wanted.
  public func stopReceiving(_ stream: Int32) {
    guard let place = place(of: stream), !streams[place].hasEnded else { return }
    if streams[place].isAnswerOut { return cut(stream, .none) }
    streams[place].isCutBehindAnswer = true
  }

  /// A head was sent with which its stream's answer ends. Cut before, it would not have been.
  func answerSent(_ stream: Int32) {
    guard let place = place(of: stream) else { return }
    streams[place].isAnswerOut = true
    if streams[place].isCutBehindAnswer { cut(stream, .none) }
  }

  /// Cuts a stream.
  public func cut(_ stream: Int32, _ error: HTTP2Error) {
    guard let place = place(of: stream) else { return }
    if error != .none || !streams[place].isAnswerOut { streams[place].isCut = true }
    unsafe nghttp2_submit_rst_stream(
      state, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream, error.rawValue)
  }

  // MARK: Going away

  /// Tells the client to open no more streams, those aside that are under way; see ``goAway()``.
  public func announceGoingAway() {
    guard !isGoingAway else { return }
    unsafe nghttp2_submit_shutdown_notice(state)
  }

  /// Takes no more streams; those that are open go on. The session ends with the last of them.
  public func goAway() {
    guard !isGoingAway, !isOver else { return }
    isGoingAway = true
    unsafe nghttp2_submit_goaway(
      state, UInt8(NGHTTP2_FLAG_NONE.rawValue),
      nghttp2_session_get_last_proc_stream_id(state), HTTP2Error.none.rawValue, nil, 0)
  }

  // MARK: Bytes

  /// Whether there may be something to send.
  public var wantsToSend: Bool {
    unsafe pending.count > 0 || nghttp2_session_want_write(state) != 0
  }

  /// Writes frames that are to be sent, up to the first with a part of a body, which follows where it lies.
  ///
  /// - Parameter room: where to, from its beginning.
  public func produce(into room: UnsafeMutableRawBufferPointer) -> HTTP2Output {
    unsafe self.room = room
    defer { unsafe self.room = UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    written = 0
    while true {
      if unsafe pending.count > 0, !writePending() { return .full(written: written) }
      isRoomShort = false
      outgoing = nil
      var bytes: UnsafePointer<UInt8>?
      let count = unsafe nghttp2_session_mem_send(state, &bytes)
      if let body = outgoing {
        return .body(written: written, stream: body.stream, tag: body.tag, count: body.count)
      }
      guard count > 0 else {
        if count < 0 { isOver = true }
        return isRoomShort ? .full(written: written) : .idle(written: written)
      }
      unsafe pending = UnsafeRawBufferPointer(start: bytes, count: count)
    }
  }

  /// Writes as much as there is room for; whether that was all.
  private func writePending() -> Bool {
    let count = unsafe min(pending.count, room.count - written)
    if count > 0 {
      unsafe (room.baseAddress! + written).copyMemory(
        from: pending.baseAddress!, byteCount: count)
      written += count
      unsafe pending = UnsafeRawBufferPointer(rebasing: pending[count...])
    }
    return unsafe pending.isEmpty
  }

  /// How much of a body goes into the next frame.
  func bodyLength(_ stream: Int32, most: Int, _ flags: UnsafeMutablePointer<UInt32>) -> Int {
    guard let place = place(of: stream), !streams[place].isCut else {
      return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    let count = min(most, streams[place].offered)
    let isLast = streams[place].isAnswerEnded && count == streams[place].offered
    guard count > 0 || isLast else {
      streams[place].isDeferred = true
      return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    unsafe flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
    if isLast {
      streams[place].isAnswerOut = true
      unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
      if !streams[place].trailers.isEmpty {
        unsafe flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        guard sendTrailers(stream, place) else {
          return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        }
      }
    }
    return count
  }

  private func sendTrailers(_ stream: Int32, _ place: Int) -> Bool {
    let text = streams[place].trailers
    streams[place].trailers = []
    return unsafe text.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      var lines = ResponseLines(unsafe bytes.span)
      guard let count = unsafe list(&lines, base, from: 0) else { return false }
      return unsafe nghttp2_submit_trailer(
        state, stream, UnsafePointer(stock.fields.baseAddress), count) == 0
    }
  }

  /// Writes the header of a frame of data; what nghttp2 is to do then.
  func bodyBegins(
    _ stream: Int32, header: UnsafePointer<UInt8>, count: Int
  ) -> nghttp2_error {
    // Cut since the frame was asked for: what it announces is not there any more.
    if let place = place(of: stream), streams[place].isCut {
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE
    }
    guard unsafe room.count - written >= FrameHeader.byteCount else {
      isRoomShort = true
      return NGHTTP2_ERR_WOULDBLOCK
    }
    unsafe (room.baseAddress! + written).copyMemory(
      from: header, byteCount: FrameHeader.byteCount)
    written += FrameHeader.byteCount
    var tag = UInt32.max
    if let place = place(of: stream) {
      streams[place].offered -= count
      tag = streams[place].tag
      if streams[place].isAnswerOut, streams[place].isCutBehindAnswer { cut(stream, .none) }
    }
    outgoing = (stream, tag, count)
    judge.sentData()
    return NGHTTP2_ERR_PAUSE
  }
}
