import Primitives

/// What a connection that speaks HTTP/2 knows of its streams.
struct ClientStreams {
  /// The first of them, by its slot; they are linked in no order.
  var first = UInt32.max
  var count = 0
  /// Whether its session has ended: what there is to send still goes out.
  var isEnding = false
  /// By how much its windows have grown.
  var windowBytes = 0
  /// Refused streams that are in the metrics.
  var refusalsCounted = 0

  // Until when something must have happened; the client's deadline is the first of them.
  /// The client has taken something of what is being sent.
  var sendDeadline = UInt64.max
  /// A header block that has begun is whole.
  var headDeadline = UInt64.max
  /// A stream has begun, where there is none.
  var idleDeadline = UInt64.max
  /// The client has heard that it is to open no more streams.
  var noticeDeadline = UInt64.max
}

/// What makes a slot a stream of HTTP/2.
struct ClientStream {
  /// Its number; 0: the slot is a connection.
  var number: Int32 = 0
  var connection = Handle.none
  /// Its neighbours in the connection's list.
  var next = UInt32.max
  var previous = UInt32.max
  /// Bytes of its body for which its window was not given back.
  var untakenBytes = 0
  /// Whether its client has ended the body, of which a part still waits to be read.
  var isInputWhole = false
  /// Whether the head of the answer is with the session.
  var hasAnswerHead = false
  /// Whether a body follows it there.
  var hasAnswerBody = false
  /// Bytes to be sent that the session knows of.
  var offeredBytes = 0
  /// Whether the session knows that nothing follows.
  var isAnswerWhole = false
}
