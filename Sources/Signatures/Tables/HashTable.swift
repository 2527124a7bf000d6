package import Digests

/// The digests of one algorithm, sorted by size and then by digest, found by binary search.
package struct HashTable: Sendable {
  /// Stands for "any size".
  private static let anySize = UInt64.max

  package let algorithm: DigestAlgorithm
  /// The distinct sizes, in order.
  private let sizes: Table<UInt64>
  /// Where the digests of each size begin, and at last where they end.
  private let starts: Table<UInt32>
  /// The digests, `algorithm.digestBytes` bytes each.
  private let digests: Table<UInt8>
  /// The signature of each digest.
  private let signatures: Table<UInt32>

  /// Sorts the entries of one algorithm.
  init(
    _ algorithm: DigestAlgorithm, _ entries: [(digest: Digest, size: UInt64?, signature: UInt32)]
  ) {
    self.algorithm = algorithm
    let sorted =
      entries
      .map { (size: $0.size ?? Self.anySize, digest: $0.digest, signature: $0.signature) }
      .sorted { left, right in
        if left.size != right.size { return left.size < right.size }
        let order = left.digest.order(against: right.digest)
        return order == 0 ? left.signature < right.signature : order < 0
      }
    var sizes: [UInt64] = []
    var starts: [UInt32] = []
    var digests: [UInt8] = []
    for (place, entry) in sorted.enumerated() {
      if sizes.last != entry.size {
        sizes.append(entry.size)
        starts.append(UInt32(place))
      }
      for index in 0..<algorithm.digestBytes { digests.append(entry.digest[index]) }
    }
    starts.append(UInt32(sorted.count))
    self.sizes = Table(sizes)
    self.starts = Table(starts)
    self.digests = Table(digests)
    signatures = Table(sorted.map(\.signature))
  }

  func deallocate() {
    sizes.deallocate()
    starts.deallocate()
    digests.deallocate()
    signatures.deallocate()
  }

  /// How many digests there are.
  package var count: Int { signatures.count }

  /// Whether a body of that size could be in the table, so that its digest is worth computing.
  package func mayContain(size: UInt64) -> Bool {
    place(of: size) != nil || place(of: Self.anySize) != nil
  }

  /// The signature with that digest, of that size or of any.
  package func signature(of digest: Digest, size: UInt64) -> UInt32? {
    guard digest.count == algorithm.digestBytes else { return nil }
    return search(digest, at: place(of: size)) ?? search(digest, at: place(of: Self.anySize))
  }

  private func place(of size: UInt64) -> Int? {
    var low = 0
    var high = sizes.count
    while low < high {
      let middle = (low + high) / 2
      if sizes[middle] < size { low = middle + 1 } else { high = middle }
    }
    return low < sizes.count && sizes[low] == size ? low : nil
  }

  private func search(_ digest: Digest, at place: Int?) -> UInt32? {
    guard let place else { return nil }
    var low = Int(starts[place])
    var high = Int(starts[place + 1])
    let end = high
    while low < high {
      let middle = (low + high) / 2
      if order(of: middle, against: digest) < 0 { low = middle + 1 } else { high = middle }
    }
    return low < end && order(of: low, against: digest) == 0 ? signatures[low] : nil
  }

  private func order(of place: Int, against digest: Digest) -> Int {
    for index in 0..<algorithm.digestBytes {
      let byte = digests[place * algorithm.digestBytes + index]
      if byte != digest[index] { return byte < digest[index] ? -1 : 1 }
    }
    return 0
  }
}

extension Digest {
  /// Negative, 0 or positive as the bytes come before, equal or come after another's.
  fileprivate func order(against other: Digest) -> Int {
    for index in 0..<min(count, other.count) where self[index] != other[index] {
      return self[index] < other[index] ? -1 : 1
    }
    return count - other.count
  }
}
