/// The events of one frame: few, since nghttp2 gets a frame at a time.
struct EventQueue {
  /// More than any frame makes.
  private static let most = 8

  private var events = InlineArray<8, HTTP2Event>(repeating: .needsInput)
  private var head = 0
  private var count = 0

  /// False: there are more than a frame can make.
  mutating func append(_ event: HTTP2Event) -> Bool {
    guard count < Self.most else { return false }
    events[(head + count) % Self.most] = event
    count += 1
    return true
  }

  mutating func takeFirst() -> HTTP2Event? {
    guard count > 0 else { return nil }
    defer {
      head = (head + 1) % Self.most
      count -= 1
    }
    return events[head]
  }
}
