/// The place of a signature in its ``SignatureDatabase``; means nothing in another database.
public struct SignatureIndex: Hashable, BitwiseCopyable, Sendable {
  /// The position, from 0.
  public let rawValue: UInt32

  /// The signature at that position.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}
