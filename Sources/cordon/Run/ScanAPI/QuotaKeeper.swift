import Configuration
import Digests
import Glibc
import Logging
import Primitives
import Proxy
import Synchronization

/// Knows which key has which cell of the ledger, and keeps the calls of the month in a file: a thread of its
/// own writes it when something has changed, at most every ``writeMilliseconds``. What a crash may lose are the
/// calls since.
final class QuotaKeeper: Sendable {
  private struct State {
    var cells: [Digest: Int] = [:]
    var file: QuotaFile?
    var written = ""
    var hasThread = false
    var isFailing = false
  }

  let ledger = KeyLedger()
  private let state = Mutex(State())
  private let log: Logger

  static let writeMilliseconds: Int32 = 2000

  init(log: Logger) { self.log = log }

  /// The keys of a configuration, with what they have had of this month; `nil` where no route ends in the
  /// scan API.
  func keys(of configuration: Configuration) throws -> ScanKeys? {
    guard let access = configuration.scanAccess else { return nil }
    if access.isOpen { return ScanKeys([], isOpen: true, ledger: ledger) }
    let keys = try access.allKeys()
    try open(access.quotasFile)
    let entries = try keys.map { ScanKeys.Entry(key: $0, cell: try cell(of: $0.digest)) }
    return ScanKeys(entries, isOpen: false, ledger: ledger)
  }

  private func cell(of digest: Digest) throws -> Int {
    try state.withLock { state in
      if let cell = state.cells[digest] { return cell }
      // The first is that of calls without a key.
      let cell = state.cells.count + 1
      guard cell < KeyLedger.capacity else {
        throw ControlPlane.Failure(
          description: "more than \(KeyLedger.capacity - 1) keys since the start: restart Cordon")
      }
      state.cells[digest] = cell
      return cell
    }
  }

  /// Reads what was kept, once, and sees that it can be kept on.
  private func open(_ path: String) throws {
    guard state.withLock({ $0.file == nil }) else { return }
    let file = QuotaFile(path: path)
    try restore(from: file)
    state.withLock { $0.file = file }
    try write()
    startThread()
  }

  /// Reads the file once more: the process that wrote it until now has closed it.
  func readAnew() throws {
    guard let file = state.withLock({ $0.file }) else { return }
    try restore(from: file)
  }

  private func restore(from file: QuotaFile) throws {
    let month = Self.thisMonth
    // Of other months nothing counts any more.
    for entry in try file.read() where entry.month == month {
      ledger.restore(try cell(of: entry.digest), month: month, used: entry.used)
    }
  }

  /// Writes the file for the last time: it is another process's from now on.
  func close() {
    writeOrLog()
    state.withLock { $0.file = nil }
  }

  private static var thisMonth: UInt64 {
    KeyLedger.month(unixSeconds: Clock.wallNanoseconds() / Clock.nanosecondsPerSecond)
  }

  /// Writes the file if what it says is no longer so.
  func write() throws {
    let month = Self.thisMonth
    try state.withLock { state in
      guard let file = state.file else { return }
      let entries = state.cells.sorted { $0.value < $1.value }.compactMap { digest, cell in
        let used = ledger.used(cell, month: month)
        return used > 0 ? QuotaFile.Entry(digest: digest, month: month, used: used) : nil
      }
      let text = QuotaFile.text(entries)
      guard text != state.written else { return }
      try file.write(text)
      state.written = text
    }
  }

  private func startThread() {
    guard
      state.withLock({ state in
        defer { state.hasThread = true }
        return !state.hasThread
      })
    else { return }
    do throws(Errno) {
      try DetachedThread.start { [self] in
        while true {
          _ = poll(nil, 0, Self.writeMilliseconds)
          writeOrLog()
        }
      }
    } catch {
      preconditionFailure("no thread to be had")
    }
  }

  /// Writes the file; that it cannot be is said when it begins.
  func writeOrLog() {
    do {
      try write()
      state.withLock { $0.isFailing = false }
    } catch {
      let isNew = state.withLock { state in
        defer { state.isFailing = true }
        return !state.isFailing
      }
      if isNew { log.error("\(error)") }
    }
  }
}
