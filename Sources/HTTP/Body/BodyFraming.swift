/// How the end of a body is known.
public enum BodyFraming: Hashable, Sendable {
  /// There is no body.
  case none
  /// Exactly this many bytes; zero is a body of no bytes, said explicitly.
  case length(UInt64)
  /// Chunks, and the last one says so.
  case chunked
  /// Until the connection closes. Responses only: such a body cannot be told from a truncated one.
  case untilClose
}
