/// One stream of a session, as far as nghttp2 does not know it.
struct StreamState {
  var number: Int32
  var isOpen = true
  /// What the session's user calls it.
  var tag = UInt32.max
  /// Whether the user has been told of it.
  var isKnown = false
  /// Whether its request was malformed: nothing of it is told.
  var isHidden = false
  /// Whether the client has ended its side, and whether by cutting it.
  var hasEnded = false
  var isCutByClient = false
  /// Body bytes that the user has and has not taken, and those of them that the connection's window waits
  /// for.
  var untaken = 0
  var owed = 0
  /// Bytes of the answer's body that may be sent.
  var offered = 0
  var isAnswerEnded = false
  /// Whether nghttp2 waits for more of the answer.
  var isDeferred = false
  /// Whether the end of the answer is on its way, and whether the client's side is to be cut behind it.
  var isAnswerOut = false
  var isCutBehindAnswer = false
  /// Lines that end the answer.
  var trailers: [UInt8] = []
  /// Whether it was cut here: of its answer nothing more is sent.
  var isCut = false
  /// Why it was closed.
  var code: UInt32 = 0

  init(number: Int32) { self.number = number }
}
