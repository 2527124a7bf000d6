/// One client connection and the request that is under way on it.
struct UploadConnection {
  /// −1 where the connection is closed.
  var descriptor: Int32 = -1
  /// Whether a request is under way.
  var isActive = false
  /// Which of the images is being sent.
  var image = 0
  /// Bytes of the image that the kernel has taken.
  var sent = 0
  /// When the first byte was offered to the kernel.
  var startedAt: UInt64 = 0
  /// Bytes of the response held in the connection's piece.
  var received = 0
  /// The status of the response; 0 until its head is complete.
  var status = 0
  /// Bytes of the response's body still to come.
  var responseRemaining = 0
  /// Whether the proxy closes the connection after this response.
  var closes = false
  /// Whether the connection waits for its next turn to send.
  var isQueued = false

  /// Makes the connection ready for the next request.
  mutating func begin(image: Int, at time: UInt64) {
    isActive = true
    self.image = image
    startedAt = time
    sent = 0
    received = 0
    status = 0
    responseRemaining = 0
    closes = false
  }
}
