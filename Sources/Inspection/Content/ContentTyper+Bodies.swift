internal import Formats

extension ContentTyper {
  /// Bodies of requests that carry others, by their first bytes.
  static func carrierType(of bytes: Span<UInt8>) -> ContentType? {
    if MultipartBoundary.first(in: bytes) != nil { return .multipart }
    return MailHead.isBeginning(bytes) ? .mail : nil
  }
}
