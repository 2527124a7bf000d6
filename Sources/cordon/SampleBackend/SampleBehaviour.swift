/// How a sample backend answers, and misbehaves.
struct SampleBehaviour: Sendable {
  var name: String
  var status: Int
  var delayMilliseconds: Int
  /// `Connection: close` with each answer.
  var closes: Bool
  /// Closes after each answer without a word.
  var hangsUp: Bool
  /// Answers on the head alone.
  var answersEarly: Bool
  var isChunked: Bool
  var sendsInterim: Bool
  var sendsGarbage: Bool
  var paddingBytes: Int
  /// Bytes of a request's body after which the connection is closed.
  var vanishAfterBytes: Int?
  /// Bytes of an answer after which the connection is closed.
  var cutAfterBytes: Int?
}
