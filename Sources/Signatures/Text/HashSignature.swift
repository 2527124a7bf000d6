public import Digests

/// A signature on the digest of a whole body: a line of an `.hdb`, `.hsb` or `.fp` file.
public struct HashSignature: Sendable {
  /// The name, as detections show it.
  public var name: String
  /// The digest; its length says which algorithm.
  public var digest: Digest
  /// The body's size in bytes; `nil` where any size will do.
  public var size: UInt64?

  /// A signature of these parts.
  public init(name: String, digest: Digest, size: UInt64?) {
    self.name = name
    self.digest = digest
    self.size = size
  }

  /// Reads `Hash:Size:Name[:MinFL[:MaxFL]]`.
  ///
  /// The file's extension does not say which algorithm it is: real files mix them.
  public init(line: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard (3...5).contains(fields.count) else { throw .malformed(.fieldCount) }
    name = try signatureName(fields[2])
    try FunctionalityLevel.check(fields[3...])
    guard let digest = Digest(hex: fields[0]) else { throw .malformed(.hash) }
    self.digest = digest
    if fields[1].elementsEqual([Ascii.asterisk]) {
      size = nil
    } else if let size = Ascii.number(fields[1]) {
      self.size = size
    } else {
      throw .malformed(.size)
    }
  }
}
