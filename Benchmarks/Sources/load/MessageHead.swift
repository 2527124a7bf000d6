/// What the two ends of the load need to know of an HTTP/1.1 head.
///
/// It trusts its sender: it finds the end of a message that a proxy under test has already judged, and
/// must not be used to parse what comes from anyone else.
struct MessageHead: Equatable {
  /// The head's length with its empty line.
  var headBytes = 0
  /// The status of a response; 0 for a request.
  var status = 0
  /// The body's length as declared; 0 where nothing is declared.
  var contentLength = 0
  /// Whether the body comes in chunks.
  var isChunked = false
  /// Whether the sender says that it closes the connection.
  var closes = false

  /// Reads the head at the start of `bytes`; `nil` where its end has not come yet.
  init?(_ bytes: Span<UInt8>) {
    var lineStart = 0
    for position in bytes.indices where bytes[position] == UInt8(ascii: "\n") {
      let lineEnd =
        position > lineStart && bytes[position - 1] == UInt8(ascii: "\r") ? position - 1 : position
      if lineEnd == lineStart {
        headBytes = position + 1
        return
      }
      if lineStart == 0 {
        if Self.line(bytes, 0, lineEnd, startsWith: "http/1.") {
          status = Self.number(bytes, from: 9, to: 12)
        }
      } else {
        readField(bytes, lineStart, lineEnd)
      }
      lineStart = position + 1
    }
    return nil
  }

  private mutating func readField(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    switch bytes[start] | 0x20 {
    case UInt8(ascii: "c"):
      if Self.line(bytes, start, end, startsWith: "content-length:") {
        contentLength = Self.number(bytes, from: start + 15, to: end)
      } else if Self.line(bytes, start, end, startsWith: "connection: close") {
        closes = true
      }
    case UInt8(ascii: "t"):
      if Self.line(bytes, start, end, startsWith: "transfer-encoding: chunked") { isChunked = true }
    default: break
    }
  }

  /// Whether the line starts with `prefix`, which is given in lower case.
  private static func line(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, startsWith prefix: StaticString
  ) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard end - start >= length else { return false }
    for offset in 0..<length {
      let byte = bytes[start + offset]
      let lowered = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
      if unsafe lowered != prefix.utf8Start[offset] { return false }
    }
    return true
  }

  /// The decimal number in a range, spaces around it left out.
  private static func number(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var value = 0
    for position in start..<max(start, min(end, bytes.count)) {
      let digit = Int(bytes[position]) - 48
      if digit >= 0, digit <= 9 { value = value &* 10 &+ digit }
    }
    return value
  }
}
