/// What a simulated upstream does with one request.
public enum UpstreamBehaviour: Sendable, CaseIterable {
  /// Reads all of it and answers with a Content-Length.
  case normal
  /// The same with a chunked answer.
  case chunked
  /// The same, the answer ending with the connection.
  case closeDelimited
  /// Answers, with `Connection: close`, and closes.
  case announcesClose
  /// Answers, and closes without a word of warning.
  case closesSilently
  /// The same with 204 and no body.
  case noContent
  /// Sends more than its answer.
  case sendsTooMuch
  /// Sends `100 Continue` and `103 Early Hints` before the answer.
  case interim
  /// Answers 413 as soon as it has the head, and reads on or closes.
  case early
  /// Closes or resets in the middle of the body.
  case diesInBody
  /// Reads all of it, and closes without a byte.
  case diesBeforeAnswer
  /// Closes or resets in the middle of its answer.
  case diesInAnswer
  /// Answers with what is not HTTP.
  case garbage
  /// Reads all of it and never answers.
  case never
  /// Stops reading in the middle of the body, and stays.
  case stopsReading
  /// Stops in the middle of its answer, and stays.
  case stopsAnswering
  /// Reads and answers slowly.
  case slow
  /// Closes a kept connection when its next request comes, without a byte.
  case diesOnReuse

  /// Whether a request may well reach its client's 2xx.
  public var isHealthy: Bool {
    switch self {
    case .normal, .chunked, .closeDelimited, .announcesClose, .closesSilently, .interim, .slow,
      .noContent:
      true
    default: false
    }
  }
}

/// A request that reached an upstream, whole or in part.
public struct Delivery: Sendable {
  /// The upstream's index in the world.
  public var upstream: Int
  /// The connection's number.
  public var connection: Int
  public var message: ReceivedMessage
  public var behaviour: UpstreamBehaviour
  /// Whether the upstream sent any byte of an answer.
  public var wasAnswered = false
}
