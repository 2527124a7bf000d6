/// The one reading of a multipart body that is meant, where that can be told.
///
/// Delimiters are what RFC 2046 says: lines, ended in any way, that are the boundary and spaces. Where the
/// last one is missing, the last part goes on to the end.
struct MultipartUnderstanding {
  let reading: MultipartBody.Reading

  /// Reads a body by each boundary that parsers may find: one alone may have parts, or all have the same.
  init(
    _ body: Span<UInt8>, _ contentType: Span<UInt8>, _ value: FieldValue
  ) throws(CanonicalMultipart.Fault) {
    var understood: MultipartBody.Reading?
    for boundary in MultipartBoundary(contentType, value).readings {
      let found = MultipartBody(body, boundary: boundary.span, .mail)
      if found.isCut { throw .parts }
      guard let reading = found.readings.first(where: { Self.isMeant($0, body) }) else { continue }
      if let other = understood, other.parts != reading.parts { throw .ambiguous }
      understood = understood ?? reading
    }
    guard let understood else { throw .ambiguous }
    reading = understood
  }

  /// Whether a reading has parts, or is that of a body that has none: all of one that is something else would
  /// be left out.
  private static func isMeant(_ reading: MultipartBody.Reading, _ body: Span<UInt8>) -> Bool {
    guard reading.parts.isEmpty else { return true }
    return reading.isClosed
      && [reading.preamble, reading.epilogue].allSatisfy { range in
        range.allSatisfy { body[$0] == 0x0D || body[$0] == 0x0A }
      }
  }
}
