import Glibc
import Inspectors
import Primitives
import Signatures
import Synchronization

/// Scans the files of a walk on several threads and prints what came of each.
final class ParallelScan: Sendable {
  /// How results are printed.
  struct Style: Sendable {
    /// A line of JSON for each file.
    var isJSON: Bool
    /// Nothing of clean files.
    var infectedOnly: Bool
    /// Which contents of a file that line has.
    var contents = ScanResult.ContentList.none
    /// A line below each detection that says where it was found.
    var showsPlaces = false
    /// Whether a line on standard error says how far it is.
    var showsProgress: Bool
  }

  /// What the threads share: a walk is over in moments beside a scan, and lines must not mix.
  private struct Shared: ~Copyable {
    var walk: FileWalk
    var tally = ScanTally()
    var failure: String?
    var progressShown: UInt64 = 0
  }

  private let database: SignatureDatabase
  private let reportsAll: Bool
  private let unpacking: Unpacking?
  private let style: Style
  private let progress: ProgressLine
  private let shared: Mutex<Shared>

  /// - Parameters:
  ///   - reportsAll: whether all detections are asked for, not the first alone.
  ///   - unpacking: what looking into files may take; `nil`: they are judged as they are.
  init(
    _ database: SignatureDatabase, walk: sending FileWalk, reportsAll: Bool, unpacking: Unpacking?,
    style: Style
  ) {
    self.database = database
    self.reportsAll = reportsAll
    self.unpacking = unpacking
    self.style = style
    progress = ProgressLine(isShown: style.showsProgress)
    shared = Mutex(Shared(walk: walk))
  }

  /// Scans all, and gives the sums, or what kept a thread from starting.
  func run(threads: Int) -> (tally: ScanTally, failure: String?) {
    ParallelLoop.run(threads, threads: threads) { _ in self.scanFiles() }
    return shared.withLock { shared in
      progress.clear()
      return (shared.tally, shared.failure)
    }
  }

  private func scanFiles() {
    do {
      var inspection = try FileInspection(
        database: database, reportsAll: reportsAll, unpacking: unpacking)
      while let file = nextFile() { finish(ScanResult(of: file, by: &inspection)) }
    } catch let failure as LoneInspector.Failure {
      fail("no inspector: \(failure); with --unpack=no files are scanned as they are")
    } catch {
      fail("\(error)")
    }
  }

  private func fail(_ reason: String) { shared.withLock { $0.failure = reason } }

  private func nextFile() -> WalkedFile? { shared.withLock { $0.walk.next() } }

  private func finish(_ result: ScanResult) {
    let isSilent = style.infectedOnly && result.verdict == .clean
    let line =
      isSilent
      ? []
      : style.isJSON
        ? Array(result.json(database, listing: style.contents).utf8)
        : result.lines(database, showsPlaces: style.showsPlaces)
    shared.withLock { shared in
      shared.tally.count(result)
      if !isSilent {
        progress.clear()
        Output.print(line)
      }
      showProgress(&shared)
    }
  }

  /// Four times a second at most.
  private func showProgress(_ shared: inout Shared) {
    guard progress.isShown else { return }
    let now = Clock.monotonicNanoseconds()
    guard now &- shared.progressShown > 250_000_000 else { return }
    shared.progressShown = now
    let tally = shared.tally
    progress.show("\(tally.files) files, \(tally.bytes >> 20) MiB, \(tally.infected) infected")
  }
}
