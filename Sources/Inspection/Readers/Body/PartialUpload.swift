internal import Formats

/// Tells uploads in several requests, of which each brings a part of a file: what is split over two of them
/// is whole in none, so a part cannot be judged.
public enum PartialUpload {
  /// Whether a request brings but a part of a file.
  ///
  /// - Parameters:
  ///   - contentRange: the value of Content-Range: of `bytes 0-9/10` the whole is there. Source: RFC 9110,
  ///     section 14.4.
  ///   - uploadOffset: the value of Upload-Offset. Source: tus, version 1.0.0, `PATCH`.
  ///   - uploadLength: the value of Upload-Length, which has the whole with it where it is the body's.
  ///   - query: of the target. Amazon's S3 names parts in it: `partNumber=2&uploadId=…`.
  ///   - bodyBytes: the body's length.
  public static func isPartial(
    contentRange: [UInt8]?, uploadOffset: [UInt8]?, uploadLength: [UInt8]?, query: [UInt8],
    bodyBytes: Int
  ) -> Bool {
    guard bodyBytes > 0 else { return false }
    if uploadOffset != nil { return true }
    if let uploadLength, number(uploadLength.span) != bodyBytes { return true }
    if let contentRange, !isWhole(contentRange.span, bodyBytes) { return true }
    return hasName("partnumber", query) && hasName("uploadid", query)
  }

  private static func isWhole(_ range: Span<UInt8>, _ bodyBytes: Int) -> Bool {
    let whole = Array("bytes 0-\(bodyBytes - 1)/\(bodyBytes)".utf8)
    guard range.count == whole.count else { return false }
    for place in 0..<range.count where range[place].lowercased != whole[place] { return false }
    return true
  }

  private static func number(_ text: Span<UInt8>) -> Int? {
    guard text.count > 0, text.count < 19 else { return nil }
    var number = 0
    for place in 0..<text.count {
      guard (0x30...0x39).contains(text[place]) else { return nil }
      number = number * 10 + Int(text[place] - 0x30)
    }
    return number
  }

  /// Whether a query has a parameter of a name, in letters of any size and with any escapes.
  private static func hasName(_ name: StaticString, _ query: [UInt8]) -> Bool {
    query.split(whereSeparator: { $0 == 0x26 || $0 == 0x3B }).contains { parameter in
      let written = Array(parameter.prefix { $0 != 0x3D })
      let resolved = FormReader.resolved(written.span, plus: 0x20).map(\.lowercased)
      return resolved.count == name.utf8CodeUnitCount && resolved.span.has(name, at: 0)
    }
  }
}
