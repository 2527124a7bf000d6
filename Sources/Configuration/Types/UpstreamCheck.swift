/// How the upstreams of a backend are asked, at intervals, whether they are well.
public struct UpstreamCheck: Sendable, Equatable {
  /// What is asked.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// A GET of ``UpstreamCheck/path``, whose answer is judged.
    case http
    /// That it takes a connection.
    case tcp
    /// That it speaks TLS, and shows a certificate that is trusted.
    case tls
  }

  /// What is asked.
  public var kind = Kind.http
  /// The target of the request, beginning with `/`.
  public var path = "/"
  /// The request's host; `nil`: the upstream's address.
  public var host: String?
  /// From the beginning of one check to that of the next.
  public var intervalMilliseconds = 5000
  /// How long one check may take. At most ``intervalMilliseconds``.
  public var timeoutMilliseconds = 2000
  /// How many successes in a row bring an upstream up.
  public var rise = 2
  /// How many failures in a row take it out.
  public var fall = 3
  /// The statuses that are well, as ranges.
  public var statuses: [ClosedRange<Int>] = [200...399]
  /// What the answer's body must contain, in its first ``bodyBytesMax``; `nil`: anything.
  public var body: String?

  /// How much of an answer's body is looked at.
  public static let bodyBytesMax = 65_536

  /// The defaults.
  public init() {}
}
