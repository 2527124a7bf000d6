// A fuzz target for HeadScanner and ResponseHead. Built by Tests/Fuzz/run.

@testable internal import HTTP

/// As for requests; every input is read as the answer to GET and to HEAD.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResponseHead(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  var head = ResponseHead()
  _ = head.parse(input.span, method: .get)
  guard case .complete(let count) = scanWhole(input, .response) else { return 0 }
  let bytes = Array(input[..<count])
  for method in [RequestMethod.head, .get] {
    var fresh = ResponseHead()
    let fault = fresh.parse(bytes.span, method: method)
    precondition(head.parse(bytes.span, method: method) == fault)
    if fault == nil { checkEmission(of: head, bytes, method) }
  }
  return 0
}

private func checkEmission(
  of head: borrowing ResponseHead, _ bytes: [UInt8], _ method: RequestMethod
) {
  let bound = ResponseHead.canonicalBytesMax(headBytes: bytes.count)
  var output = [UInt8](repeating: 0, count: bound)
  var writer = ByteWriter(output.mutableSpan)
  head.emit(from: bytes.span, into: &writer)
  precondition(
    writer.isWhole && bound - writer.count >= ByteWriter.framingBytesMax, "the bound is too low")
  switch head.framing {
  case .none: if let length = head.representationLength { writer.writeLength(length) }
  case .length(let length): writer.writeLength(length)
  case .chunked: writer.writeChunked()
  case .untilClose: writer.writeConnectionClose()
  }
  precondition(writer.finish())
  let end = writer.count

  let limits = HTTPLimits(headBytesMax: HTTPLimits.headBytesCeiling, fieldsMax: 200)
  let emitted = Array(output[..<end])
  var scanner = HeadScanner(.response, limits: limits)
  precondition(scanner.scan(emitted.span) == .complete(count: end))
  var again = ResponseHead(limits: limits)
  precondition(again.parse(emitted.span, method: method) == nil, "a canonical head is refused")
  precondition(again.status == head.status)
  precondition(again.framing == head.framing)
  precondition(again.representationLength == head.representationLength)
  precondition(again.keepsAlive == (head.framing != .untilClose))
}
