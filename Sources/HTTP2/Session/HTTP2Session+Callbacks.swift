internal import CNghttp2

/// What nghttp2 calls. Each finds its session and says it what happened.
extension HTTP2Session {
  /// Made once for the process; nghttp2 copies them.
  nonisolated(unsafe) static let callbacks: OpaquePointer? = {
    var made: OpaquePointer?
    guard unsafe nghttp2_session_callbacks_new(&made) == 0, let made = unsafe made else {
      return nil
    }
    unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(made, headersBegan)
    unsafe nghttp2_session_callbacks_set_on_header_callback(made, fieldCame)
    unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(made, fieldRefused)
    unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(made, frameCame)
    unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made, frameFailed)
    unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, bodyCame)
    unsafe nghttp2_session_callbacks_set_on_stream_close_callback(made, streamEnded)
    unsafe nghttp2_session_callbacks_set_send_data_callback(made, bodyBegun)
    unsafe nghttp2_session_callbacks_set_on_frame_send_callback(made, frameSent)
    return unsafe made
  }()

  private static func session(_ argument: UnsafeMutableRawPointer?) -> HTTP2Session {
    guard let argument = unsafe argument else { preconditionFailure("a session has its object") }
    return unsafe Unmanaged<HTTP2Session>.fromOpaque(argument).takeUnretainedValue()
  }

  private static let headersBegan: nghttp2_on_begin_headers_callback = { _, frame, argument in
    guard let frame = unsafe frame else { return 0 }
    let session = unsafe session(argument)
    session.headersBegin(
      isRequest: unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST,
      unsafe frame.pointee.hd.stream_id)
    return 0
  }

  private static let fieldCame: nghttp2_on_header_callback = {
    _, _, name, nameCount, value, valueCount, _, argument in
    let session = unsafe session(argument)
    let name = unsafe UnsafeBufferPointer(start: name, count: nameCount)
    let value = unsafe UnsafeBufferPointer(start: value, count: valueCount)
    unsafe session.head?.take(name: name.span, value: value.span)
    return 0
  }

  /// nghttp2 would leave the field out and go on; nothing is left out that another might have read.
  private static let fieldRefused: nghttp2_on_invalid_header_callback = {
    _, _, _, _, _, _, _, _ in
    NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
  }

  private static let frameCame: nghttp2_on_frame_recv_callback = { _, frame, argument in
    guard let frame = unsafe frame else { return 0 }
    let session = unsafe session(argument)
    let header = unsafe frame.pointee.hd
    switch header.type {
    case FrameType.headers:
      session.headersEnd(
        isRequest: unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST, header.stream_id,
        endsStream: header.flags & 1 != 0)
    case FrameType.data where header.flags & 1 != 0:
      if let place = session.place(of: header.stream_id) {
        session.streamEnd(header.stream_id, place)
      }
    case FrameType.resetStream:
      if let place = session.place(of: header.stream_id) {
        session.streams[place].isCutByClient = true
      }
    case FrameType.ping where header.flags & 1 != 0: session.pingAnswered()
    default: break
    }
    return 0
  }

  private static let frameFailed: nghttp2_on_invalid_frame_recv_callback = {
    _, frame, _, argument in
    guard let frame = unsafe frame else { return 0 }
    let header = unsafe frame.pointee.hd
    unsafe session(argument).frameRefused(header.type, header.stream_id)
    return 0
  }

  private static let bodyCame: nghttp2_on_data_chunk_recv_callback = {
    _, _, stream, bytes, count, argument in
    let session = unsafe session(argument)
    guard let bytes = unsafe bytes, let input = unsafe session.input else { return 0 }
    session.bodyArrived(stream, unsafe UnsafeRawPointer(bytes) - input, count)
    return 0
  }

  private static let frameSent: nghttp2_on_frame_send_callback = { _, frame, argument in
    guard let frame = unsafe frame else { return 0 }
    let header = unsafe frame.pointee.hd
    if header.type == FrameType.headers, header.flags & 1 != 0 {
      unsafe session(argument).answerSent(header.stream_id)
    }
    return 0
  }

  private static let streamEnded: nghttp2_on_stream_close_callback = {
    _, stream, code, argument in
    unsafe session(argument).streamClosed(stream, code)
    return 0
  }

  static let bodyWanted: nghttp2_data_source_read_callback = {
    _, stream, _, most, flags, _, argument in
    guard let flags = unsafe flags else { return 0 }
    return unsafe session(argument).bodyLength(stream, most: most, flags)
  }

  private static let bodyBegun: nghttp2_send_data_callback = {
    _, frame, header, count, _, argument in
    guard let frame = unsafe frame, let header = unsafe header else { return 0 }
    return unsafe session(argument).bodyBegins(
      frame.pointee.hd.stream_id, header: header, count: count
    ).rawValue
  }
}
