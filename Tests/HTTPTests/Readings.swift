import HTTP

/// Bytes of a text in which every character is one byte (Latin-1), so that a test can write any byte.
func bytes(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { UInt8($0.value) }
}

func text(_ bytes: some Sequence<UInt8>) -> String {
  String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

func text(_ range: ByteRange, _ bytes: [UInt8]) -> String {
  text(bytes[range.range])
}

/// Feeds a scanner piece by piece: `cuts` are the lengths seen so far at each call.
func scan(
  _ bytes: [UInt8], _ kind: HeadScanner.Kind, cuts: some Sequence<Int>,
  limits: HTTPLimits = HTTPLimits()
) -> HeadProgress {
  var scanner = HeadScanner(kind, limits: limits)
  for cut in cuts {
    let progress = scanner.scan(bytes.span.extracting(first: cut))
    if progress != .incomplete { return progress }
  }
  return scanner.scan(bytes.span)
}

/// What a request says, in values that can be compared.
struct RequestReading: Equatable {
  var method: RequestMethod
  var methodText: String
  var form: RequestTargetForm
  var target: String
  var path: String
  var query: String?
  var authority: String
  var host: String
  var port: UInt16?
  var minorVersion: UInt8
  var framing: BodyFraming
  var expectsContinue: Bool
  var keepsAlive: Bool
  var wantsUpgrade: Bool
  var fields: [Field]

  struct Field: Equatable {
    var name: String
    var value: String
    var known: KnownField
    var isHopByHop: Bool
  }
}

/// Scans and parses; the body, if any, is left alone.
func readRequest(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits())
  -> Result<RequestReading, HTTPFault>
{
  switch scan(bytes, .request, cuts: [], limits: limits) {
  case .incomplete: return .failure(.incompleteHead)
  case .failed(let fault): return .failure(fault)
  case .complete(let count): return parseRequest(Array(bytes[..<count]), limits: limits)
  }
}

func readRequest(_ text: String) -> Result<RequestReading, HTTPFault> { readRequest(bytes(text)) }

/// Parses without scanning before.
func parseRequest(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits())
  -> Result<RequestReading, HTTPFault>
{
  var head = RequestHead(limits: limits)
  if let fault = head.parse(bytes.span) { return .failure(fault) }
  return .success(
    RequestReading(
      method: head.method, methodText: text(head.methodRange, bytes), form: head.targetForm,
      target: text(head.targetRange, bytes), path: text(head.pathRange, bytes),
      query: head.queryRange.map { text($0, bytes) }, authority: text(head.authorityRange, bytes),
      host: text(head.hostRange, bytes), port: head.port, minorVersion: head.minorVersion,
      framing: head.framing, expectsContinue: head.expectsContinue, keepsAlive: head.keepsAlive,
      wantsUpgrade: head.wantsUpgrade,
      fields: (0..<head.fieldCount).map { field(head.field(at: $0), bytes) }))
}

func field(_ field: HeadField, _ bytes: [UInt8]) -> RequestReading.Field {
  RequestReading.Field(
    name: text(field.name, bytes), value: text(field.value, bytes), known: field.known,
    isHopByHop: field.isHopByHop)
}

/// What a response says.
struct ResponseReading: Equatable {
  var status: UInt16
  var reason: String
  var minorVersion: UInt8
  var framing: BodyFraming
  var representationLength: UInt64?
  var keepsAlive: Bool
  var isInterim: Bool
  var fields: [RequestReading.Field]
}

func readResponse(_ bytes: [UInt8], to method: RequestMethod = .get)
  -> Result<ResponseReading, HTTPFault>
{
  switch scan(bytes, .response, cuts: []) {
  case .incomplete: return .failure(.incompleteHead)
  case .failed(let fault): return .failure(fault)
  case .complete(let count): return parseResponse(Array(bytes[..<count]), to: method)
  }
}

func readResponse(_ text: String, to method: RequestMethod = .get)
  -> Result<ResponseReading, HTTPFault>
{
  readResponse(bytes(text), to: method)
}

func parseResponse(_ bytes: [UInt8], to method: RequestMethod)
  -> Result<ResponseReading, HTTPFault>
{
  var head = ResponseHead()
  if let fault = head.parse(bytes.span, method: method) { return .failure(fault) }
  return .success(
    ResponseReading(
      status: head.status, reason: text(head.reasonRange, bytes), minorVersion: head.minorVersion,
      framing: head.framing, representationLength: head.representationLength,
      keepsAlive: head.keepsAlive, isInterim: head.isInterim,
      fields: (0..<head.fieldCount).map { field(head.field(at: $0), bytes) }))
}

/// What a chunked body says.
struct BodyReading: Equatable {
  var data: [UInt8] = []
  var end = End.open
  /// Bytes up to the end of the body, in all pieces together.
  var consumed = 0

  enum End: Equatable {
    case open
    case ended
    case failed(HTTPFault)
  }
}

/// Feeds a decoder piece by piece: `cuts` are offsets at which a new piece begins.
func readChunked(
  _ bytes: [UInt8], cuts: some Sequence<Int> = [], limits: HTTPLimits = HTTPLimits()
) -> BodyReading {
  var decoder = ChunkedDecoder(limits: limits)
  var reading = BodyReading()
  var start = 0
  for end in Array(cuts) + [bytes.count] {
    let piece = Array(bytes[start..<end])
    var offset = 0
    pieces: while true {
      switch decoder.next(in: piece.span, from: &offset) {
      case .data(let range): reading.data += piece[range]
      case .consumed: break pieces
      case .end(let consumed):
        reading.end = .ended
        reading.consumed = start + consumed
        return reading
      case .failed(let fault):
        reading.end = .failed(fault)
        return reading
      }
    }
    start = end
  }
  reading.consumed = start
  return reading
}

/// Everything that a request's canonical head holds, with the framing it had.
func canonicalRequest(
  _ bytes: [UInt8], client: String = "192.0.2.1", isSecure: Bool = false,
  defaultHost: String = "default.example", capacity: Int? = nil
) -> [UInt8]? {
  var head = RequestHead()
  guard head.parse(bytes.span) == nil else { return nil }
  let client = Array(client.utf8)
  let host = Array(defaultHost.utf8)
  let bound = RequestHead.canonicalBytesMax(
    headBytes: bytes.count, clientBytes: client.count, hostBytes: host.count)
  var output = [UInt8](repeating: 0, count: capacity ?? bound)
  var writer = ByteWriter(output.mutableSpan)
  head.emit(
    from: bytes.span, client: client.span, isSecure: isSecure, defaultHost: host.span,
    into: &writer)
  switch head.framing {
  case .none, .untilClose: break
  case .length(let length): writer.writeLength(length)
  case .chunked: writer.writeChunked()
  }
  let isWhole = writer.finish()
  let count = writer.count
  return isWhole ? Array(output[..<count]) : nil
}

func canonicalResponse(_ bytes: [UInt8], to method: RequestMethod = .get) -> [UInt8]? {
  var head = ResponseHead()
  guard head.parse(bytes.span, method: method) == nil else { return nil }
  let bound = ResponseHead.canonicalBytesMax(headBytes: bytes.count)
  var output = [UInt8](repeating: 0, count: bound)
  var writer = ByteWriter(output.mutableSpan)
  head.emit(from: bytes.span, into: &writer)
  switch head.framing {
  case .none: if let length = head.representationLength { writer.writeLength(length) }
  case .untilClose: writer.writeConnectionClose()
  case .length(let length): writer.writeLength(length)
  case .chunked: writer.writeChunked()
  }
  let isWhole = writer.finish()
  let count = writer.count
  return isWhole ? Array(output[..<count]) : nil
}
