internal import Formats

/// A body that is to be delivered in place of the one that was received: what was understood of it and
/// judged, in the one form that all parsers read alike.
public struct CanonicalBody: Hashable, Sendable {
  /// All of it, without a Content-Encoding.
  public let bytes: [UInt8]
  /// The value of the only Content-Type that it is to be delivered with.
  public let contentType: [UInt8]

  /// The longest value of Content-Type.
  public static var contentTypeBytesMax: Int { CanonicalMultipart.contentTypeBytesMax }
}
