import Primitives
import Ring
import Simulation
import Testing

@Suite struct SimulatedWorldTests {
  static let upstreamAddress = SocketAddress("192.0.2.9:80")!

  /// Relays some clients to one upstream, and gives the world as it is after that.
  private func relay(
    seed: UInt64, plan: FaultPlan = .none, clients: Int = 4,
    mistake: Relay<SimulatedRing>.Mistake = .none,
    behaviours: [UpstreamBehaviour] = [.normal, .chunked, .slow, .interim]
  ) -> (world: World, upstream: UpstreamServer) {
    let world = World(seed: seed, plan: plan)
    world.turnsMax = 30_000
    let listener = world.listen(at: SocketAddress("192.0.2.1:80")!)
    let upstream = UpstreamServer(
      address: Self.upstreamAddress, index: 0, behaviours: behaviours)
    world.add(upstream)
    for number in 0..<clients {
      var plan = ClientPlan()
      plan.writeBytesMax = [1, 100, 65_536][Int(world.random.below(3))]
      for request in 0...world.random.below(3) {
        plan.requests.append(
          Self.request(
            target: "/\(number)/\(request)", bodyBytesMax: min(20_000, 500 * plan.writeBytesMax),
            using: &world.random))
      }
      plan.isPipelined = world.chance(0.3)
      world.add(
        ClientActor(
          plan: plan, target: listener.address, address: SocketAddress("198.51.100.1:1000")!,
          in: world))
    }
    do {
      let relay = try Relay(
        driver: SimulatedRing(world: world), listener: listener.descriptor,
        upstream: Self.upstreamAddress)
      relay.mistake = mistake
      try relay.run(connections: clients)
    } catch {
      if world.violations.isEmpty { world.violation("\(error)") }
    }
    return (world, upstream)
  }

  static func request(target: String, bodyBytesMax: Int, using random: inout SeededRandom)
    -> ClientRequest
  {
    var request = ClientRequest(target: target)
    request.framing = random.below(2) == 0 ? .contentLength : .chunked
    request.body = bytes(Int(random.below(UInt64(bodyBytesMax))), using: &random)
    return request
  }

  static func bytes(_ count: Int, using random: inout SeededRandom) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  @Test func theSameSeedReplaysExactlyAndAnotherDoesNot() {
    var plan = FaultPlan.none
    plan.shortReceive = 0.5
    plan.late = 0.2
    let first = relay(seed: 11, plan: plan)
    let second = relay(seed: 11, plan: plan)
    let other = relay(seed: 12, plan: plan)
    #expect(first.world.fingerprint == second.world.fingerprint)
    #expect(first.world.turnCount == second.world.turnCount)
    #expect(first.world.fingerprint != other.world.fingerprint)
    #expect(
      first.upstream.deliveries.map(\.message.body)
        == second.upstream.deliveries.map(\.message.body))
  }

  @Test(arguments: 0..<20)
  func whatIsRelayedArrivesWholeWithoutFaults(seed: UInt64) {
    let (world, upstream) = relay(seed: seed)
    #expect(world.violations == [])
    #expect(world.operationsInFlight == 0)
    #expect(world.buffersProvided == 16)
    #expect(world.descriptorsOpen.isEmpty)
    for client in world.clients {
      #expect(client.error == nil)
      #expect(client.responses.count == client.plan.requests.count)
      for request in client.plan.requests {
        let delivered = upstream.deliveries.filter { $0.message.target == request.target }
        #expect(delivered.count == 1)
        #expect(delivered.first?.message.body == request.body)
      }
    }
  }

  @Test(arguments: 100..<200)
  func aCarefulWorkerViolatesNothingUnderRandomFaults(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let plan = FaultPlan.random(using: &random)
    let (world, upstream) = relay(
      seed: seed, plan: plan, behaviours: UpstreamBehaviour.allCases.filter { $0 != .never })
    #expect(world.violations == [])
    #expect(world.operationsInFlight == 0)
    #expect(world.buffersProvided == 16)
    #expect(world.descriptorsOpen.isEmpty)
    #expect(upstream.errors.isEmpty)
  }

  @Test(arguments: [
    (Relay<SimulatedRing>.Mistake.providesTooEarly, "provided while token"),
    (.closesTwice, "which is not open"),
    (.submitsTwice, "submitted while it is in flight"),
  ])
  func aWorkerThatMakesAMistakeIsNoticed(mistake: Relay<SimulatedRing>.Mistake, words: String) {
    let noticed = (0..<10).contains { seed in
      relay(seed: UInt64(seed), mistake: mistake).world.violations.contains {
        $0.contains(words)
      }
    }
    #expect(noticed)
  }

  @Test func closingWithOperationsInFlightIsNoticed() {
    var plan = FaultPlan.none
    plan.receiveError = 0.1
    let noticed = (0..<20).contains { seed in
      relay(seed: UInt64(seed), plan: plan, mistake: .closesTooEarly).world.violations.contains {
        $0.contains("operations in flight")
      }
    }
    #expect(noticed)
  }

  @Test func aLeaseThatIsKeptIsMissingInTheEnd() {
    #expect(relay(seed: 1, mistake: .keepsLease).world.buffersProvided < 16)
  }
}
