/// That a multipart body is delivered as it was understood, written anew: see ``CanonicalBody``.
public struct CanonicalOrder: Hashable, Sendable {
  /// What it may have when it is written: its place in memory. More is `size`.
  public var bytesMax: Int
  /// 128 bits that its boundary is made of.
  public var boundaryHigh: UInt64
  public var boundaryLow: UInt64

  /// See the properties.
  public init(bytesMax: Int, boundaryHigh: UInt64, boundaryLow: UInt64) {
    self.bytesMax = bytesMax
    self.boundaryHigh = boundaryHigh
    self.boundaryLow = boundaryLow
  }
}
