internal import Formats

/// What a part is of.
enum PartKind {
  /// A form.
  case form
  /// Another body of a request.
  case other
  /// A mail.
  case mail
}

extension ContentInspection {
  /// Reads a body that is said to be multipart, by each boundary that parsers may find.
  mutating func readMultipart(
    _ bytes: Span<UInt8>, _ value: FieldValue, _ description: BodyDescription
  ) {
    let boundary = MultipartBoundary(description.contentType.span, value)
    if boundary.isAmbiguous { fail(.ambiguous) }
    let isForm = Self.isName(value.value.span, "multipart/form-data") && !description.isMail
    if isForm, DeclaredText.hasOddCharset(value) { fail(.ambiguous) }
    let kind = description.isMail ? PartKind.mail : isForm ? .form : .other
    var boundaries = boundary.readings
    let first = MultipartBoundary.first(in: bytes, isBehindText: boundaries.isEmpty)
    if let first, !boundaries.contains(first) {
      boundaries.append(first)
    }
    var isFirst = true
    for boundary in boundaries {
      let body = MultipartBody(
        bytes, boundary: boundary.span, description.isMail ? .mail : .form)
      if body.isAmbiguous { fail(.ambiguous) }
      read(body, of: bytes, kind, isOther: !isFirst)
      isFirst = false
    }
  }

  /// Whether a body is a form that all parsers read alike: nothing is delivered of it but its parts, each of
  /// which is scanned as a file of its own, so that it is itself neither text nor HTML.
  func isForm(_ bytes: Span<UInt8>) -> Bool {
    let value = FieldValue(description.contentType.span)
    guard Self.isName(value.value.span, "multipart/form-data"), !description.isMail,
      description.contentEncoding.isEmpty
    else { return false }
    let boundary = MultipartBoundary(description.contentType.span, value)
    guard !boundary.isAmbiguous, boundary.readings.count == 1 else { return false }
    let dashes = boundary.readings[0]
    let body = MultipartBody(bytes, boundary: dashes.span, .form)
    return !body.isAmbiguous && !body.isCut && body.readings.count == 1
  }

  /// Reads a body that looks like multipart and is not said to be: nobody may take it for that, so what is
  /// odd about it is not held against it.
  mutating func readMultipart(_ bytes: Span<UInt8>) {
    guard let boundary = MultipartBoundary.first(in: bytes) else { return }
    let body = MultipartBody(bytes, boundary: boundary.span, .mail)
    read(body, of: bytes, .other, isOther: false)
  }

  /// Reads the parts in each reading, and what lies around them.
  ///
  /// - Parameter isOther: whether the bytes have been read otherwise before, so that these readings count
  ///   as unpacked bytes.
  private mutating func read(
    _ body: MultipartBody, of bytes: Span<UInt8>, _ kind: PartKind, isOther: Bool
  ) {
    if body.isCut { fail(.files) }
    var isOther = isOther
    for reading in body.readings {
      for around in [reading.preamble, reading.epilogue] where around.count > 2 {
        inspect(bytes.extracting(around), .appended, name: bytes.extracting(0..<0))
      }
      var pieces = FormPieces()
      for part in reading.parts {
        guard isInspecting, hasTime() else { return }
        if isOther, !take(unpackedBytes: part.count, packedBytes: part.count) { return }
        if kind == .mail {
          readMailPart(bytes.extracting(part))
        } else {
          readPart(bytes.extracting(part), kind, &pieces)
        }
      }
      if pieces.isPartial { fail(.format) }
      isOther = true
    }
  }

  private mutating func readPart(
    _ part: Span<UInt8>, _ kind: PartKind, _ pieces: inout FormPieces
  ) {
    let fields = FieldBlock(part, .form)
    if fields.isAmbiguous { fail(.ambiguous) }
    let description = describe(fields, kind)
    let name = description.fileName.isEmpty ? description.field : description.fileName
    let body = part.extracting(fields.bodyStart...)
    if kind == .form { judgeCharsetField(description.field.span, body) }
    if kind == .form { pieces.take(name: description.field.span, value: body) }
    judgeRange(fields.value(of: "content-range"), byteCount: body.count)
    // What a form has without the name of a file and without a type is the text of a field. An empty name is
    // one: servers take what has it for a file.
    let isNamed = !FieldValue(description.contentDisposition.span).readings(of: "filename").values
      .isEmpty
    let isText =
      kind == .form && !isNamed && description.contentType.isEmpty && !limits.wantsFileReport
    inspect(body, .part, name: name.span, as: isText ? typeOfText(body) : nil, description)
    if let start = fields.otherBodyStart, isInspecting {
      inspect(part.extracting(start...), .part, name: name.span, description)
    }
  }

  /// A part that says that it is but a range of a file.
  private mutating func judgeRange(_ range: [UInt8]?, byteCount: Int) {
    guard let range else { return }
    let isWhole = PartialUpload.isWhole(range.span, byteCount)
    if !isWhole { fail(.format) }
  }

  /// What the fields of a part say of it; where parsers read that in different ways is noted.
  mutating func describe(_ fields: FieldBlock, _ kind: PartKind) -> BodyDescription {
    var description = BodyDescription(
      contentType: fields.value(of: "content-type") ?? [],
      contentEncoding: fields.value(of: "content-encoding") ?? [],
      contentDisposition: fields.value(of: "content-disposition") ?? [])
    let disposition = FieldValue(description.contentDisposition.span)
    let names = disposition.readings(of: "name")
    let fileNames = disposition.readings(of: "filename")
    description.field = names.values.first ?? []
    description.fileName = fileNames.values.first ?? []
    let encoding = fields.value(of: "content-transfer-encoding") ?? []
    if !Self.isIdentity(encoding.span) { description.transferEncoding = encoding }

    let isOnce =
      fields.count(of: "content-type") <= 1 && fields.count(of: "content-disposition") <= 1
      && fields.count(of: "content-encoding") <= 1
      && fields.count(of: "content-transfer-encoding") <= 1
    if !isOnce || names.isHidden || fileNames.isHidden { fail(.ambiguous) }
    guard kind != .mail else { return description }
    let isNamedOnce = names.values.count <= 1 && !names.isExtended && Self.isOne(fileNames)
    if !isNamedOnce || disposition.isAmbiguous { fail(.ambiguous) }
    if kind == .form { judge(description, disposition, isNamed: !names.values.isEmpty) }
    return description
  }

  /// Whether the readings of a file's name are one name. Some clients write it both as encoded words and as
  /// an extended value.
  static func isOne(_ names: FieldValue.Readings) -> Bool {
    Set(names.values.map { EncodedWords.resolved($0.span) }).count <= 1
  }

  /// What a part of a form must be, that all servers read it alike.
  private mutating func judge(
    _ description: BodyDescription, _ disposition: FieldValue, isNamed: Bool
  ) {
    if !Self.isName(disposition.value.span, "form-data") || !isNamed { fail(.ambiguous) }
    // Most servers leave encodings as they are, some undo them.
    if !description.transferEncoding.isEmpty || !description.contentEncoding.isEmpty {
      fail(.ambiguous)
    }
    let type = FieldValue(description.contentType.span)
    if type.isAmbiguous { fail(.ambiguous) }
    if description.fileName.isEmpty, DeclaredText.hasOddCharset(type) { fail(.ambiguous) }
  }
}
