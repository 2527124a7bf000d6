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
    let value = FieldValue(description.contentType.span)
    if value.value.span.has("multipart/", at: 0) {
      readMultipart(bytes, value, description)
    } else if type == .multipart {
      readMultipart(bytes)
    } else {
      readText(bytes, as: type, value)
    }
    guard isInspecting else { return }
    if type != .mail, Self.isName(value.value.span, "message/rfc822") { readMail(bytes) }
    if type != .multipart || !description.isMail { read(bytes, as: type) }
  }
}
