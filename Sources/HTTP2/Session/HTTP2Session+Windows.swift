internal import CNghttp2

extension HTTP2Session {
  /// Says that body bytes of a stream were passed on, held or dropped, so that the client may send as many
  /// more.
  ///
  /// A stream's window goes back with this; the connection's did when they came, so that a stream that
  /// waits keeps no other waiting, up to ``HTTP2Limits/untakenBytesMax``.
  public func take(_ stream: Int32, _ count: Int) {
    guard count > 0, let place = place(of: stream) else { return }
    let taken = min(count, streams[place].untaken)
    streams[place].untaken -= taken
    untakenBytes -= taken
    let owed = min(taken, streams[place].owed)
    if owed > 0 {
      streams[place].owed -= owed
      unsafe nghttp2_session_consume_connection(state, owed)
    }
    unsafe nghttp2_session_consume_stream(state, stream, taken)
  }

  /// Gives a new stream the window that the others have grown to.
  func openWindow(_ stream: Int32) {
    guard estimate.window > limits.windowBytesMin else { return }
    unsafe nghttp2_session_set_local_window_size(
      state, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream, Int32(estimate.window))
  }

  /// A PING of ours was answered.
  func pingAnswered() {
    guard estimate.answered(nowNanoseconds: nowNanoseconds) else { return }
    let size = Int32(estimate.window)
    unsafe nghttp2_session_set_local_window_size(
      state, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, size)
    streams.forEachReceiving { stream in
      unsafe nghttp2_session_set_local_window_size(
        state, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.number, size)
    }
  }
}
