// A fuzz target for ChunkedDecoder. Built by Tests/Fuzz/run.

@testable internal import HTTP

/// Any cut gives the same body, and a body that is framed anew is the same body.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChunkedBody(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 1 else { return 0 }
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let body = Array(input[1...])
  let whole = decode(body, step: body.count)
  precondition(decode(body, step: Int(input[0] & 0x3F) + 1) == whole, "the cut decides the body")
  precondition(decode(body, step: 1) == whole, "the cut decides the body")

  var output = [UInt8](repeating: 0, count: whole.data.count + 64)
  var writer = ByteWriter(output.mutableSpan)
  if !whole.data.isEmpty {
    writer.writeChunkLine(size: UInt64(whole.data.count))
    writer.append(whole.data.span)
    writer.writeChunkEnd()
  }
  precondition(writer.writeLastChunk())
  let end = writer.count
  let again = decode(Array(output[..<end]), step: end)
  precondition(again.data == whole.data && again.consumed == end)
  return 0
}

private struct Decoded: Equatable {
  var data: [UInt8] = []
  var fault: HTTPFault?
  /// Bytes up to the end of the body; `nil` where there is none.
  var consumed: Int?
}

/// Feeds pieces of `step` bytes.
private func decode(_ body: [UInt8], step: Int) -> Decoded {
  var decoder = ChunkedDecoder()
  var decoded = Decoded()
  var start = 0
  while start < body.count {
    let piece = body.span.extracting(start..<min(start + step, body.count))
    var offset = 0
    var isUsedUp = false
    while !isUsedUp {
      let before = offset
      switch decoder.next(in: piece, from: &offset) {
      case .data(let range):
        precondition(range.lowerBound >= before && range.upperBound == offset && !range.isEmpty)
        decoded.data += body[(start + range.lowerBound)..<(start + range.upperBound)]
      case .consumed:
        precondition(offset == piece.count)
        isUsedUp = true
      case .end(let consumed):
        decoded.consumed = start + consumed
        precondition(decoder.isEnded && decoder.dataBytes == UInt64(decoded.data.count))
        return decoded
      case .failed(let fault):
        decoded.fault = fault
        return decoded
      }
    }
    start += step
  }
  return decoded
}
