import HTTP

/// What a connection's bytes say, message by message.
struct StreamReading: Equatable {
  var heads: [String] = []
  var bodies: [[UInt8]] = []
  var end = End.clean

  enum End: Equatable {
    /// Every byte belongs to a message.
    case clean
    /// The last message is not whole.
    case incomplete
    case failed(HTTPFault)
    /// Bytes after a message that ends the connection; nobody reads them.
    case closed
  }
}

/// Reads a connection as the proxy would, either whole or byte by byte.
func readStream(_ input: [UInt8], _ kind: HeadScanner.Kind, byteByByte: Bool = false)
  -> StreamReading
{
  var reading = StreamReading()
  var start = 0
  while start < input.count {
    let rest = Array(input[start...])
    switch scan(rest, kind, cuts: byteByByte ? Array(rest.indices) : []) {
    case .incomplete: reading.end = .incomplete
    case .failed(let fault): reading.end = .failed(fault)
    case .complete(let count):
      guard let head = readHead(Array(rest[..<count]), kind, into: &reading) else { break }
      let body = Array(rest[count...])
      guard let length = readBody(body, head.framing, byteByByte, into: &reading) else { break }
      start += count + length
      if head.isLast, start < input.count { reading.end = .closed }
      if head.isLast { return reading }
      continue
    }
    return reading
  }
  return reading
}

private func readHead(_ head: [UInt8], _ kind: HeadScanner.Kind, into reading: inout StreamReading)
  -> (framing: BodyFraming, isLast: Bool)?
{
  switch kind {
  case .request:
    switch parseRequest(head) {
    case .failure(let fault): reading.end = .failed(fault)
    case .success(let request):
      reading.heads.append(text(head))
      return (request.framing, !request.keepsAlive)
    }
  case .response:
    switch parseResponse(head, to: .get) {
    case .failure(let fault): reading.end = .failed(fault)
    case .success(let response):
      reading.heads.append(text(head))
      return (response.framing, !response.keepsAlive)
    }
  }
  return nil
}

/// The number of bytes that the body takes; `nil` where it is not whole.
private func readBody(
  _ input: [UInt8], _ framing: BodyFraming, _ byteByByte: Bool, into reading: inout StreamReading
) -> Int? {
  switch framing {
  case .none:
    reading.bodies.append([])
    return 0
  case .untilClose:
    reading.bodies.append(input)
    return input.count
  case .length(let length):
    guard length <= UInt64(input.count) else {
      reading.end = .incomplete
      return nil
    }
    reading.bodies.append(Array(input[..<Int(length)]))
    return Int(length)
  case .chunked:
    let cuts = byteByByte && !input.isEmpty ? Array(1..<input.count) : []
    let body = readChunked(input, cuts: cuts)
    switch body.end {
    case .open: reading.end = .incomplete
    case .failed(let fault): reading.end = .failed(fault)
    case .ended:
      reading.bodies.append(body.data)
      return body.consumed
    }
    return nil
  }
}
