import Glibc
import Primitives
import Ring
import Simulation
import Testing

/// The simulated driver keeps the contract that the tests of the real one show.
@Suite struct SimulatedRingTests {
  /// A driver in a world without faults, with one accepted connection.
  struct Fixture: ~Copyable {
    var ring: SimulatedRing
    var pool: BufferPool
    let world: World
    let theirs: SimulatedConnection
    var ours: Descriptor

    init(plan: FaultPlan = .none, provided: Int = 2) throws {
      let world = World(seed: 7, plan: plan)
      let listener = world.listen(at: SocketAddress("192.0.2.1:80")!)
      let pool = try BufferPool(capacity: 4, stride: 4_096, headroom: 64)
      var ring = SimulatedRing(world: world)
      try ring.register(pool, uploads: 4, responses: 4)
      theirs = world.connect(to: listener.address, from: SocketAddress("192.0.2.7:9")!)!
      ours = .none
      self.world = world
      self.ring = ring
      self.pool = pool
      for _ in 0..<provided { provideOne() }
      self.ring.accept(from: listener.descriptor, token: SimulatedRingTests.token(99))
      ours = Descriptor(completions(1)[0].result)
    }

    mutating func provideOne() {
      guard let buffer = pool.take() else { return }
      unsafe ring.provide(buffer, pool.receivable(buffer), to: .uploads)
    }

    mutating func receive(_ token: Token, multishot: Bool = true, awaitsReadiness: Bool = true) {
      ring.receive(
        from: ours, group: .uploads, multishot: multishot, awaitsReadiness: awaitsReadiness,
        token: token)
    }

    mutating func completions(_ count: Int) -> [Completion] {
      var all: [Completion] = []
      let deadline = ring.nowNanoseconds + 1_000_000_000
      while all.count < count, ring.nowNanoseconds < deadline {
        try? ring.submit(waitingUntilNanoseconds: deadline)
        while let completion = ring.nextCompletion() { all.append(completion) }
      }
      return all
    }

    func bytes(_ completion: Completion) -> [UInt8] {
      guard let buffer = completion.buffer else { return [] }
      return unsafe [UInt8](
        pool.slice(buffer, offset: pool.headroom, count: Int(completion.result)))
    }
  }

  static func token(_ slot: UInt32) -> Token { Token(slot: slot, generation: 1, operation: 1) }

  @Test func arrivalsEndAndCancellationsOfAMultishotReceive() throws {
    var fixture = try Fixture()
    fixture.receive(token(1))
    _ = fixture.theirs.send([1, 2, 3])
    let first = fixture.completions(1)
    #expect(first.map { fixture.bytes($0) } == [[1, 2, 3]])
    #expect(first[0].isMoreToCome)
    fixture.ring.cancel(token(1))
    let cancelled = fixture.completions(1)
    #expect(cancelled.map(\.result) == [-ECANCELED])
    #expect(!cancelled[0].isMoreToCome)
    fixture.receive(token(2))
    fixture.theirs.finish()
    #expect(fixture.completions(1).map(\.result) == [0])
    #expect(fixture.world.violations == [])
  }

  @Test func noBufferLeftIsENOBUFS() throws {
    var fixture = try Fixture(provided: 0)
    fixture.receive(token(1), awaitsReadiness: false)
    #expect(fixture.completions(1).map(\.result) == [-ENOBUFS])
    fixture.receive(token(2))
    #expect(fixture.completions(1).isEmpty)
    _ = fixture.theirs.send([1])
    #expect(fixture.completions(1).map(\.result) == [-ENOBUFS])
    fixture.provideOne()
    fixture.receive(token(3))
    #expect(fixture.completions(1).map { fixture.bytes($0) } == [[1]])
  }

  @Test func aSendOfAllWaitsForRoomAndACancelledOneTellsWhatHasGone() throws {
    var plan = FaultPlan.none
    plan.socketBytes = 1_000...1_000
    plan.cancelLoses = 0
    var fixture = try Fixture(plan: plan)
    var memory = [UInt8](repeating: 5, count: 2_500)
    unsafe memory.withUnsafeMutableBytes { bytes in
      unsafe fixture.ring.send(
        UnsafeRawBufferPointer(bytes), to: fixture.ours, flags: .all, token: token(1))
      #expect(fixture.completions(1).isEmpty)
      #expect(fixture.theirs.receive(600).count == 600)
      #expect(fixture.completions(1).isEmpty)
      fixture.ring.cancel(token(1))
      #expect(fixture.completions(1).map(\.result) == [1_600])
      unsafe fixture.ring.send(
        UnsafeRawBufferPointer(bytes), to: fixture.ours, flags: [], token: token(2))
      _ = fixture.theirs.receive(300)
      #expect(fixture.completions(1).map(\.result) == [300])
    }
    #expect(fixture.world.violations == [])
  }

  @Test func memoryThatChangesUnderASendIsNoticed() throws {
    var fixture = try Fixture()
    var memory: [UInt8] = [1, 2, 3]
    unsafe memory.withUnsafeMutableBytes { bytes in
      unsafe fixture.ring.send(
        UnsafeRawBufferPointer(bytes), to: fixture.ours, flags: .all, token: token(1))
      unsafe bytes[1] = 9
      _ = fixture.completions(1)
    }
    #expect(fixture.world.violations.contains { $0.contains("changed before it was sent") })
  }

  @Test func aProvidedBufferThatIsWrittenToIsNoticed() throws {
    var fixture = try Fixture(provided: 1)
    unsafe fixture.pool.receivable(0)[0] = 1
    fixture.receive(token(1))
    _ = fixture.theirs.send([1])
    _ = fixture.completions(1)
    #expect(fixture.world.violations.contains { $0.contains("written to while it was provided") })
  }

  @Test func aResetIsAnErrorOnceAndThenTheEnd() throws {
    var fixture = try Fixture()
    fixture.receive(token(1))
    fixture.theirs.reset()
    #expect(fixture.completions(1).map(\.result) == [-ECONNRESET])
    fixture.receive(token(2))
    #expect(fixture.completions(1).map(\.result) == [0])
  }

  @Test func aFullDiskIsENOSPCAfterWhatFits() throws {
    var plan = FaultPlan.none
    plan.diskBytesMax = 10
    var fixture = try Fixture(plan: plan)
    fixture.ring.openUnlinked(in: fixture.world.openDirectory(), token: token(1))
    let file = Descriptor(fixture.completions(1)[0].result)
    var memory = [UInt8](0..<16)
    unsafe memory.withUnsafeMutableBytes { bytes in
      let source = UnsafeRawBufferPointer(bytes)
      unsafe fixture.ring.write(source, to: file, offset: 0, token: token(2))
      #expect(fixture.completions(1).map(\.result) == [10])
      unsafe fixture.ring.write(
        UnsafeRawBufferPointer(rebasing: source[10...]), to: file, offset: 10, token: token(3))
      #expect(fixture.completions(1).map(\.result) == [-ENOSPC])
      unsafe fixture.ring.read(into: bytes, from: file, offset: 8, token: token(4))
      #expect(fixture.completions(1).map(\.result) == [2])
    }
    #expect(memory.prefix(2) == [8, 9])
    fixture.ring.close(file)
    try fixture.ring.submit(waitingUntilNanoseconds: nil)
    #expect(fixture.world.diskBytesUsed == 0)
    #expect(fixture.world.violations == [])
  }

  @Test func theClockMovesOnlyWhenNothingCanGoOn() throws {
    var fixture = try Fixture()
    let before = fixture.ring.nowNanoseconds
    _ = fixture.theirs.send([1])
    fixture.receive(token(1))
    _ = fixture.completions(1)
    #expect(fixture.ring.nowNanoseconds < before + 1_000_000)
    try fixture.ring.submit(waitingUntilNanoseconds: before + 3_600_000_000_000)
    #expect(fixture.ring.nowNanoseconds == before + 3_600_000_000_000)
  }

  @Test func anEventWakesItsReader() throws {
    var fixture = try Fixture()
    let event = fixture.world.openEvent()
    var counter: UInt64 = 0
    unsafe withUnsafeMutableBytes(of: &counter) { bytes in
      unsafe fixture.ring.read(into: bytes, from: event, offset: nil, token: token(1))
      #expect(fixture.completions(1).isEmpty)
      fixture.world.signal(event)
      fixture.world.signal(event)
      #expect(fixture.completions(1).map(\.result) == [8])
    }
    #expect(counter == 2)
  }

  private func token(_ slot: UInt32) -> Token { Self.token(slot) }
}
