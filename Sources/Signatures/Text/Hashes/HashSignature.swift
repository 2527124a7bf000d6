public import Digests

/// A signature on a digest, with a name of its own: see ``HashLine`` for many.
public struct HashSignature: Sendable {
  /// The name, as detections show it.
  public var name: String
  /// The digest; its length says which algorithm.
  public var digest: Digest
  /// The size in bytes of what the digest is of; `nil` where any size will do.
  public var size: UInt64?

  /// A signature of these parts.
  public init(name: String, digest: Digest, size: UInt64?) {
    self.name = name
    self.digest = digest
    self.size = size
  }
}
