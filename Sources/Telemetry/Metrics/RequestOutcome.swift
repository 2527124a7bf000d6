/// How a request ended, once for each request: the sum over all is the number of requests.
///
/// The status code that the client saw is counted apart (``StatusClass``): an upload that was
/// delivered may well be answered 500 by its backend.
public enum RequestOutcome: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Scanned, clean and answered by an upstream.
  case delivered
  /// Given to an upstream without a scan: no body, or the route says `scan: off`.
  case passed
  /// Refused: a signature was found.
  case infected
  /// Refused: the route's policy forbids what it is or contains.
  case forbidden
  /// Refused: could not be judged.
  case unscannable
  /// Refused: malformed or ambiguous (400, 501, 505).
  case badRequest
  /// Refused: over a limit of size or number (413, 414, 431).
  case limit
  /// Refused: the client was too slow (408).
  case timedOut
  /// Refused: the route's lists of addresses do not admit the client (403).
  case denied
  /// Refused: no route for the host and path (404, 421).
  case noRoute
  /// Refused: Cordon had no room or was draining (503).
  case overloaded
  /// Refused: the spill directory was full or failed (507).
  case spillFailed
  /// The upstream broke off or answered garbage (502), or with a status that its route blocks.
  case upstreamFailed
  /// No upstream could be reached (503).
  case noUpstream
  /// The upstream was too slow (504).
  case upstreamTimedOut
  /// The client vanished before the end.
  case clientAborted
  /// Answered by Cordon itself, as the admin listener is.
  case answered
  /// Ended by an error of Cordon itself (500).
  case failed

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.failed.rawValue + 1 }
}

extension RequestOutcome {
  static let family = MetricFamily(
    "cordon_requests_total", "Requests that ended, by outcome.")

  /// The word that metrics and the access log use.
  public var word: StaticString {
    switch self {
    case .delivered: "delivered"
    case .passed: "passed"
    case .infected: "infected"
    case .forbidden: "forbidden"
    case .unscannable: "unscannable"
    case .badRequest: "bad_request"
    case .limit: "limit"
    case .timedOut: "timed_out"
    case .denied: "denied"
    case .noRoute: "no_route"
    case .overloaded: "overloaded"
    case .spillFailed: "spill_failed"
    case .upstreamFailed: "upstream_failed"
    case .noUpstream: "no_upstream"
    case .upstreamTimedOut: "upstream_timed_out"
    case .clientAborted: "client_aborted"
    case .answered: "answered"
    case .failed: "failed"
    }
  }

  /// The family and the label under which it is shown.
  public var series: MetricSeries {
    MetricSeries(Self.family, labels: labels)
  }

  private var labels: StaticString {
    switch self {
    case .delivered: "outcome=\"delivered\""
    case .passed: "outcome=\"passed\""
    case .infected: "outcome=\"infected\""
    case .forbidden: "outcome=\"forbidden\""
    case .unscannable: "outcome=\"unscannable\""
    case .badRequest: "outcome=\"bad_request\""
    case .limit: "outcome=\"limit\""
    case .timedOut: "outcome=\"timed_out\""
    case .denied: "outcome=\"denied\""
    case .noRoute: "outcome=\"no_route\""
    case .overloaded: "outcome=\"overloaded\""
    case .spillFailed: "outcome=\"spill_failed\""
    case .upstreamFailed: "outcome=\"upstream_failed\""
    case .noUpstream: "outcome=\"no_upstream\""
    case .upstreamTimedOut: "outcome=\"upstream_timed_out\""
    case .clientAborted: "outcome=\"client_aborted\""
    case .answered: "outcome=\"answered\""
    case .failed: "outcome=\"failed\""
    }
  }
}
