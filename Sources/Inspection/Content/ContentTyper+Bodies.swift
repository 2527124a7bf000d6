internal import Formats

extension ContentTyper {
  /// Bodies of requests that carry others, by their first bytes.
  static func carrierType(of bytes: Span<UInt8>) -> ContentType? {
    // The fields of a mail could be a form's preamble.
    if MailHead.isBeginning(bytes) { return .mail }
    return MultipartBoundary.first(in: bytes) != nil ? .multipart : nil
  }
}
