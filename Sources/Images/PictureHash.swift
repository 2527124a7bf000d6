/// What is known of the hash of a file.
public enum PictureHash: Equatable, Sendable {
  /// The bits of eight rows of eight frequencies, the lowest first and in the most significant place.
  case known(UInt64)
  /// It has none: it is no picture, or one that ClamAV tells no hash of either.
  case none
  /// It may have one: finding out takes more than is allowed, or what is not decoded here.
  case unknown
}
