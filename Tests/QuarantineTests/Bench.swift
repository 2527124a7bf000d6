import Digests
import Glibc
import Primitives
import Synchronization
import Testing

@testable import Quarantine

/// A directory of its own for a test, with the keys of a quarantine, gone with the object.
final class Bench: Sendable {
  let path: String
  let key: QuarantinePrivateKey
  /// The wall clock of stores, in nanoseconds.
  private let time = Atomic<UInt64>(1_800_000_000_000_000_000)
  private let told = Mutex<[QuarantineStore.Event]>([])

  /// The first event that a store told of.
  var firstEvent: QuarantineStore.Event? { told.withLock { $0.first } }

  func setTime(_ nanoseconds: UInt64) { time.store(nanoseconds, ordering: .relaxed) }

  func pass(seconds: UInt64) {
    time.add(seconds * Clock.nanosecondsPerSecond, ordering: .relaxed)
  }

  var now: UInt64 { time.load(ordering: .relaxed) }

  init() throws {
    var template = Array("/tmp/cordon-quarantine-XXXXXX".utf8.map { CChar($0) }) + [0]
    _ = try #require(unsafe mkdtemp(&template) != nil)
    path = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    key = try QuarantinePrivateKey()
  }

  deinit {
    for name in names { _ = unsafe unlink("\(path)/\(name)") }
    _ = unsafe rmdir(path)
  }

  var names: [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let item = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: item.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func store(
    bytesMax: Int = 1 << 30, uploadsMax: Int = 1000, ageSecondsMax: UInt64 = 1000
  ) throws -> QuarantineStore {
    let settings = QuarantineStore.Settings(
      directory: path, key: key.publicKey, bytesMax: bytesMax, uploadsMax: uploadsMax,
      ageSecondsMax: ageSecondsMax)
    return try QuarantineStore(
      settings, clock: { self.now }, tell: { event in self.told.withLock { $0.append(event) } })
  }

  /// Keeps uploads on this thread, as the store's does, and ends.
  func keep(_ uploads: [QuarantinedUpload], in store: QuarantineStore) {
    for upload in uploads { store.submit(upload) }
    store.end()
    var keeper = QuarantineKeeper(store)
    keeper.run()
  }

  func contents(_ name: String) throws -> [UInt8] {
    let number = unsafe open("\(path)/\(name)", O_RDONLY)
    try #require(number >= 0)
    defer { close(number) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    let count = try OpenFile.read(number, at: 0, into: &bytes)
    return Array(bytes[..<count])
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let number = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(number >= 0)
    defer { close(number) }
    try #require(unsafe Glibc.write(number, bytes, bytes.count) == bytes.count)
  }
}

/// A body in two files, as a worker hands it over.
final class SentUpload: Sendable {
  let beginning: Int32
  let rest: Int32
  let body: [UInt8]
  let spilledBytes: Int
  private let isAnswered = Atomic<Bool>(false)

  /// Whether the store has done with it.
  var wasAnswered: Bool { isAnswered.load(ordering: .relaxed) }

  /// - Parameter spilledBytes: how much of it is in the first file.
  init(_ body: [UInt8], spilledBytes: Int = 0) {
    self.body = body
    self.spilledBytes = spilledBytes
    beginning = Self.file(body[..<spilledBytes])
    rest = Self.file(body[spilledBytes...])
  }

  deinit {
    close(beginning)
    close(rest)
  }

  private static func file(_ bytes: ArraySlice<UInt8>) -> Int32 {
    var template = Array("/tmp/cordon-upload-XXXXXX".utf8.map { CChar($0) }) + [0]
    let number = unsafe mkstemp(&template)
    precondition(number >= 0)
    _ = unsafe unlink(template)
    let bytes = Array(bytes)
    precondition(unsafe Glibc.write(number, bytes, bytes.count) == bytes.count)
    return number
  }

  func upload(
    _ id: EntryID, evidence: [UInt8] = Array("{\"verdict\":\"infected\"}".utf8),
    verdict: String = "infected"
  ) -> QuarantinedUpload {
    QuarantinedUpload(
      id: id, verdict: verdict, evidence: evidence, bodyBytes: body.count,
      beginning: (Descriptor(spilledBytes > 0 ? beginning : -1), spilledBytes),
      rest: Descriptor(rest)
    ) { self.isAnswered.store(true, ordering: .relaxed) }
  }
}

extension EntryID {
  /// The n-th name of a test.
  init(number: Int) {
    let digits = String(number)
    self.init((String(repeating: "0", count: 26 - digits.count) + digits).utf8)!
  }
}

/// Bytes that differ from place to place.
func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var random = SeededRandom(seed: seed)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
}

extension Bench {
  /// Who may do what with a file.
  func mode(_ name: String) throws -> mode_t {
    var status = stat()
    try #require(unsafe stat("\(path)/\(name)", &status) == 0)
    return status.st_mode & 0o7777
  }
}
