internal import Primitives

/// A finished digest: up to 32 bytes by value, without heap storage.
public struct Digest: Hashable, Sendable {
  /// The longest digest, SHA-256, in bytes.
  public static let bytesMax = 32

  /// The bytes in memory order, four words; those past ``count`` are zero.
  @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64)

  /// How many bytes the digest has: 16, 20 or 32.
  public let count: Int

  init(words: (UInt64, UInt64, UInt64, UInt64), count: Int) {
    self.words = words
    self.count = count
  }

  /// The digest whose bytes are in these words, the first in the least significant place. What is
  /// past the algorithm's length must be zero.
  package init(
    littleEndianWords words: (UInt64, UInt64, UInt64, UInt64), algorithm: DigestAlgorithm
  ) {
    self.init(
      words: (
        words.0.littleEndian, words.1.littleEndian, words.2.littleEndian, words.3.littleEndian
      ),
      count: algorithm.digestBytes)
  }

  /// The digest with these bytes; `nil` unless there are 16, 20 or 32 of them.
  public init?(_ bytes: some Collection<UInt8>) {
    let count = bytes.count
    guard DigestAlgorithm(digestBytes: count) != nil else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &words) { raw in
      for (index, byte) in bytes.enumerated() { unsafe raw[index] = byte }
    }
    self.init(words: words, count: count)
  }

  /// The digest written in that many hexadecimal digits, of either case; `nil` if it is not one.
  public init?(hex: some Collection<UInt8>) {
    guard let bytes = Hexadecimal.bytes(hex) else { return nil }
    self.init(bytes)
  }

  /// The algorithm that gives digests of this length.
  public var algorithm: DigestAlgorithm {
    switch count {
    case 16: .md5
    case 20: .sha1
    default: .sha256
    }
  }

  /// The first 16 bytes as two numbers, the first byte the highest: they order as the bytes do.
  public var leadingWords: (UInt64, UInt64) {
    (UInt64(bigEndian: words.0), UInt64(bigEndian: words.1))
  }

  /// Byte `index` of the digest; traps past ``count``.
  @inlinable public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count)
    return unsafe withUnsafeBytes(of: words) { unsafe $0[index] }
  }

  public static func == (left: Digest, right: Digest) -> Bool {
    left.count == right.count && left.words == right.words
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  /// The digest in lower-case hexadecimal digits. Allocates: for logs, not for comparing.
  public var hex: String {
    Hexadecimal.text((0..<count).lazy.map { self[$0] })
  }
}
