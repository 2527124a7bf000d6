/// A multipart body written anew from what was understood of it, in the one form that all parsers read alike.
/// Sources: RFC 2046, section 5.1; RFC 7578; RFC 2387.
///
/// Written is: a boundary that occurs nowhere else; of each part its names, at most one type, of other bodies
/// than forms its Content-ID, and its bytes without a transfer encoding; the last delimiter. Left out is all
/// else: what lies before, between and behind the parts, other fields, comments, what is given twice.
///
/// It is not judged here: whoever delivers it has it inspected as it is written.
public struct CanonicalMultipart: Hashable, Sendable {
  /// Why a body cannot be written so.
  public enum Fault: Error, Hashable, Sendable {
    /// It cannot be understood in one way: there is no boundary, or several have parts; a part has no end of
    /// its fields, or no name in a form.
    case ambiguous
    /// A transfer encoding that is not known.
    case format
    /// More parts than are kept.
    case parts
    /// What was to be written is longer than was allowed.
    case size
  }

  /// The body.
  public private(set) var bytes: [UInt8] = []
  /// The value of Content-Type that goes with it.
  public private(set) var contentType: [UInt8] = []

  let boundary: CanonicalBoundary
  let bytesMax: Int
  /// Multipart bodies that have been begun, which numbers their boundaries.
  var bodies = 0
  /// How often a boundary was written.
  private var boundaries = 0

  /// Multipart bodies in multipart bodies: each is read again in those around it.
  static let depthMax = 4
  /// Longer values of Content-Type are not written: they go into a head.
  public static let contentTypeBytesMax = 512

  /// Bytes that suffice for what is written of so many: each part's fields may become longer, as its boundary
  /// does, and there are ``MultipartBody/partsMax`` of them at most.
  public static func roomBytes(for contentBytes: Int) -> Int {
    contentBytes + min(4 * contentBytes, contentBytes / 8 + 1 << 20) + 1024
  }

  /// Whether a body of this Content-Type is written anew: forms, mixed and related ones. Others, as signed
  /// ones, would be worth nothing in another form.
  public static func isMeant(by contentType: Span<UInt8>) -> Bool {
    MultipartKind(FieldValue(contentType).value.span) != nil
  }

  /// Writes a body anew.
  ///
  /// - Parameters:
  ///   - body: without its Content-Encoding.
  ///   - contentType: the value of its Content-Type.
  ///   - boundary: what its boundaries are made of.
  ///   - bytesMax: what may be written.
  public init(
    _ body: Span<UInt8>, contentType: Span<UInt8>, boundary: CanonicalBoundary, bytesMax: Int
  ) throws(Fault) {
    self.boundary = boundary
    self.bytesMax = bytesMax
    bytes.reserveCapacity(min(bytesMax, Self.roomBytes(for: body.count)))
    let value = FieldValue(contentType)
    guard let kind = MultipartKind(value.value.span) else { throw .ambiguous }
    self.contentType = try writeBody(body, contentType, value, kind, depth: 0)
    guard self.contentType.count <= Self.contentTypeBytesMax else { throw .size }
    // What a part holds may not be taken for a delimiter, however little of it is compared.
    guard boundary.count(in: bytes.span) == boundaries else { throw .ambiguous }
  }

  /// Writes a multipart body; gives the Content-Type that goes with it.
  mutating func writeBody(
    _ body: Span<UInt8>, _ contentType: Span<UInt8>, _ value: FieldValue, _ kind: MultipartKind,
    depth: Int
  ) throws(Fault) -> [UInt8] {
    guard depth < Self.depthMax else { throw .ambiguous }
    let reading = try MultipartUnderstanding(body, contentType, value).reading
    let boundary = boundary.text(bodies)
    bodies += 1
    for part in reading.parts {
      try writeDelimiter(boundary)
      try write("\r\n")
      try writePart(body.extracting(part), kind, depth: depth)
      try write("\r\n")
    }
    try writeDelimiter(boundary)
    try write("--\r\n")
    return try CanonicalFields.multipartType(value, boundary: boundary)
  }

  /// A boundary that stands in a field is written too.
  mutating func countBoundary() { boundaries += 1 }

  private mutating func writeDelimiter(_ boundary: [UInt8]) throws(Fault) {
    boundaries += 1
    try write("--")
    try write(boundary)
  }

  // MARK: Bytes

  mutating func write(_ text: StaticString) throws(Fault) {
    guard text.utf8CodeUnitCount <= bytesMax - bytes.count else { throw .size }
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func write(_ content: [UInt8]) throws(Fault) { try write(content.span) }

  mutating func write(_ content: Span<UInt8>) throws(Fault) {
    guard content.count <= bytesMax - bytes.count else { throw .size }
    bytes.append(copying: content)
  }
}

/// Which multipart bodies are written anew.
enum MultipartKind {
  case form
  case mixed
  case related

  /// The kind of a media type, in small letters; `nil` for others.
  init?(_ type: Span<UInt8>) {
    if Self.isWord(type, "multipart/form-data") {
      self = .form
    } else if Self.isWord(type, "multipart/mixed") {
      self = .mixed
    } else if Self.isWord(type, "multipart/related") {
      self = .related
    } else {
      return nil
    }
  }

  private static func isWord(_ type: Span<UInt8>, _ word: StaticString) -> Bool {
    type.count == word.utf8CodeUnitCount && type.has(word, at: 0)
  }
}
