import Inspectors
import Primitives
import Signatures

/// One inspector's place: whoever has it now, or will.
struct CrewMember {
  /// What there is to wait for.
  enum Stage {
    /// Nobody is there until then.
    case absent(untilNanoseconds: UInt64)
    /// The spawner has been asked.
    case asked
    /// The process is there, and closes its sandbox.
    case preparing(deadlineNanoseconds: UInt64)
    case idle
    case judging(InspectionRequest, deadlineNanoseconds: UInt64)
    /// The process is told to end, or has ended: what of that the spawner says is waited for.
    case leaving(InspectionRequest?, InspectorEnd?)
  }

  /// A database that the process has.
  struct Held {
    var number: UInt64
    var database: SignatureDatabase
    var usedNanoseconds: UInt64
  }

  var stage = Stage.absent(untilNanoseconds: 0)
  private(set) var link: InspectorLink?
  /// The process's number, also when it has ended.
  private(set) var process: Int32 = 0
  /// Under which it was asked for.
  var number: UInt32 = 0
  /// What the process has: that of the newest snapshot, and at most one more.
  private(set) var held: [Held] = []
  private var nextDatabase: UInt64 = 0
  /// Names the body that is judged.
  private(set) var sequence: UInt64 = 0
  /// Bodies that the process has judged.
  private(set) var judged = 0
  /// Processes in a row that have ended without having judged one.
  private(set) var failures = 0

  /// The most databases that a process has.
  static let databasesMax = 2
  /// A database that is not the newest is let go of when nobody has asked for it for so long.
  static let forgetNanoseconds: UInt64 = 10_000_000_000

  /// Somebody has come.
  mutating func welcome(_ newLink: InspectorLink) {
    link = newLink
    process = newLink.identifier
    judged = 0
  }

  /// Closes what is held of the process.
  mutating func letGo() {
    link?.close()
    link = nil
    held = []
  }

  /// Has the process judge by a database; its number.
  mutating func ensure(
    _ database: SignatureDatabase, newest: SignatureDatabase?, now: UInt64
  ) throws(Errno) -> UInt64 {
    if let place = held.firstIndex(where: { $0.database === database }) {
      held[place].usedNanoseconds = now
      return held[place].number
    }
    if held.count == Self.databasesMax {
      try forget(at: held.firstIndex { $0.database !== newest } ?? 0)
    }
    nextDatabase += 1
    try link!.adopt(database, number: nextDatabase)
    held.append(Held(number: nextDatabase, database: database, usedNanoseconds: now))
    return nextDatabase
  }

  /// When there is a database to let go of.
  func forgetsAt(newest: SignatureDatabase?) -> UInt64? {
    held.filter { $0.database !== newest }.map { $0.usedNanoseconds + Self.forgetNanoseconds }.min()
  }

  /// Has the process let go of what nobody asks for any more.
  mutating func forgetUnused(newest: SignatureDatabase?, now: UInt64) throws(Errno) {
    for place in held.indices.reversed() where held[place].database !== newest {
      guard now >= held[place].usedNanoseconds + Self.forgetNanoseconds else { continue }
      try forget(at: place)
    }
  }

  private mutating func forget(at place: Int) throws(Errno) {
    let number = held[place].number
    held.remove(at: place)
    try link!.forget(number)
  }

  /// Begins a body; what it is named by.
  mutating func begin() -> UInt64 {
    sequence += 1
    return sequence
  }

  /// A body is judged.
  mutating func finish() {
    judged += 1
    failures = 0
  }

  /// The process has ended; how long to wait before the next one.
  mutating func fail(_ end: InspectorEnd) -> UInt64 {
    defer { judged = 0 }
    guard end != .retired, judged == 0 else { return 0 }
    failures = min(failures + 1, 20)
    // At once the first time; then 20 ms, twice as long each time, up to a second: what makes each one end
    // must not take the cores, and what comes after it must not wait for long.
    return failures == 1 ? 0 : min(10_000_000 << UInt64(min(failures - 1, 10)), 1_000_000_000)
  }
}
