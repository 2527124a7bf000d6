internal import Digests

/// A choice of digest algorithms.
struct DigestSet: OptionSet {
  let rawValue: UInt8

  static let md5 = DigestSet(.md5)
  static let sha1 = DigestSet(.sha1)
  static let sha256 = DigestSet(.sha256)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ algorithm: DigestAlgorithm) { rawValue = 1 << algorithm.rawValue }
}
