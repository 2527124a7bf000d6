internal import Formats

extension ContentInspection {
  /// Writes a multipart body anew, where that is asked for, and inspects it as it is written: by the same
  /// rules as any other body, so that what is odd about it still refuses it. Nothing else of what was received
  /// reaches a backend.
  ///
  /// False: it is inspected as it came. Where it should have been written and could not be, that is noted.
  mutating func readCanonically(_ bytes: Span<UInt8>, _ description: BodyDescription) -> Bool {
    guard let order = limits.canonical, isWholeBody,
      CanonicalMultipart.isMeant(by: description.contentType.span), hasTime()
    else { return false }
    do throws(CanonicalMultipart.Fault) {
      let written = try CanonicalMultipart(
        bytes, contentType: description.contentType.span,
        boundary: CanonicalBoundary(high: order.boundaryHigh, low: order.boundaryLow),
        bytesMax: order.bytesMax)
      inspect(written, description)
      return true
    } catch {
      switch error {
      case .ambiguous: fail(.ambiguous)
      case .format: fail(.format)
      case .parts: fail(.files)
      case .size: fail(.size)
      }
      return false
    }
  }

  /// Whether the current content is the body, or that without its Content-Encoding: parts may have one too.
  private var isWholeBody: Bool {
    let content = record.contents[current]
    return content.relation == .body || content.relation == .decodedBody && content.parent == 0
  }

  private mutating func inspect(
    _ written: CanonicalMultipart, _ description: BodyDescription
  ) {
    let body = CanonicalBody(bytes: written.bytes, contentType: written.contentType)
    let noName: [UInt8] = []
    var description = description
    description.contentType = body.contentType
    let place = record.contents.count
    inspect(
      body.bytes.span, .canonicalBody, name: noName.span, as: .multipart, description,
      isEnvelope: Self.isName(FieldValue(body.contentType.span).value.span, "multipart/form-data"))
    // Without room for one more content it was not inspected, and that is noted.
    guard record.contents.count > place else { return }
    if limits.wantsDigest { record.contents[place].sha256 = digest(body.bytes.span) }
    canonicalBody = body
  }
}
