extension CanonicalMultipart {
  /// Writes the fields and the bytes of a part.
  mutating func writePart(
    _ part: Span<UInt8>, _ kind: MultipartKind, depth: Int
  ) throws(Fault) {
    let fields = FieldBlock(part, .form)
    guard fields.isWhole else { throw .ambiguous }
    let isFile = try writeDisposition(fields, kind)
    let body = part.extracting(fields.bodyStart...)
    let encoding = try PartEncoding(fields)
    let said = fields.value(of: "content-type") ?? []
    let type = FieldValue(said.span)
    if kind != .form { try writeIdentifier(fields) }
    // A file in a form is its sender's, whatever it holds.
    if let inner = MultipartKind(type.value.span), !isFile {
      guard encoding == .none else { throw .ambiguous }
      return try writeNested(body, said.span, type, inner, depth: depth)
    }
    if !type.value.isEmpty {
      try write("Content-Type: ")
      try write(CanonicalFields.type(type))
      try write("\r\n")
    }
    try write("\r\n")
    try writeContent(body, encoding)
  }

  private mutating func writeContent(
    _ content: Span<UInt8>, _ encoding: PartEncoding
  ) throws(Fault) {
    switch encoding {
    case .none: try write(content)
    case .base64: try write(Base64Text(content, hasSpaces: true).bytes)
    case .quotedPrintable: try write(QuotedPrintable(content).bytes)
    }
  }

  /// Writes a part that is multipart itself: its boundary stands before it.
  private mutating func writeNested(
    _ body: Span<UInt8>, _ contentType: Span<UInt8>, _ type: FieldValue, _ kind: MultipartKind,
    depth: Int
  ) throws(Fault) {
    let number = bodies
    countBoundary()
    try write("Content-Type: ")
    try write(CanonicalFields.multipartType(type, boundary: boundary.text(number)))
    try write("\r\n\r\n")
    _ = try writeBody(body, contentType, type, kind, depth: depth + 1)
  }

  /// Writes how a part is called; whether it is a form's file.
  private mutating func writeDisposition(
    _ fields: FieldBlock, _ kind: MultipartKind
  ) throws(Fault) -> Bool {
    let said = fields.value(of: "content-disposition") ?? []
    let disposition = FieldValue(said.span)
    let names = disposition.readings(of: "name")
    let fileNames = disposition.readings(of: "filename")
    guard !names.isHidden, !fileNames.isHidden else { throw .ambiguous }
    let name = names.values.first
    let fileName = fileNames.values.first
    let isForm = disposition.value == Array("form-data".utf8)
    if kind == .form, !isForm || name?.isEmpty ?? true { throw .ambiguous }
    guard !disposition.value.isEmpty else { return false }
    guard CanonicalFields.isToken(disposition.value) else { throw .ambiguous }
    try write("Content-Disposition: ")
    try write(disposition.value)
    if let name {
      try write("; name=")
      try write(CanonicalFields.quoted(try CanonicalFields.name(name)))
    }
    if let fileName {
      try write("; filename=")
      try write(CanonicalFields.quoted(try CanonicalFields.name(fileName)))
    }
    try write("\r\n")
    return kind == .form && fileName != nil
  }

  /// Writes by what other parts refer to a part.
  private mutating func writeIdentifier(_ fields: FieldBlock) throws(Fault) {
    guard let identifier = fields.value(of: "content-id"), !identifier.isEmpty else { return }
    let isOne = fields.count(of: "content-id") == 1
    guard isOne, identifier.allSatisfy({ (0x20..<0x7F).contains($0) }) else { throw .ambiguous }
    try write("Content-ID: ")
    try write(identifier)
    try write("\r\n")
  }
}

/// How a part's bytes are encoded.
private enum PartEncoding {
  case none
  case base64
  case quotedPrintable

  /// Reads what the fields of a part say. A Content-Encoding is left by most servers and undone by some: what
  /// is meant cannot be told.
  init(_ fields: FieldBlock) throws(CanonicalMultipart.Fault) {
    let coding = (fields.value(of: "content-encoding") ?? []).map(\.lowercased)
    guard coding.isEmpty || coding == Array("identity".utf8) else { throw .ambiguous }
    guard fields.count(of: "content-encoding") <= 1,
      fields.count(of: "content-transfer-encoding") <= 1
    else { throw .ambiguous }
    let encoding = (fields.value(of: "content-transfer-encoding") ?? []).map(\.lowercased)
    switch String(decoding: encoding, as: UTF8.self) {
    case "", "7bit", "8bit", "binary": self = .none
    case "base64": self = .base64
    case "quoted-printable": self = .quotedPrintable
    default: throw .format
    }
  }
}
