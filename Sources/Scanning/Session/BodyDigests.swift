internal import Digests
internal import Signatures

/// The digests of a body: those under computation and those that are done.
struct BodyDigests: ~Copyable {
  private var md5Stream: DigestStream
  private var sha1Stream: DigestStream
  private var sha256Stream: DigestStream

  /// Which are fed with the bytes.
  private(set) var running: DigestSet = []
  /// Which are done.
  private(set) var done: DigestSet = []

  /// Those that are done.
  private(set) var values = DigestValues()

  init() throws(DigestError) {
    let md5Stream = try DigestStream(.md5)
    let sha1Stream = try DigestStream(.sha1)
    let sha256Stream = try DigestStream(.sha256)
    self.md5Stream = md5Stream
    self.sha1Stream = sha1Stream
    self.sha256Stream = sha256Stream
  }

  /// Forgets the body before.
  mutating func reset() {
    stop()
    done = []
    values = DigestValues()
  }

  /// Starts computing these, from the body's first byte.
  mutating func start(_ set: DigestSet) {
    stop()
    running = set
  }

  private mutating func stop() {
    if running.contains(.md5) { md5Stream.reset() }
    if running.contains(.sha1) { sha1Stream.reset() }
    if running.contains(.sha256) { sha256Stream.reset() }
    running = []
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if running.isEmpty { return }
    if running.contains(.md5) { unsafe md5Stream.update(bytes) }
    if running.contains(.sha1) { unsafe sha1Stream.update(bytes) }
    if running.contains(.sha256) { unsafe sha256Stream.update(bytes) }
  }

  /// The body is complete: what runs is done.
  mutating func finish() {
    if running.contains(.md5) { values.md5 = md5Stream.finish() }
    if running.contains(.sha1) { values.sha1 = sha1Stream.finish() }
    if running.contains(.sha256) { values.sha256 = sha256Stream.finish() }
    done.formUnion(running)
    running = []
  }
}

/// Digests of one body, as far as they were computed.
struct DigestValues: Sendable {
  var md5: Digest?
  var sha1: Digest?
  var sha256: Digest?

  /// Computes those that are wanted and not there yet. A digest that cannot be computed stays unknown:
  /// the library has no memory.
  mutating func compute(_ wanted: DigestSet, of bytes: Span<UInt8>) {
    func digest(_ algorithm: DigestAlgorithm) -> Digest? {
      guard var stream = try? DigestStream(algorithm) else { return nil }
      unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
      return stream.finish()
    }
    if wanted.contains(.md5), md5 == nil { md5 = digest(.md5) }
    if wanted.contains(.sha1), sha1 == nil { sha1 = digest(.sha1) }
    if wanted.contains(.sha256), sha256 == nil { sha256 = digest(.sha256) }
  }

  /// Looks this body's digests up.
  ///
  /// From memory nearly always; what the filter does not stop reads one block of the database's file
  /// (see ``HashReader``), so that a worker may wait for the disk once for each fortieth digest.
  func find(_ kind: HashKind, size: UInt64, with reader: inout HashReader) -> HashLookup {
    var result = HashLookup.absent
    if let md5 { result = reader.find(md5, kind: kind, size: size) }
    if let sha1, !result.isFound {
      result = result.or(reader.find(sha1, kind: kind, size: size))
    }
    if let sha256, !result.isFound {
      result = result.or(reader.find(sha256, kind: kind, size: size))
    }
    return result
  }

  /// Looks for all signatures of this body's digests.
  func findAll(_ kind: HashKind, size: UInt64, with reader: inout HashReader) -> HashNumbers {
    var numbers = HashNumbers()
    if let md5 { numbers.add(reader.findAll(md5, kind: kind, size: size)) }
    if let sha1 { numbers.add(reader.findAll(sha1, kind: kind, size: size)) }
    if let sha256 { numbers.add(reader.findAll(sha256, kind: kind, size: size)) }
    return numbers
  }

  /// Looks for all signatures of this body's digests, or for the first.
  func find(
    _ kind: HashKind, size: UInt64, all: Bool, with reader: inout HashReader
  ) -> HashNumbers {
    all
      ? findAll(kind, size: size, with: &reader)
      : HashNumbers(find(kind, size: size, with: &reader))
  }
}

extension HashTables {
  /// Which digests of a body some signature could name; of any body where its size is not known.
  func algorithms(_ kind: HashKind, forSize size: UInt64?) -> DigestSet {
    if let size { return algorithms(kind, forSize: size) }
    var set: DigestSet = []
    if hasAny(.md5, kind: kind) { set.insert(.md5) }
    if hasAny(.sha1, kind: kind) { set.insert(.sha1) }
    if hasAny(.sha256, kind: kind) { set.insert(.sha256) }
    return set
  }

  /// Which digests of a body of that size some signature could name.
  func algorithms(_ kind: HashKind, forSize size: UInt64) -> DigestSet {
    var set: DigestSet = []
    if mayContain(.md5, kind: kind, size: size) { set.insert(.md5) }
    if mayContain(.sha1, kind: kind, size: size) { set.insert(.sha1) }
    if mayContain(.sha256, kind: kind, size: size) { set.insert(.sha256) }
    return set
  }
}
