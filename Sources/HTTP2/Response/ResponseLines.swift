/// A head of HTTP/1.1 of Cordon's own making, or trailers, taken apart for HTTP/2: a status, and a name and a
/// value at a time.
struct ResponseLines: ~Escapable {
  private let head: Span<UInt8>
  private var offset = 0

  /// Lines `name: value`, each with its CR LF; behind a status line where `hasStatus`.
  @_lifetime(copy head)
  init(_ head: Span<UInt8>) { self.head = head }

  /// The three digits of the status line `HTTP/1.1 200 OK`; `nil` where there are none.
  mutating func status() -> Range<Int>? {
    let end = lineEnd(from: 0)
    guard head.count >= 12, end >= 12 else { return nil }
    for index in 9..<12 where head[index] &- 0x30 >= 10 { return nil }
    offset = end + 2
    return 9..<12
  }

  /// The next field that is not about one connection alone; `nil` at the end.
  mutating func next() -> (name: Range<Int>, value: Range<Int>)? {
    while offset < head.count {
      let start = offset
      let end = lineEnd(from: start)
      offset = end + 2
      guard end > start else { return nil }
      var colon = start
      while colon < end, head[colon] != HeadText.colon { colon += 1 }
      guard colon < end, colon > start else { continue }
      var value = colon + 1
      while value < end, head[value] == 0x20 || head[value] == 0x09 { value += 1 }
      if isConnectionSpecific(start..<colon) { continue }
      return (start..<colon, value..<end)
    }
    return nil
  }

  private func lineEnd(from start: Int) -> Int {
    var end = start
    while end + 1 < head.count, head[end] != 0x0D { end += 1 }
    return end
  }

  /// HTTP/2 clients must treat answers with such fields as malformed (RFC 9113, section 8.2.2).
  private func isConnectionSpecific(_ range: Range<Int>) -> Bool {
    let name = head.extracting(range)
    switch name.count {
    case 7: return HeadText.isNamed(name, "upgrade")
    case 10: return HeadText.isNamed(name, "connection") || HeadText.isNamed(name, "keep-alive")
    case 16: return HeadText.isNamed(name, "proxy-connection")
    case 17: return HeadText.isNamed(name, "transfer-encoding")
    default: return false
    }
  }
}
