/// Why the beginning of a connection is no PROXY header. After any of them the connection is closed without
/// an answer: who sends these bytes does not speak for the client, and the client has said nothing yet.
public enum ProxyFault: UInt8, Error, CaseIterable, Sendable {
  /// The first bytes are something else.
  case missing
  /// It begins as one, and is not written as the protocol has it.
  case malformed
  /// It has a checksum, which is that of other bytes.
  case checksum
  /// It is longer than ``ProxyHeader/textBytesMax`` or ``ProxyHeader/bytesMax``.
  case tooLong
}

/// How far a PROXY header has come.
public enum ProxyHeaderProgress: Hashable, Sendable {
  /// More bytes are needed.
  case incomplete
  /// It is whole: what it says, and its length. What the client sends begins there.
  case complete(ProxyHeader, count: Int)
  /// No continuation of these bytes is a header.
  case failed(ProxyFault)
}
