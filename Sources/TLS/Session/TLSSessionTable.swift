/// The sessions of a worker's connections, by their slots.
@safe
public struct TLSSessionTable: ~Copyable {
  private let sessions: UnsafeMutablePointer<TLSSession>
  private let isUsed: UnsafeMutablePointer<Bool>
  private let capacity: Int
  private let wire = SessionWire()
  /// How many there are.
  public private(set) var count = 0

  /// Room for a session of each of so many slots.
  public init(capacity: Int) {
    self.capacity = capacity
    unsafe sessions = .allocate(capacity: max(1, capacity))
    unsafe isUsed = .allocate(capacity: max(1, capacity))
    unsafe isUsed.initialize(repeating: false, count: max(1, capacity))
  }

  deinit {
    for slot in 0..<capacity where unsafe isUsed[slot] {
      unsafe (sessions + slot).deinitialize(count: 1)
    }
    unsafe sessions.deallocate()
    unsafe isUsed.deallocate()
  }

  /// Begins a slot's session; false for want of memory.
  public mutating func begin(_ slot: UInt32, _ server: TLSServer) -> Bool {
    guard let session = TLSSession(server: server, wire: wire) else { return false }
    put(session, slot)
    return true
  }

  /// Begins a slot's session with a server; false for want of memory, or where the name or address is none.
  ///
  /// - Parameters: as those of ``TLSSession/init(client:name:address:number:wire:)``.
  public mutating func begin(
    _ slot: UInt32, _ client: TLSClient, name: String?, address: String?, number: Int
  ) -> Bool {
    guard
      let session = TLSSession(
        client: client, name: name, address: address, number: number, wire: wire)
    else { return false }
    put(session, slot)
    return true
  }

  private mutating func put(_ session: consuming TLSSession, _ slot: UInt32) {
    precondition(Int(slot) < capacity && !(unsafe isUsed[Int(slot)]), "a slot has one session")
    unsafe (sessions + Int(slot)).initialize(to: session)
    unsafe isUsed[Int(slot)] = true
    count += 1
  }

  /// Forgets a slot's session, if it has one.
  public mutating func end(_ slot: UInt32) {
    guard Int(slot) < capacity, unsafe isUsed[Int(slot)] else { return }
    unsafe (sessions + Int(slot)).deinitialize(count: 1)
    unsafe isUsed[Int(slot)] = false
    count -= 1
  }

  /// The session of a slot that has one; any other traps.
  public subscript(slot: UInt32) -> TLSSession {
    unsafeAddress {
      precondition(Int(slot) < capacity && (unsafe isUsed[Int(slot)]))
      return unsafe UnsafePointer(sessions + Int(slot))
    }
    unsafeMutableAddress {
      precondition(Int(slot) < capacity && (unsafe isUsed[Int(slot)]))
      return unsafe sessions + Int(slot)
    }
  }
}
