// A fuzz target for HeadScanner and RequestHead. Built by Tests/Fuzz/run.

@testable internal import HTTP

/// Properties, not results: the cut of the bytes decides nothing, a parser that is used again
/// remembers nothing, and an accepted head that is emitted is read as the same request.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequestHead(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  var head = RequestHead()
  _ = head.parse(input.span)
  let progress = scanWhole(input, .request)
  guard case .complete(let count) = progress else { return 0 }
  let bytes = Array(input[..<count])
  var fresh = RequestHead()
  let fault = fresh.parse(bytes.span)
  precondition(head.parse(bytes.span) == fault, "a head remembers what it parsed before")
  // CONNECT is answered, and nothing is emitted of it.
  guard fault == nil, head.method != .connect else { return 0 }
  checkEmission(of: head, bytes)
  return 0
}

private func checkEmission(of head: borrowing RequestHead, _ bytes: [UInt8]) {
  let client = Array("192.0.2.1".utf8)
  let host = Array("default.example".utf8)
  let bound = RequestHead.canonicalBytesMax(
    headBytes: bytes.count, clientBytes: client.count, hostBytes: host.count)
  var output = [UInt8](repeating: 0, count: bound)
  var writer = ByteWriter(output.mutableSpan)
  head.emit(
    from: bytes.span, client: client.span, isSecure: false, defaultHost: host.span, into: &writer)
  precondition(
    writer.isWhole && bound - writer.count >= ByteWriter.framingBytesMax, "the bound is too low")
  switch head.framing {
  case .none: break
  case .length(let length): writer.writeLength(length)
  case .chunked: writer.writeChunked()
  case .untilClose: preconditionFailure("a request has no such body")
  }
  precondition(writer.finish())
  let end = writer.count

  // What is added may pass the limits by which the original was judged.
  let limits = HTTPLimits(
    headBytesMax: HTTPLimits.headBytesCeiling, requestLineBytesMax: 16_384, fieldsMax: 200)
  let emitted = Array(output[..<end])
  var scanner = HeadScanner(.request, limits: limits)
  precondition(scanner.scan(emitted.span) == .complete(count: end))
  var again = RequestHead(limits: limits)
  precondition(again.parse(emitted.span) == nil, "a canonical head is refused")
  precondition(again.method == head.method)
  precondition(again.framing == head.framing)
  precondition(again.keepsAlive && !again.wantsUpgrade && !again.expectsContinue)
  precondition(same(again.methodRange, emitted, head.methodRange, bytes))
  if !head.pathRange.isEmpty {
    precondition(same(again.pathRange, emitted, head.pathRange, bytes))
  }
  precondition((again.queryRange == nil) == (head.queryRange == nil))
  if let query = again.queryRange, let original = head.queryRange {
    precondition(same(query, emitted, original, bytes))
  }
  if !head.authorityRange.isEmpty {
    precondition(same(again.authorityRange, emitted, head.authorityRange, bytes))
  }
  for index in 0..<again.fieldCount where again.field(at: index).isHopByHop {
    let known = again.field(at: index).known
    precondition(known == .contentLength || known == .transferEncoding, "a hop-by-hop field passed")
  }
}

private func same(_ left: ByteRange, _ a: [UInt8], _ right: ByteRange, _ b: [UInt8]) -> Bool {
  a[left.range].elementsEqual(b[right.range])
}
