// A fuzz target for HTTP2Session. Built by Tests/Fuzz/run.

@testable internal import HTTP
@testable internal import HTTP2

/// The input's first byte says how the rest is read: as it is behind the preface and settings, or frame by
/// frame of type, flags, stream and length, so that lengths fit. However it is cut, the session says the
/// same; heads are text that the parser of heads reads in one way; what is sent is frames.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrames(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 1 else { return 0 }
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let bytes = opening + (input[0] & 1 == 0 ? Array(input[1...]) : framed(Array(input[1...])))
  let whole = Talk(bytes, step: bytes.count)
  for step in [1, Int(input[0] >> 1) + 1] {
    precondition(Talk(bytes, step: step).meant == whole.meant, "the cut decides what is said")
  }
  return 0
}

private let opening =
  Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

private func framed(_ input: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = input[...]
  while rest.count >= 4 {
    let head = Array(rest.prefix(4))
    rest = rest.dropFirst(4)
    let payload = rest.prefix(Int(head[3]))
    rest = rest.dropFirst(payload.count)
    bytes += [0, 0, UInt8(payload.count), head[0] % 11, head[1], 0, 0, 0, head[2] & 15] + payload
  }
  return bytes
}

/// What a session says and sends.
private struct Talk {
  enum Said: Equatable {
    case request(Int32, Bool, HTTPFault?, [UInt8])
    case body(Int32, [UInt8])
    case trailers(Int32, [UInt8])
    case end(Int32)
    case closed(Int32, UInt32)
  }

  var said: [Said] = []
  private let session: HTTP2Session
  private var frameBytes: [UInt8] = []

  init(_ bytes: [UInt8], step: Int) {
    session = HTTP2Session(stock: SessionStock())!
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + step)
      listen(Array(bytes[start..<end]))
      start = end
    }
    send()
    listen([])
    checkFrames()
  }

  /// Without the bodies that have no end: how much of such is told before the fault is seen depends on the cut.
  var meant: [Said] {
    said.filter {
      guard case .body(let stream, _) = $0 else { return true }
      return said.contains(.end(stream))
    }
  }

  private mutating func listen(_ bytes: [UInt8]) {
    var offset = 0
    while true {
      switch session.next(in: bytes.span, from: &offset, nowNanoseconds: 1) {
      case .needsInput, .ended: return
      case .request(let stream, let endsStream, let fault):
        let text = session.withText(copy)
        said.append(.request(stream, endsStream, fault, text))
        if fault == nil { check(text) }
        session.tag(stream, UInt32(stream))
        if endsStream { answer(stream) }
      case .body(let stream, let tag, let range):
        precondition(tag == UInt32(stream) && !range.isEmpty)
        if case .body(stream, let before) = said.last {
          said[said.count - 1] = .body(stream, before + bytes[range])
        } else {
          said.append(.body(stream, Array(bytes[range])))
        }
        session.take(stream, range.count)
      case .trailers(let stream, _): said.append(.trailers(stream, session.withText(copy)))
      case .end(let stream, _):
        said.append(.end(stream))
        answer(stream)
      case .closed(let stream, _, let code): said.append(.closed(stream, code))
      }
    }
  }

  private func answer(_ stream: Int32) {
    let head = Array("HTTP/1.1 200 OK\r\nA: b\r\n\r\n".utf8)
    if session.answer(stream, head: head.span, hasBody: true) {
      session.offer(stream, 3)
      session.finish(stream, trailers: Array("C: d\r\n".utf8).span)
    }
  }

  /// A head is refused, or read as what it says: a line for each field, and nothing between.
  private func check(_ text: [UInt8]) {
    var scanner = HeadScanner(.request, limits: HTTPLimits(headBytesMax: 65_535))
    precondition(scanner.scan(text.span) == .complete(count: text.count))
    var head = RequestHead()
    guard head.parse(text.span) == nil else { return }
    precondition(head.minorVersion == 1 && head.targetForm != .absolute)
    let lines = text.reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
    precondition(head.fieldCount == lines - 2)
  }

  private mutating func send() {
    var memory = [UInt8](repeating: 0, count: 64)
    while true {
      switch unsafe memory.withUnsafeMutableBytes({ unsafe session.produce(into: $0) }) {
      case .idle(let count):
        frameBytes += memory[..<count]
        return
      case .full(let count): frameBytes += memory[..<count]
      case .body(let written, _, _, let count):
        frameBytes += memory[..<written] + Array(repeating: 0, count: count)
      }
    }
  }

  private func checkFrames() {
    var rest = frameBytes[...]
    while let header = rest.count >= 9 ? Array(rest.prefix(9)) : nil {
      let length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
      precondition(rest.count >= 9 + length && length <= 16_384)
      rest = rest.dropFirst(9 + length)
    }
    precondition(rest.isEmpty, "half a frame was sent")
  }
}

private func copy(_ span: Span<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  for index in span.indices { bytes.append(span[index]) }
  return bytes
}
