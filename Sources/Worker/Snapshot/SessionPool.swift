import Hyperscan
import Scanning
import Signatures

/// The scan sessions of one worker on one database, made when first needed and used again.
@safe struct SessionPool: ~Copyable {
  private let database: SignatureDatabase
  private let sessions: UnsafeMutablePointer<ScanSession>
  private var free: [UInt32] = []
  private var made = 0
  private let capacity: Int
  var scratch: Scratch

  /// Room for `capacity` sessions, none made yet.
  init(database: SignatureDatabase, capacity: Int) throws {
    self.database = database
    self.capacity = capacity
    scratch = try database.makeScratch()
    unsafe sessions = .allocate(capacity: capacity)
    free.reserveCapacity(capacity)
  }

  deinit {
    unsafe sessions.deinitialize(count: made)
    unsafe sessions.deallocate()
  }

  /// Takes a session; `nil` when all are in use or none can be made.
  mutating func take() -> UInt32? {
    if let index = free.popLast() { return index }
    guard made < capacity, let session = try? ScanSession(database: database) else { return nil }
    unsafe (sessions + made).initialize(to: session)
    made += 1
    return UInt32(made - 1)
  }

  /// Gives a session back.
  mutating func release(_ index: UInt32) { free.append(index) }

  /// A session and the worker's scratch, together.
  mutating func withSession<Result>(
    _ index: UInt32, _ body: (inout ScanSession, inout Scratch) -> Result
  ) -> Result {
    precondition(Int(index) < made)
    return unsafe body(&sessions[Int(index)], &scratch)
  }
}
