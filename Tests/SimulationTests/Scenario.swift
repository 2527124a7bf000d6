import Configuration
import Primitives
import Proxy
import Simulation
import Worker

/// What one seed makes of the world: a configuration, clients, upstreams, faults and events.
struct Scenario {
  let seed: UInt64
  /// Nothing fails and nobody misbehaves, so that each answer is known.
  let isCalm: Bool
  var plan: FaultPlan
  var configuration: Configuration
  var settings: WorkerSettings
  var clients: [ClientPlan] = []
  var uploads: [Upload] = []
  /// Clients of the admin listener.
  var operators: [ClientPlan] = []
  var behaviours: [[UpstreamBehaviour]] = []
  /// When the worker is told to drain, from the beginning; `nil`: when all clients have ended.
  var drainNanoseconds: UInt64?
  /// It is told to stop instead.
  var stops = false
  /// When a new snapshot is adopted, and what is new in it.
  var reloads: [Reload] = []
  /// Nearly all uploads are inspected.
  let isInspecting: Bool
  /// How long inspections take at most.
  var inspectionNanosecondsMax: UInt64 = 1_000_000
  /// The files that answers are made of.
  var pages: [String: Page] = [:]
  /// The longest body that an upstream answers with.
  var answerBytesMax = 4_096

  /// What one snapshot brings.
  struct Reload {
    /// When, from the beginning.
    var nanoseconds: UInt64 = 0
    /// Listens on new sockets instead of those before.
    var replacesSockets = false
    /// Has the second database.
    var isLater = false
    /// The upstreams, in their order.
    var upstreams: [Int]
  }

  static let address = SocketAddress("192.0.2.1:80")!
  static let adminAddress = SocketAddress("192.0.2.1:9090")!

  static func upstreamAddress(_ index: Int) -> SocketAddress {
    SocketAddress("192.0.2.100:\(8_000 + index)")!
  }

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    self.seed = seed
    isCalm = random.below(4) == 0
    isInspecting = random.below(5) == 0
    plan = isCalm ? Self.calmPlan(using: &random) : .random(using: &random)
    let upstreamCount = 1 + Int(random.below(3))
    configuration = Self.configuration(
      upstreams: upstreamCount, isCalm: isCalm, using: &random)
    configuration.listeners[0].routes.append(
      Route(path: "/streamed", backend: 0, scan: .stream, streamWindowBytes: 512 << Int(seed % 4)))
    // Drawn apart, so that all else in the world of a seed is what it was without a quarantine.
    var other = SeededRandom(seed: seed &+ 55)
    configuration.quarantine = Self.quarantine(isCalm: isCalm, using: &other)
    var third = SeededRandom(seed: seed &+ 77)
    Self.balance(&configuration.backends[0], isCalm: isCalm, using: &third)
    settings = Self.settings(configuration, isCalm: isCalm, seed: seed, using: &random)
    addClients(using: &random)
    if !isCalm { makeSomeVanish(using: &other) }
    makeSomeCanonical(using: &other)
    makeSomeStream(using: &third)
    var fourth = SeededRandom(seed: seed &+ 99)
    if !isCalm { answerOtherwise(using: &fourth) }
    addBehaviours(upstreamCount, using: &random)
    addOperators(using: &random)
    addEvents(using: &random)
  }

  /// Order and pieces are random, and nothing is lost.
  private static func calmPlan(using random: inout SeededRandom) -> FaultPlan {
    let drawn = FaultPlan.random(using: &random)
    var plan = FaultPlan.none
    plan.passOver = drawn.passOver
    plan.late = drawn.late
    plan.lateNanosecondsMax = min(drawn.lateNanosecondsMax, 1_000_000)
    plan.shortReceive = drawn.shortReceive
    plan.shortSend = drawn.shortSend
    plan.shortFile = drawn.shortFile
    plan.multishotEnd = drawn.multishotEnd
    plan.spuriousWakeup = drawn.spuriousWakeup
    plan.cancelLoses = drawn.cancelLoses
    plan.submissionsMax = drawn.submissionsMax
    plan.socketBytes = drawn.socketBytes
    return plan
  }

  /// The configuration with other upstreams.
  func configuration(upstreams: [Int]) -> Configuration {
    var other = configuration
    other.backends[0].upstreams = upstreams.map { configuration.backends[0].upstreams[$0] }
    return other
  }

  private static func configuration(
    upstreams: Int, isCalm: Bool, using random: inout SeededRandom
  ) -> Configuration {
    let backend = Backend(
      name: "simulated",
      upstreams: (0..<upstreams).map {
        Upstream(address: upstreamAddress($0), weight: 1 + Int(random.below(3)))
      },
      maxFails: 1 + Int(random.below(3)), ejectMilliseconds: 1 + Int(random.below(1_000)))
    let listener = Listener(
      address: address,
      routes: [
        Route(path: "/held", backend: 0), Route(path: "/unsafe", backend: 0, retry: .unsafe),
        Route(path: "/off", backend: 0, scan: .off),
        Route(path: "/canonical", backend: 0, bodies: .canonical),
      ])
    var limits = Limits()
    limits.holdBytesMax = 4_096 << Int(random.below(5))
    limits.holdBytesPerWorkerMax = limits.holdBytesMax * (1 + Int(random.below(4)))
    limits.headBytesMax = 4_096
    limits.upstreamIdleMax = Int(random.below(4))
    limits.lingerBytesMax = 1 << 20
    if isCalm {
      // A slow reader may take longer than an upstream has time, and than its own next request.
      limits.upstreamTimeoutMilliseconds = 15_000
      limits.sendTimeoutMilliseconds = 1_000_000
      limits.idleTimeoutMilliseconds = 1_000_000
    } else {
      limits.connectionsMax = 2 + Int(random.below(20))
      limits.requestsPerConnectionMax = 1 + Int(random.below(10))
      limits.bodyBytesMax = 10_000 << Int(random.below(4))
      limits.headTimeoutMilliseconds = 100 + Int(random.below(5_000))
      limits.bodyTimeoutMilliseconds = 100 + Int(random.below(10_000))
      limits.idleTimeoutMilliseconds = 100 + Int(random.below(10_000))
      limits.connectTimeoutMilliseconds = 100 + Int(random.below(5_000))
      limits.upstreamTimeoutMilliseconds = 100 + Int(random.below(10_000))
      limits.upstreamIdleTimeoutMilliseconds = 100 + Int(random.below(10_000))
      limits.sendTimeoutMilliseconds = 100 + Int(random.below(10_000))
      limits.drainTimeoutMilliseconds = 100 + Int(random.below(20_000))
      limits.lingerTimeoutMilliseconds = 100 + Int(random.below(3_000))
      limits.lingerBytesMax = 1 << (8 + Int(random.below(12)))
      limits.inspectionBytesMax = 20_000 << Int(random.below(3))
      limits.inspectionQueueMax = 1 + Int(random.below(6))
      limits.inspectionTimeoutMilliseconds = 100 + Int(random.below(10_000))
    }
    return Configuration(
      signatures: SignatureSource(directory: "/nonexistent"), listeners: [listener],
      backends: [backend], accessLog: .off, detectionLog: .off, limits: limits)
  }

  /// Upstreams are chosen in any way, and take only so much at a time in half of the worlds.
  private static func balance(
    _ backend: inout Backend, isCalm: Bool, using random: inout SeededRandom
  ) {
    let ways = [Balance.leastConnections, .roundRobin, .leastBytes, .randomOfTwo, .sourceHash]
    backend.balance = ways[Int(random.below(UInt64(ways.count)))]
    backend.queueMilliseconds = isCalm ? 1_000_000 : 10 + Int(random.below(5_000))
    if !isCalm { backend.queueMax = Int(random.below(6)) }
    guard random.below(2) == 0 else { return }
    for index in backend.upstreams.indices {
      backend.upstreams[index].connectionsMax = 1 + Int(random.below(2))
      backend.upstreams[index].isBackup = index > 0 && random.below(4) == 0
    }
  }

  /// Refused uploads are kept in most worlds, under limits that some reach.
  private static func quarantine(
    isCalm: Bool, using random: inout SeededRandom
  ) -> QuarantinePlace? {
    guard random.below(4) > 0 else { return nil }
    var place = QuarantinePlace(directory: "/nonexistent", keyFile: "/nonexistent")
    if !isCalm {
      place.uploadBytesMax = 500 << Int(random.below(8))
      place.waitingBytesMax = 1_000 << Int(random.below(8))
    }
    return place
  }

  private static func settings(
    _ configuration: Configuration, isCalm: Bool, seed: UInt64, using random: inout SeededRandom
  ) -> WorkerSettings {
    var settings = WorkerSettings(index: 0, configuration: configuration, seed: seed)
    settings.bufferBytes = 4_096 << Int(random.below(2))
    // Responses in crumbs to slow readers keep a buffer each, and others waiting where those are few.
    settings.buffers = (isCalm ? 1024 : 12) + Int(random.below(64))
    settings.uploadsProvided = 1 + Int(random.below(UInt64(settings.buffers / 4)))
    settings.responsesProvided = 1 + Int(random.below(UInt64(settings.buffers / 8)))
    settings.connectionsMax = min(64, configuration.limits.connectionsMax)
    settings.inspectionBytesPerTurn = 64 << Int(random.below(12))
    settings.upstreamConnectionsMax = isCalm ? 128 : 1 + Int(random.below(30))
    return settings
  }

  private mutating func addClients(using random: inout SeededRandom) {
    for client in 0..<1 + Int(random.below(8)) {
      var plan = ClientPlan()
      plan.writeBytesMax = [1, 30, 1_000, 65_536, 65_536][Int(random.below(5))]
      plan.readBytesMax = [1, 100, 65_536, 65_536][Int(random.below(4))]
      plan.isPipelined = random.below(3) == 0
      plan.startNanoseconds = random.below(1_000_000_000)
      let isStrange = !isCalm && random.below(4) == 0
      let isOld = random.below(12) == 0
      let last = Int(random.below(4))
      for place in 0...last {
        // What follows a request of another length than it says would be read as a part of it.
        let upload = Upload(
          client: client, place: place, isSmall: plan.writeBytesMax < 1_000,
          isStrange: isStrange && place == last, isOld: isOld,
          isInspected: isInspecting && random.below(4) > 0, using: &random)
        plan.requests.append(upload.request)
        uploads.append(upload)
        if upload.isLast, random.below(4) > 0 { break }
      }
      if isCalm, plan.writeBytesMax > 500, random.below(4) == 0 {
        // Slower than the upstreams have time: that is not their fault.
        plan.readPauseNanosecondsMax = random.below(1_000_000_000)
      }
      if !isCalm { spoil(&plan, using: &random) }
      clients.append(plan)
    }
  }

  /// Some are gone as soon as their last upload is complete.
  private mutating func makeSomeVanish(using random: inout SeededRandom) {
    for place in clients.indices where random.below(6) == 0 {
      clients[place].ending = .vanishWhenSent(isReset: random.below(2) == 0)
    }
  }

  /// Some uploads go where they are written anew.
  private mutating func makeSomeCanonical(using random: inout SeededRandom) {
    for place in uploads.indices where random.below(3) == 0 {
      uploads[place].makeCanonical()
      let upload = uploads[place]
      clients[upload.client].requests[upload.place] = upload.request
    }
  }

  /// Some uploads move on while they are scanned.
  private mutating func makeSomeStream(using random: inout SeededRandom) {
    for place in uploads.indices where random.below(3) == 0 {
      uploads[place].makeStreamed()
      let upload = uploads[place]
      clients[upload.client].requests[upload.place] = upload.request
    }
  }

  private mutating func addOperators(using random: inout SeededRandom) {
    for _ in 0..<random.below(3) {
      var plan = ClientPlan()
      plan.startNanoseconds = random.below(1_500_000_000)
      plan.isPipelined = random.below(2) == 0
      for _ in 0...random.below(3) {
        var request = ClientRequest(target: ["/healthz", "/metrics", "/x"][Int(random.below(3))])
        request.method = ["GET", "GET", "HEAD", "DELETE"][Int(random.below(4))]
        request.framing = .none
        plan.requests.append(request)
      }
      if !isCalm { spoil(&plan, using: &random) }
      operators.append(plan)
    }
  }

  private func spoil(_ plan: inout ClientPlan, using random: inout SeededRandom) {
    plan.thinkNanosecondsMax = random.below(3) == 0 ? random.below(5_000_000_000) : 0
    if random.below(6) == 0, plan.readBytesMax > 50 {
      plan.readPauseNanosecondsMax = random.below(300_000_000)
    }
    if random.below(6) == 0, plan.writeBytesMax > 500 {
      plan.writePauseNanosecondsMax = random.below(300_000_000)
    }
    let isReset = random.below(2) == 0
    switch random.below(10) {
    case 0: plan.ending = .halfClose
    case 1: plan.ending = .stays
    case 2: plan.ending = .vanish(afterSentBytes: Int(random.below(20_000)), isReset: isReset)
    case 3: plan.ending = .deaf(afterReceivedBytes: Int(random.below(6_000)), isReset: isReset)
    case 4: plan.ending = .stalls(afterSentBytes: Int(random.below(20_000)))
    case 5: plan.ending = .stopsReading(afterReceivedBytes: Int(random.below(6_000)))
    default: break
    }
  }

  private mutating func addBehaviours(_ upstreams: Int, using random: inout SeededRandom) {
    let healthy = UpstreamBehaviour.allCases.filter(\.isHealthy)
    for _ in 0..<upstreams {
      if isCalm {
        // One that closes without warning may take a request with it: not calm.
        behaviours.append(healthy.filter { $0 != .closesSilently })
      } else {
        var some = healthy + healthy
        for behaviour in UpstreamBehaviour.allCases where random.below(3) == 0 {
          some.append(behaviour)
        }
        behaviours.append(some)
      }
    }
  }

  private mutating func addEvents(using random: inout SeededRandom) {
    for _ in 0..<random.below(4) {
      var reload = Reload(upstreams: Array(0..<behaviours.count))
      reload.nanoseconds = random.below(3_000_000_000)
      reload.replacesSockets = !isCalm && random.below(3) == 0
      reload.isLater = random.below(2) == 0
      reload.upstreams.shuffle(using: &random)
      if random.below(2) == 0 {
        reload.upstreams.removeLast(Int(random.below(UInt64(behaviours.count))))
      }
      reloads.append(reload)
    }
    reloads.sort { $0.nanoseconds < $1.nanoseconds }
    answerBytesMax = [10, 4_096, 60_000][Int(random.below(3))]
    // Through a narrow pipe it would only take long.
    answerBytesMax = min(answerBytesMax, plan.socketBytes.lowerBound * 64)
    inspectionNanosecondsMax = 1 + random.below([1_000_000, 200_000_000][Int(random.below(2))])
    if !isCalm, isInspecting || random.below(3) == 0 { inspectionNanosecondsMax *= 100 }
    if !isCalm, random.below(3) == 0 { drainNanoseconds = random.below(5_000_000_000) }
    stops = !isCalm && random.below(10) == 0
  }
}
