/// What a request says of its body, or the fields of a part say of the part: values of header fields, as
/// bytes. Hostile.
public struct BodyDescription: Hashable, Sendable {
  /// Content-Type.
  public var contentType: [UInt8]
  /// Content-Encoding; of several fields the values joined by commas.
  public var contentEncoding: [UInt8]
  /// Content-Disposition.
  public var contentDisposition: [UInt8]
  /// The file's name, where the request names it otherwise; of a part its file's name.
  public var fileName: [UInt8]
  /// Whether it is but a part of a file, of which other requests bring the rest: see ``PartialUpload``.
  public var isPartial = false
  /// Whether it is said to be in quoted-printable (Content-Transfer-Encoding), which HTTP does not have, and
  /// which some servers undo all the same.
  public var isQuoted = false
  /// Of a part, the field of the form that it is.
  var field: [UInt8] = []
  /// Of a part, its Content-Transfer-Encoding, where that is yet to be decoded.
  var transferEncoding: [UInt8] = []
  /// Whether it is what a value stands for beyond doubt: a file, text or not.
  var standsForFile = false
  /// Whether it is a part of a mail, which is read as mail readers do.
  var isMail = false

  /// What is not given is not said.
  public init(
    contentType: [UInt8] = [], contentEncoding: [UInt8] = [], contentDisposition: [UInt8] = [],
    fileName: [UInt8] = []
  ) {
    self.contentType = contentType
    self.contentEncoding = contentEncoding
    self.contentDisposition = contentDisposition
    self.fileName = fileName
  }
}
