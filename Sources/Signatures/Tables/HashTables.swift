package import Digests

/// The digests of all algorithms.
package struct HashTables: Sendable {
  package let md5: HashTable
  package let sha1: HashTable
  package let sha256: HashTable

  init(_ entries: [(digest: Digest, size: UInt64?, signature: UInt32)]) {
    md5 = HashTable(.md5, entries.filter { $0.digest.algorithm == .md5 })
    sha1 = HashTable(.sha1, entries.filter { $0.digest.algorithm == .sha1 })
    sha256 = HashTable(.sha256, entries.filter { $0.digest.algorithm == .sha256 })
  }

  func deallocate() {
    md5.deallocate()
    sha1.deallocate()
    sha256.deallocate()
  }

  /// The table of an algorithm.
  package subscript(algorithm: DigestAlgorithm) -> HashTable {
    switch algorithm {
    case .md5: md5
    case .sha1: sha1
    case .sha256: sha256
    }
  }
}
