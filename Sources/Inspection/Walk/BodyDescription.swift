/// What a request says of its body: the values of header fields, as bytes. Hostile.
public struct BodyDescription: Hashable, Sendable {
  /// Content-Type.
  public var contentType: [UInt8]
  /// Content-Encoding; of several fields the values joined by commas.
  public var contentEncoding: [UInt8]
  /// Content-Disposition.
  public var contentDisposition: [UInt8]
  /// The file's name, where the request names it otherwise.
  public var fileName: [UInt8]

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
