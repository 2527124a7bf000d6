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

  /// The signature that names this body by its digest, in tables of a database.
  func signature(in tables: HashTables, size: UInt64) -> UInt32? {
    if let md5, let found = tables.md5.signature(of: md5, size: size) { return found }
    if let sha1, let found = tables.sha1.signature(of: sha1, size: size) { return found }
    if let sha256, let found = tables.sha256.signature(of: sha256, size: size) { return found }
    return nil
  }
}

extension HashTables {
  /// Which digests of a body of that size some signature could name.
  func algorithms(forSize size: UInt64) -> DigestSet {
    var set: DigestSet = []
    if md5.mayContain(size: size) { set.insert(.md5) }
    if sha1.mayContain(size: size) { set.insert(.sha1) }
    if sha256.mayContain(size: size) { set.insert(.sha256) }
    return set
  }
}
