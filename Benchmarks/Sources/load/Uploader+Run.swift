extension Uploader {
  /// Uploads until the limit, serving the sinks in the same thread; returns early where nothing happens
  /// for `stallSeconds`, and then leaves requests under way.
  mutating func run(
    with sinks: inout Sinks, queue: borrowing EventQueue, stallSeconds: Int
  ) throws {
    var quietSeconds = 0
    try start(queue: queue)
    while activeCount > 0, quietSeconds < stallSeconds {
      let count = try queue.wait(milliseconds: hasMore ? 0 : 1000)
      for position in 0..<count {
        let token = queue.token(at: position)
        switch token.kind {
        case .upload:
          let isReadable = queue.isReadable(at: position)
          try ready(token.index, isReadable: isReadable, queue: queue)
        case .listener: try sinks.accept(listener: token.index, queue: queue)
        case .sinkConnection: sinks.ready(token.index)
        case .standardInput: break
        }
      }
      quietSeconds = count == 0 && !hasMore ? quietSeconds + 1 : 0
      resume()
    }
  }
}
