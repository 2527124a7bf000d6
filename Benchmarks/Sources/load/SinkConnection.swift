/// One connection that a proxy has opened to a sink.
struct SinkConnection {
  /// What the next byte belongs to.
  enum Phase {
    case head
    case body
    case chunkSize
    case chunkData
    /// The line break after a chunk's data.
    case chunkEnd
    case trailer
  }

  var descriptor: Int32
  /// Which of the sink's listeners it came through.
  var listener: Int
  var phase = Phase.head
  /// Bytes still to come of the body or of the chunk.
  var remaining = 0
  /// Bytes at the start of the connection's piece that are not used up.
  var buffered = 0
  var digest = BodyDigest()
}
