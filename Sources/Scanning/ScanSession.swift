public import Digests
public import Hyperscan
public import Signatures

/// One body's scan: bytes in, verdict out. Reused for body after body of one database.
@safe
public struct ScanSession: ~Copyable {
  /// The database it judges by.
  public let database: SignatureDatabase

  /// The first detection so far; provisional until the verdict, as a false-positive list may still
  /// clear it.
  public private(set) var detection: Detection?

  /// What was found and then cleared by a false-positive list. Set with a clean verdict.
  public private(set) var suppressed: Detection?

  /// The SHA-256 of the body, where it was computed; always after an `infected` verdict.
  public private(set) var sha256: Digest?

  /// Bytes scanned of this body.
  public private(set) var scannedBytes: UInt64 = 0

  /// Bytes copied to keep patterns whole that lie across two calls of ``scan(_:scratch:)``.
  public private(set) var copiedBytes: UInt64 = 0

  var stream: ScanStream?
  var sha: DigestStream

  /// Allocates all that scanning needs; nothing is allocated afterwards.
  public init(database: SignatureDatabase) throws {
    self.database = database
    if let naive = database.naive { stream = try ScanStream(database: naive) } else { stream = nil }
    sha = try DigestStream(.sha256)
  }

  /// Starts a new body and forgets the one before.
  ///
  /// - Parameter bodyBytes: the size, if it is known beforehand (Content-Length).
  public mutating func begin(bodyBytes: UInt64?) {
    detection = nil
    suppressed = nil
    sha256 = nil
    scannedBytes = 0
    stream?.reset()
    sha.reset()
  }

  /// Scans the next bytes of the body: as many as have arrived. They are not kept.
  public mutating func scan(_ bytes: UnsafeRawBufferPointer, scratch: inout Scratch) {
    var hit: (UInt32, UInt64)?
    _ = unsafe withUnsafeMutablePointer(to: &hit) { hit in
      unsafe stream?.scan(
        bytes, scratch: &scratch,
        onMatch: { id, _, to, _, state in
          unsafe state!.assumingMemoryBound(to: (UInt32, UInt64)?.self).pointee = (id, to)
          return 0
        }, state: hit)
    }
    if detection == nil, let hit {
      detection = Detection(signature: SignatureIndex(rawValue: hit.0), offset: hit.1, size: 0)
    }
    scannedBytes += UInt64(bytes.count)
  }

  /// Judges after the last byte.
  public mutating func finish(scratch: inout Scratch) -> ScanOutcome {
    detection == nil ? .verdict(.clean) : .needsDigests
  }

  /// Takes the whole body again, from its first byte, after ``ScanOutcome/needsDigests``.
  public mutating func digest(_ bytes: UnsafeRawBufferPointer) {
    unsafe sha.update(bytes)
  }

  /// Judges after the second pass.
  public mutating func conclude() -> Verdict {
    sha256 = sha.finish()
    return detection.map { .infected($0) } ?? .clean
  }
}
