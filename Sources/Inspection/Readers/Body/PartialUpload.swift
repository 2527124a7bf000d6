internal import Formats

/// Tells uploads in several requests, of which each brings a part of a file: what is split over two of them
/// is whole in none, so a part cannot be judged. The same goes for a body that servers put together from
/// pieces with signatures between them.
public struct PartialUpload: Hashable, Sendable {
  /// What says so, whatever the body's length is.
  private var isTold = false
  private var contentRange: [UInt8]?
  private var uploadLength: [UInt8]?
  private var googleOffset: [UInt8]?
  private var googleCommand: [UInt8]?

  /// Nothing is said.
  public init() {}

  /// Takes a field of the request.
  ///
  /// - `Content-Range`, and `X-Content-Range` as upload servers have it: of `bytes 0-9/10` the whole is
  ///   there. Source: RFC 9110, section 14.4.
  /// - `Upload-Offset`, `Upload-Length`, `Upload-Defer-Length` and `Upload-Concat` of tus, version 1.0.0: a
  ///   length has the whole with it where it is the body's.
  /// - `Upload-Complete` and `Upload-Incomplete` of draft-ietf-httpbis-resumable-upload.
  /// - `X-Goog-Upload-Offset` and `X-Goog-Upload-Command` of Google's resumable uploads.
  /// - `X-Amz-Content-Sha256` of S3, where it tells of pieces.
  ///
  /// - Parameters:
  ///   - name: in letters of any size.
  ///   - value: without spaces around it.
  public mutating func take(name: Span<UInt8>, value: [UInt8]) {
    if ContentInspection.isName(name, "content-range")
      || ContentInspection.isName(name, "x-content-range")
    {
      contentRange = value
    } else if ContentInspection.isName(name, "upload-offset") {
      isTold = true
    } else if ContentInspection.isName(name, "upload-length") {
      uploadLength = value
    } else if ContentInspection.isName(name, "upload-defer-length") {
      isTold = isTold || !value.elementsEqual("0".utf8)
    } else if ContentInspection.isName(name, "upload-concat") {
      isTold = isTold || PlainText.has("partial", at: 0, in: value.span)
    } else if ContentInspection.isName(name, "upload-complete") {
      isTold = isTold || !value.elementsEqual("?1".utf8)
    } else if ContentInspection.isName(name, "upload-incomplete") {
      isTold = isTold || !value.elementsEqual("?0".utf8)
    } else if ContentInspection.isName(name, "x-goog-upload-offset") {
      googleOffset = value
    } else if ContentInspection.isName(name, "x-goog-upload-command") {
      googleCommand = value
    } else if ContentInspection.isName(name, "x-amz-content-sha256") {
      isTold = isTold || PlainText.has("streaming-", at: 0, in: value.span)
    }
  }

  /// Whether the request brings but a part of a file.
  ///
  /// - Parameters:
  ///   - contentType: the value of Content-Type; of a part of a range or of an upload it tells that.
  ///   - query: of the target. S3 names parts in it, `partNumber=2&uploadId=…`, and libraries of browsers
  ///     count pieces there: see ``FormPieces``.
  ///   - bodyBytes: the body's length.
  public func isPartial(contentType: [UInt8], query: [UInt8], bodyBytes: Int) -> Bool {
    guard bodyBytes > 0 else { return false }
    if isTold { return true }
    if let uploadLength {
      let length = FormPieces.number(uploadLength.span)
      if length != bodyBytes { return true }
    }
    if let contentRange {
      let isWhole = Self.isWhole(contentRange.span, bodyBytes)
      if !isWhole { return true }
    }
    if let googleOffset, !googleOffset.elementsEqual("0".utf8) { return true }
    if let googleCommand, !Self.isFinal(googleCommand) { return true }
    let type = contentType.span
    if PlainText.has("application/partial-upload", at: 0, in: type)
      || PlainText.has("multipart/byteranges", at: 0, in: type)
    {
      return true
    }
    return Self.isPartial(query)
  }

  /// Whether a value of Content-Range has the whole of so many bytes.
  static func isWhole(_ range: Span<UInt8>, _ bodyBytes: Int) -> Bool {
    let whole = Array("bytes 0-\(bodyBytes - 1)/\(bodyBytes)".utf8)
    guard range.count == whole.count else { return false }
    for place in 0..<range.count where range[place].lowercased != whole[place] { return false }
    return true
  }

  /// `upload, finalize`, or a start without a body of a file.
  private static func isFinal(_ command: [UInt8]) -> Bool {
    command.split(separator: 0x2C).contains { word in
      let name = Array(word.drop { $0 == 0x20 })
      return PlainText.has("finalize", at: 0, in: name.span)
        || PlainText.has("start", at: 0, in: name.span)
    }
  }

  private static func isPartial(_ query: [UInt8]) -> Bool {
    var pieces = FormPieces()
    var (hasPart, hasUpload) = (false, false)
    for parameter in query.split(whereSeparator: { $0 == 0x26 || $0 == 0x3B }) {
      let name = FormReader.resolved(Array(parameter.prefix { $0 != 0x3D }).span, plus: 0x20)
      hasPart = hasPart || ContentInspection.isName(name.span, "partnumber")
      hasUpload = hasUpload || ContentInspection.isName(name.span, "uploadid")
      // The last value has the version of the request behind it.
      let value = parameter.drop { $0 != 0x3D }.dropFirst().prefix { $0 != 0x20 }
      pieces.take(name: name.span, value: FormReader.resolved(Array(value).span, plus: 0x20).span)
    }
    return hasPart && hasUpload || pieces.isPartial
  }
}
