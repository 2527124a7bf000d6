public import HTTP

/// What a client's bytes say.
public enum HTTP2Event: Equatable, Sendable {
  /// All bytes are used: more are to come.
  case needsInput
  /// A stream has begun with the request that ``HTTP2Session/withText(_:)`` gives, as a head of HTTP/1.1.
  /// `endsStream`: that is all, and no `end` follows. `fault`: the head is too large, and that is the
  /// answer.
  case request(stream: Int32, endsStream: Bool, fault: HTTPFault?)
  /// A part of a body: offsets into the bytes that were given.
  case body(stream: Int32, tag: UInt32, Range<Int>)
  /// Fields behind a body: ``HTTP2Session/withText(_:)`` gives their lines.
  case trailers(stream: Int32, tag: UInt32)
  /// A request with a body is whole.
  case end(stream: Int32, tag: UInt32)
  /// A stream is no more: both sides have ended it, or one has cut it. `code` is 0 where none did (RFC 9113,
  /// section 7).
  case closed(stream: Int32, tag: UInt32, code: UInt32)
  /// Nothing more will be read: what there is to send is to be sent, and the connection to be closed.
  case ended
}

/// What is to be sent next.
public enum HTTP2Output: Equatable, Sendable {
  /// So many bytes were written, and there is no more.
  case idle(written: Int)
  /// So many bytes were written, and there is more than room.
  case full(written: Int)
  /// So many bytes were written; behind them follow `count` bytes of a stream's body, from where it was left.
  case body(written: Int, stream: Int32, tag: UInt32, count: Int)
}
