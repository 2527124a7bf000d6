import Digests
import Glibc
import Primitives
import Signatures

/// What opening a built database and looking digests up in it cost, on one core.
struct DigestMeasurement {
  /// A line of a database of digests, as far as it is looked up.
  private struct Entry {
    let digest: Digest
    let size: UInt64
  }

  /// How many lines of the source are looked up.
  private static let entryCountMax = 10_000
  private static let pieceBytes = 1 << 20

  private let database: SignatureDatabase
  private let entries: [Entry]
  private let openings: [Double]

  /// Opens a built database several times, and reads the first lines of a source of it.
  ///
  /// - Parameter source: a file of lines `digest:size:name`.
  init(database path: String, source: String, rounds: Int) throws {
    entries = try Self.entries(of: source)
    var openings: [Double] = []
    var database: SignatureDatabase?
    for _ in 0..<max(1, rounds) {
      database = nil
      let start = Clock.monotonicNanoseconds()
      database = try DatabaseArgument.open(path)
      openings.append(Double(Clock.monotonicNanoseconds() - start) / 1e6)
    }
    guard let database else { throw DatabaseArgument.failed("\(path): cannot be opened") }
    self.database = database
    self.openings = openings
  }

  /// Looks everything up again and again, and says what it cost.
  func run(rounds: Int) -> [String] {
    var reader = HashReader(database.hashes)
    var (listed, others): ([Double], [Double]) = ([], [])
    var (found, foundOthers) = (0, 0)
    var random = SeededRandom(seed: 1)
    let strangers = entries.map { entry in
      Entry(digest: Self.random(as: entry.digest, &random), size: entry.size)
    }
    // The first round brings the pages to the cache, and is not counted.
    for round in 0...max(1, rounds) {
      let first = Self.nanosecondsEach(entries, &reader, &found)
      let second = Self.nanosecondsEach(strangers, &reader, &foundOthers)
      guard round > 0 else { continue }
      listed.append(first)
      others.append(second)
    }
    return [
      "opened in \(MeasureCommand.text(MeasureCommand.median(openings))) ms",
      "look-up: \(Int(MeasureCommand.median(listed))) ns listed, "
        + "\(Int(MeasureCommand.median(others))) ns not listed; "
        + "\(found) of \(entries.count) found, \(foundOthers) of the others",
      "resident: \(Self.residentBytes() / 1024) KiB",
    ]
  }

  private static func nanosecondsEach(
    _ entries: [Entry], _ reader: inout HashReader, _ found: inout Int
  ) -> Double {
    found = 0
    let start = threadSeconds()
    for entry in entries
    where reader.find(entry.digest, kind: .whole, size: entry.size).isFound {
      found += 1
    }
    return (threadSeconds() - start) * 1e9 / Double(max(entries.count, 1))
  }

  private static func random(as digest: Digest, _ random: inout SeededRandom) -> Digest {
    let bytes = (0..<digest.algorithm.digestBytes).map { _ in
      UInt8(truncatingIfNeeded: random.next())
    }
    return Digest(bytes) ?? digest
  }

  private static func entries(of path: String) throws -> [Entry] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DatabaseArgument.failed("\(path): cannot be opened") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: pieceBytes)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    let lines = bytes[..<max(0, count)].split(separator: UInt8(ascii: "\n"))
    let entries = lines.prefix(entryCountMax).compactMap { line -> Entry? in
      let fields = line.split(separator: UInt8(ascii: ":"))
      guard fields.count == 3, let digest = Digest(hex: fields[0]),
        let size = UInt64(String(decoding: fields[1], as: UTF8.self))
      else { return nil }
      return Entry(digest: digest, size: size)
    }
    guard !entries.isEmpty else {
      throw DatabaseArgument.failed("\(path): has no lines of digest:size:name")
    }
    return entries
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The resident memory of the process.
  private static func residentBytes() -> Int {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    let fields = bytes[..<max(0, count)].split(separator: UInt8(ascii: " "))
    guard fields.count > 1 else { return 0 }
    return (Int(String(decoding: fields[1], as: UTF8.self)) ?? 0)
      * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
