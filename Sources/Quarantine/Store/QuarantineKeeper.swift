internal import Glibc
internal import Primitives
internal import Synchronization

/// What the thread of a store does, and alone has.
struct QuarantineKeeper {
  private let store: QuarantineStore
  private var kept = KeptUploads()
  /// When the directory was read, by the monotonic clock.
  private var scannedNanoseconds: UInt64 = 0

  /// How often the directory is read again at most, before something is deleted for room: the operator may have
  /// made some.
  static let rescanNanoseconds: UInt64 = 60_000_000_000
  /// How long the thread sleeps at most where an upload gets older: the wall clock may be set.
  static let napMilliseconds: UInt64 = 60_000

  init(_ store: QuarantineStore) { self.store = store }

  /// Keeps what is submitted until it is told to end.
  mutating func run() {
    scan(removesPartial: true)
    deleteOld()
    makeRoom(bytes: 0, uploads: 0)
    show()
    while true {
      let (uploads, isEnding) = store.inbox.withLock { inbox in
        defer { inbox.uploads = [] }
        return (inbox.uploads, inbox.isEnding)
      }
      for upload in uploads {
        keep(upload)
        upload.answer()
        store.count { $0.waiting -= 1 }
      }
      if !uploads.isEmpty { syncNames() }
      if uploads.isEmpty {
        if isEnding { return }
        deleteOld()
        show()
        wait()
      }
    }
  }

  // MARK: Keeping

  private mutating func keep(_ upload: QuarantinedUpload) {
    do throws(QuarantineError) {
      let bytes = EntryHeader.fileBytes(
        bodyBytes: upload.bodyBytes, evidenceBytes: upload.evidence.count)
      guard bytes <= store.settings.bytesMax, upload.bodyBytes <= EntryHeader.bodyBytesMax else {
        throw .tooLarge
      }
      deleteOld()
      makeRoom(bytes: bytes, uploads: 1)
      guard !isOver(bytes: bytes, uploads: 1) else { throw .full }
      let time = store.clock()
      do throws(QuarantineError) {
        try write(upload, wallNanoseconds: time)
        try store.directory.publish(upload.id)
      } catch {
        store.directory.removePartial(upload.id)
        throw error
      }
      kept.append(
        KeptUpload(id: upload.id, seconds: time / Clock.nanosecondsPerSecond, bytes: bytes))
      store.count { $0.kept += 1 }
    } catch {
      store.count { $0.failed += 1 }
      store.tell(.failed(upload.id, error))
    }
    show()
  }

  /// Once for all that waited: each name costs the disk as much as all of them.
  private func syncNames() {
    do throws(QuarantineError) {
      try store.directory.syncNames()
    } catch {
      store.tell(.unlimited(error))
    }
  }

  private func write(
    _ upload: QuarantinedUpload, wallNanoseconds: UInt64
  ) throws(QuarantineError) {
    var writer = try EntryWriter(
      id: upload.id, verdict: upload.verdict, wallNanoseconds: wallNanoseconds,
      bodyBytes: upload.bodyBytes, evidenceBytes: upload.evidence.count, for: store.settings.key)
    let file = try OpenFile(creatingAt: store.directory.partialName(of: upload.id))
    try writer.write(evidence: upload.evidence, to: file) {
      offset, chunk throws(QuarantineError) in try upload.read(at: offset, into: &chunk)
    }
    try file.sync()
  }

  // MARK: Limits

  private mutating func scan(removesPartial: Bool) {
    scannedNanoseconds = Clock.monotonicNanoseconds()
    do throws(QuarantineError) {
      kept = KeptUploads(try store.directory.scan(removesPartial: removesPartial))
    } catch {
      store.tell(.unlimited(error))
    }
  }

  private func isOver(bytes: Int, uploads: Int) -> Bool {
    kept.bytes > store.settings.bytesMax - bytes || kept.count > store.settings.uploadsMax - uploads
  }

  /// Deletes the oldest until there is room for so much more.
  private mutating func makeRoom(bytes: Int, uploads: Int) {
    guard isOver(bytes: bytes, uploads: uploads) else { return }
    if Clock.monotonicNanoseconds() >= scannedNanoseconds + Self.rescanNanoseconds {
      scan(removesPartial: false)
    }
    while isOver(bytes: bytes, uploads: uploads), deleteOldest() {
      store.count { $0.deletedForRoom += 1 }
    }
  }

  /// Deletes what is too old.
  private mutating func deleteOld() {
    let now = store.clock() / Clock.nanosecondsPerSecond
    while let oldest = kept.oldest, oldest.seconds + store.settings.ageSecondsMax <= now,
      deleteOldest()
    {
      store.count { $0.deletedForAge += 1 }
    }
  }

  /// Deletes the oldest; false where there is none, or it cannot be deleted.
  private mutating func deleteOldest() -> Bool {
    guard let oldest = kept.oldest else { return false }
    do throws(QuarantineError) {
      try store.directory.delete(oldest.id)
    } catch .noEntry {
      // Somebody else has deleted it.
    } catch {
      store.tell(.unlimited(error))
      return false
    }
    kept.removeOldest()
    return true
  }

  private func show() {
    let (uploads, bytes) = (kept.count, kept.bytes)
    store.count { figures in
      figures.uploads = uploads
      figures.bytes = bytes
    }
  }

  // MARK: Waiting

  private func wait() {
    var event = pollfd(fd: store.wake.number, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&event, 1, milliseconds) > 0 else { return }
    var count: UInt64 = 0
    _ = unsafe read(store.wake.number, &count, 8)
  }

  /// How long nothing has to be done; negative: until something comes.
  private var milliseconds: Int32 {
    guard let oldest = kept.oldest else { return -1 }
    let now = store.clock() / Clock.nanosecondsPerSecond
    let due = oldest.seconds + store.settings.ageSecondsMax
    // What could not be deleted is tried again after a nap.
    guard due > now else { return Int32(Self.napMilliseconds) }
    return Int32(min(Self.napMilliseconds, (due - now) * 1000))
  }
}
