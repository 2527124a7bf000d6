import Glibc
import Primitives
import Testing

@testable import Quarantine

/// The limits of a quarantine, and what becomes of an upload that cannot be kept.
@Suite struct StoreTests {
  private func uploads(_ numbers: Range<Int>, bytes: Int = 1000) -> [(EntryID, SentUpload)] {
    numbers.map { (EntryID(number: $0), SentUpload(pattern(bytes, seed: UInt64($0)))) }
  }

  private func ids(_ bench: Bench) -> [Int] {
    bench.names.compactMap { Int($0.prefix(26)) }
  }

  @Test func theOldestGoWhereThereAreTooManyBytes() throws {
    let bench = try Bench()
    let sent = uploads(1..<8)
    let each = EntryHeader.fileBytes(bodyBytes: 1000, evidenceBytes: 22)
    let store = try bench.store(bytesMax: 3 * each)
    bench.keep(sent.map { $1.upload($0) }, in: store)
    #expect(ids(bench) == [5, 6, 7])
    #expect(store.currentFigures.kept == 7)
    #expect(store.currentFigures.deletedForRoom == 4)
    #expect(store.currentFigures.uploads == 3)
    #expect(store.currentFigures.bytes == 3 * each)
  }

  @Test func theOldestGoWhereThereAreTooManyUploads() throws {
    let bench = try Bench()
    let sent = uploads(1..<6)
    let store = try bench.store(uploadsMax: 2)
    bench.keep(sent.map { $1.upload($0) }, in: store)
    #expect(ids(bench) == [4, 5])
    #expect(store.currentFigures.deletedForRoom == 3)
  }

  @Test func whatIsTooOldGoesAtTheStart() throws {
    let bench = try Bench()
    let sent = uploads(1..<3)
    bench.setTime(Clock.wallNanoseconds())
    try bench.keep(sent.map { $1.upload($0) }, in: bench.store())
    bench.pass(seconds: 999)
    try bench.keep([], in: bench.store())
    #expect(ids(bench) == [1, 2])
    bench.pass(seconds: 2)
    let store = try bench.store()
    bench.keep([], in: store)
    #expect(ids(bench) == [])
    #expect(store.currentFigures.deletedForAge == 2)
    #expect(store.currentFigures.bytes == 0)
  }

  @Test func limitsHoldForWhatAnEarlierProcessKept() throws {
    let bench = try Bench()
    let sent = uploads(1..<6)
    bench.setTime(Clock.wallNanoseconds())
    try bench.keep(sent.map { $1.upload($0) }, in: bench.store())
    let store = try bench.store(uploadsMax: 3)
    bench.keep([], in: store)
    #expect(ids(bench).count == 3)
    #expect(store.currentFigures.uploads == 3)
  }

  @Test func anUploadThatIsLargerThanTheQuarantineCostsNoOther() throws {
    let bench = try Bench()
    let small = uploads(1..<3)
    let large = SentUpload(pattern(10_000))
    let store = try bench.store(bytesMax: 5000)
    bench.keep(small.map { $1.upload($0) } + [large.upload(EntryID(number: 9))], in: store)
    #expect(ids(bench) == [1, 2])
    #expect(store.currentFigures.failed == 1)
    #expect(large.wasAnswered)
  }

  @Test func whatWasBeingWrittenIsRemovedAtTheStartAndForeignFilesStay() throws {
    let bench = try Bench()
    try bench.write([1], to: "\(EntryID(number: 1)).partial")
    try bench.write([1], to: "notes.txt")
    try bench.keep([], in: bench.store())
    #expect(bench.names == ["notes.txt"])
  }

  @Test func aBodyThatCannotBeReadIsLostAloneAndLeavesNothing() throws {
    let bench = try Bench()
    let sent = uploads(1..<3)
    let lost = QuarantinedUpload(
      id: EntryID(number: 9), verdict: "infected", evidence: [], bodyBytes: 2000,
      beginning: (.none, 0), rest: Descriptor(sent[0].1.rest)
    ) {}
    let store = try bench.store()
    bench.keep([sent[0].1.upload(sent[0].0), lost, sent[1].1.upload(sent[1].0)], in: store)
    #expect(ids(bench) == [1, 2])
    #expect(store.currentFigures.failed == 1)
    guard case .failed(let id, .bodyLost)? = bench.firstEvent else {
      Issue.record("nothing was told")
      return
    }
    #expect(id == EntryID(number: 9))
  }

  /// Root alone can mount one.
  @Test(.enabled(if: geteuid() == 0)) func aFullDiskLosesOneUploadAndLeavesNothing() throws {
    let bench = try Bench()
    try #require(unsafe mount("tmpfs", bench.path, "tmpfs", 0, "size=256k,mode=0700") == 0)
    defer { _ = unsafe umount2(bench.path, 2) }
    let sent = uploads(1..<2) + uploads(2..<3, bytes: 1 << 20) + uploads(3..<4)
    let store = try bench.store()
    bench.keep(sent.map { $1.upload($0) }, in: store)
    #expect(bench.names == ["\(EntryID(number: 1)).sealed", "\(EntryID(number: 3)).sealed"])
    #expect(store.currentFigures.failed == 1)
    #expect(store.currentFigures.kept == 2)
    guard case .failed(_, .system(_, let code))? = bench.firstEvent else {
      Issue.record("nothing was told")
      return
    }
    #expect(code.code == ENOSPC)
  }

  @Test func twoStoresDoNotShareADirectory() throws {
    let bench = try Bench()
    let first = try bench.store()
    #expect(throws: QuarantineError.inUse(bench.path)) { try bench.store() }
    withExtendedLifetime(first) {}
  }

  @Test(arguments: [0o750, 0o701, 0o777] as [mode_t])
  func aDirectoryThatOthersMayEnterIsRefused(mode: mode_t) throws {
    let bench = try Bench()
    _ = unsafe chmod(bench.path, mode)
    #expect(throws: QuarantineError.openDirectory(bench.path)) { try bench.store() }
  }

  @Test func theThreadKeepsWhatIsSubmittedAndEnds() throws {
    let bench = try Bench()
    let store = try bench.store()
    let done = try Descriptor.makeSemaphore()
    defer { close(done.number) }
    let sent = SentUpload(pattern(5000))
    try store.start()
    store.submit(
      QuarantinedUpload(
        id: EntryID(number: 1), verdict: "infected", evidence: [], bodyBytes: 5000,
        beginning: (.none, 0), rest: Descriptor(sent.rest)
      ) {
        var one: UInt64 = 1
        _ = unsafe write(done.number, &one, 8)
      })
    var count: UInt64 = 0
    _ = unsafe read(done.number, &count, 8)
    #expect(ids(bench) == [1])
    store.end()
  }

  @Test func whatIsDeletedIsGoneAndDeletingItAgainSaysSo() throws {
    let bench = try Bench()
    let sent = uploads(1..<3)
    try bench.keep(sent.map { $1.upload($0) }, in: bench.store())
    let directory = try QuarantineDirectory(path: bench.path)
    try directory.delete(EntryID(number: 1))
    #expect(try directory.headers { _ in }.map(\.id) == [EntryID(number: 2)])
    #expect(throws: QuarantineError.noEntry("\(EntryID(number: 1))")) {
      try directory.delete(EntryID(number: 1))
    }
  }

  @Test(arguments: [
    "", "../../etc/passwd", "0000000000000000000000000/", "00000000000000000000000000A",
  ])
  func aPathIsNoName(text: String) {
    #expect(EntryID(text.utf8) == nil)
  }
}
