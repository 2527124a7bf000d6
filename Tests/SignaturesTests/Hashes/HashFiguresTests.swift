import Digests
import Foundation
import Primitives
import Testing

@testable import Signatures

/// The figures of a database of very many digests. Made on demand:
///
/// ```sh
/// export CORDON_HASH_FIGURES=/var/tmp/figures CORDON_HASH_COUNT=17000000
/// swift test -c release -Xswiftc -enable-testing --filter 'HashFigures.*built'
/// swift test -c release -Xswiftc -enable-testing --filter 'HashFigures.*looked'
/// ```
///
/// In two runs, so that the second one's memory is what looking up takes.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CORDON_HASH_FIGURES"] != nil), .serialized)
struct HashFiguresTests {
  let directory = ProcessInfo.processInfo.environment["CORDON_HASH_FIGURES"] ?? ""
  let count = Int(ProcessInfo.processInfo.environment["CORDON_HASH_COUNT"] ?? "") ?? 1_000_000

  private var database: String { "\(directory)/signatures.cordon" }

  private func digest(_ random: inout SeededRandom) -> Digest {
    let algorithm: DigestAlgorithm =
      switch random.below(10) {
      case ..<6: .md5
      case ..<8: .sha1
      default: .sha256
      }
    return Digest(
      (0..<algorithm.digestBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) })!
  }

  /// A line as ClamAV's databases have them; sizes are anything up to 16 MiB.
  private func line(_ number: Int, _ random: inout SeededRandom) -> (Digest, UInt64, String) {
    let digest = digest(&random)
    let size = 1 + random.below(1 << 24)
    return (digest, size, "Win.Malware.Agent\(number / 1000)-\(number)-0")
  }

  private func write(_ path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    var random = SeededRandom(seed: 17)
    var text = ""
    for number in 0..<count {
      let (digest, size, name) = line(number, &random)
      text += "\(digest.hex):\(size):\(name)\n"
      guard text.utf8.count > 1 << 20 else { continue }
      try file.write(contentsOf: Data(text.utf8))
      text = ""
    }
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private func status(_ key: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(key) })
    return Int(line.filter(\.isNumber)) ?? 0
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Clock.monotonicNanoseconds()
    try body()
    return Double(Clock.monotonicNanoseconds() - start) / 1e9
  }

  /// Seconds of this thread's time on a core: what a machine with other work to do does not
  /// distort.
  private func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
  }

  @Test func `they are built`() throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let source = "\(directory)/generated.hsb"
    if !FileManager.default.fileExists(atPath: source) { try write(source) }
    var set = SignatureSet()
    let reading = try seconds { try set.add(file: source) }
    #expect(set.hashes.count == count)
    let building = try seconds { try SignatureDatabase.build(set, path: database) }
    let file = try DatabaseFile.open(path: database)
    let names = file.entries.filter {
      $0.section == ImageSection.hashNames.rawValue
        || $0.section == ImageSection.hashNameIndex.rawValue
    }.reduce(0) { $0 + $1.byteCount }
    let checking = try seconds { try file.check() }
    print(
      """
      \(count) digests: read and sorted in \(reading) s, written in \(building) s, \
      checked in \(checking) s; peak memory \(try status("VmHWM") / 1024) MiB
      on disk \(file.header.fileBytes) bytes: \
      \(Double(file.header.fileBytes - names) / Double(count)) bytes each without names, \
      \(Double(names) / Double(count)) for the name
      """)
  }

  @Test func `they are looked up`() throws {
    let before = try status("VmRSS")
    var opened: [SignatureDatabase] = []
    for _ in 0..<2 {
      var onCore = 0.0
      let opening = try seconds {
        onCore = try threadSeconds { opened.append(try SignatureDatabase.open(path: database)) }
      }
      print("opened in \(opening * 1000) ms, \(onCore * 1000) ms of them on a core")
    }
    opened.removeLast()
    let hashes = opened[0].hashes
    var reader = HashReader(hashes)
    var random = SeededRandom(seed: 17)
    let lines = (0..<10_000).map { line($0, &random) }
    var unlisted = SeededRandom(seed: 18)
    let others = (0..<10_000).map { _ in digest(&unlisted) }
    for turn in 1...6 {
      var found = 0
      let present = threadSeconds {
        for (digest, size, _) in lines
        where reader.find(digest, kind: .whole, size: size).isFound {
          found += 1
        }
      }
      #expect(found == 10_000)
      let absent = threadSeconds {
        for digest in others where reader.find(digest, kind: .whole, size: 4096).isFound {
          found += 1
        }
      }
      #expect(found == 10_000)
      print(
        "turn \(turn), look-ups: \(present * 1e5) ns where listed, \(absent * 1e5) ns else"
      )
    }
    let after = try status("VmRSS")
    print("resident \(after / 1024) MiB, of which the database \((after - before) / 1024) MiB")
    print("passed by the filter: \(others.count { hashes.mayContain($0, kind: .whole) }) of 10,000")
    for number in [0, 1234, 9999] {
      #expect(hashes.name(UInt32(number)) == lines[number].2)
    }
  }
}
