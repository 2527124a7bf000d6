internal import Formats

extension ContentInspection {
  /// Reads a content by what it is, and by what is said of it.
  ///
  /// A body with a Content-Encoding is what its Content-Type says only when it has been decoded.
  mutating func read(_ bytes: Span<UInt8>, as type: ContentType, _ description: BodyDescription) {
    let codings = ContentEncoding(description.contentEncoding.span)
    guard codings.isEmpty else {
      if !codings.isWhole(type) { read(bytes, as: type) }
      if isInspecting { readEncoded(bytes, codings, description) }
      return
    }
    if !description.transferEncoding.isEmpty { readTransferEncoded(bytes, description) }
    if description.isQuoted { readQuotedBody(bytes, description) }
    let value = FieldValue(description.contentType.span)
    if DeclaredText.hasHidingCharset(value) { fail(.ambiguous) }
    judgeDeclaredEncryption(value)
    if value.value.span.has("multipart/", at: 0) {
      if readCanonically(bytes, description) { return }
      readMultipart(bytes, value, description)
    } else {
      if type == .multipart { readMultipart(bytes) } else { readText(bytes, as: type, value) }
      readOtherTypes(bytes, description)
    }
    guard isInspecting else { return }
    if Self.isName(value.value.span, "message/partial") { fail(.format) }
    if Self.isName(value.value.span, "message/rfc822") {
      readMail(bytes, isDeclared: true)
      if type == .mail { return }
    }
    if type != .multipart || !description.isMail { read(bytes, as: type) }
    if isInspecting, isToldPage(type, description) { readHTML(bytes, isXML: false) }
    if isInspecting { markHiddenPrograms(bytes, type, description) }
    if isInspecting { markTable(bytes, type, description) }
  }

  /// Where several types are named, as by fields that have been joined, servers take the first, the last or
  /// none of them.
  ///
  /// Some look for the word `multipart` anywhere in the field, or for a boundary and nothing else.
  private mutating func readOtherTypes(_ bytes: Span<UInt8>, _ description: BodyDescription) {
    let types = description.contentType.span
    let ofSeveral = FieldValue(types).value.span
    if ofSeveral.firstPlace(of: 0x2C) != nil { fail(.ambiguous) }
    let word = Self.place(of: "multipart", in: types)
    guard word != nil || Self.place(of: "boundary", in: types) != nil, isInspecting else { return }
    var other = description
    other.contentType = [UInt8](copying: types.extracting((word ?? 0)...))
    let value = FieldValue(other.contentType.span)
    // The words are usual in names of files and of actions. Who finds no part in the body reads none.
    guard hasParts(bytes, MultipartBoundary(other.contentType.span, value).readings) else { return }
    fail(.ambiguous)
    readMultipart(bytes, value, other)
  }

  /// Whether a body has a delimiter of one of some boundaries, or looks as if it had one.
  private func hasParts(_ bytes: Span<UInt8>, _ boundaries: [[UInt8]]) -> Bool {
    if MultipartBoundary.first(in: bytes) != nil { return true }
    return boundaries.contains { boundary in
      ByteSearch(([0x2D, 0x2D] + boundary).span)?.firstPlace(in: bytes, from: 0) != nil
    }
  }

  private static func place(of word: StaticString, in types: Span<UInt8>) -> Int? {
    types.indices.first { PlainText.has(word, at: $0, in: types) }
  }

  /// What the body is called: by the request, or by its Content-Disposition.
  func bodyName() -> [UInt8] {
    if !description.fileName.isEmpty { return description.fileName }
    let disposition = FieldValue(description.contentDisposition.span)
    return disposition.readings(of: "filename").values.first ?? []
  }

  /// Notes where parsers call the body by different names.
  mutating func judgeDisposition() {
    guard !description.contentDisposition.isEmpty else { return }
    let disposition = FieldValue(description.contentDisposition.span)
    let names = disposition.readings(of: "filename")
    if disposition.isAmbiguous || names.isHidden || !Self.isOne(names) { fail(.ambiguous) }
  }
}
