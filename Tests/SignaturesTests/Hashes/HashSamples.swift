import Digests
import Primitives

@testable import Signatures

/// A signature on a digest, as a test makes it up.
struct HashSample: Sendable {
  var digest: Digest
  var kind: HashKind
  var size: UInt64?
  var name: String
}

/// Signatures on digests that follow from a seed.
struct HashSamples {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// A digest of random bytes.
  mutating func digest(_ algorithm: DigestAlgorithm) -> Digest {
    Digest((0..<algorithm.digestBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) })!
  }

  /// A signature; about one in ten is for any size.
  mutating func next(_ number: Int) -> HashSample {
    let algorithm = DigestAlgorithm.allCases[Int(random.below(3))]
    let kind = HashKind.allCases[Int(random.below(4))]
    let size = random.below(10) == 0 ? nil : 1 + random.below(5000)
    return HashSample(
      digest: digest(algorithm), kind: kind, size: size,
      name: "Win.Sample.Family\(number / 50)-\(number)")
  }

  /// A digest of the same algorithm that agrees with another in all but one bit of the first 16
  /// bytes.
  mutating func neighbour(of digest: Digest) -> Digest {
    var bytes = (0..<digest.count).map { digest[$0] }
    bytes[Int(random.below(16))] ^= 1 << UInt8(random.below(8))
    return Digest(bytes)!
  }

  mutating func below(_ bound: UInt64) -> UInt64 { random.below(bound) }
}

extension HashCollection {
  func add(_ sample: HashSample) throws(UnusedReason) {
    let name = Array(sample.name.utf8)
    try add(sample.digest, kind: sample.kind, size: sample.size, name: name.span)
  }

  /// The tables that hold the collection alone, from a file in memory.
  func tables() throws -> HashTables { try file().hashes }

  /// A file in memory that holds the collection alone.
  func file() throws -> DatabaseFile {
    var writer = try DatabaseFileWriter(inMemory: "digests")
    var image = ImageWriter()
    try write(to: &writer, image: &image, progress: { _ in })
    return try DatabaseFile(try writer.finish(image, sources: sha256([])), path: "digests")
  }
}
