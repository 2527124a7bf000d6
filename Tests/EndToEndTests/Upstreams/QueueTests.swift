import Glibc
import Primitives
import Synchronization
import Testing

/// Upstreams that take only so much at a time.
@Suite struct QueueTests {
  /// Answers when it is let.
  private final class Gate: Sendable {
    private let answers = Mutex(0)

    func open(_ count: Int = 1) { answers.withLock { $0 += count } }

    var script: Backend.Script {
      { [self] wire, _, backend in
        while let request = try wire.readRequest() {
          backend.record(request)
          try eventually("it may answer") {
            answers.withLock { answers in
              guard answers > 0 else { return false }
              answers -= 1
              return true
            }
          }
          try wire.send(Backend.ok("ok"))
        }
      }
    }
  }

  @Test(arguments: [1, 2])
  func whatAnUpstreamMayNotHaveYetWaits(workers: Int) async throws {
    try await onStage { stage in
      let gate = Gate()
      let backend = try stage.startBackend(script: gate.script)
      var settings = ProxySettings(backend.address)
      settings.workers = workers
      settings.backend = ["maxConnections: 2"]
      let proxy = try stage.startProxy(settings)
      let wires = try (0..<8).map { number in
        let wire = try proxy.connect()
        try wire.upload([UInt8(number)])
        return wire
      }
      try eventually("six wait") { try proxy.metrics()["cordon_exchanges_queued"] == 6 }
      #expect(backend.received.count == 2)
      for done in 1...8 {
        gate.open()
        let most = min(8, done + 2)
        try eventually("\(most) have come") { backend.received.count == most }
      }
      for wire in wires { #expect(try wire.readAnswer().status == 200) }
      #expect(try proxy.metrics()["cordon_upstream_queued_total"] == 6)
      try eventually("none waits") { try proxy.metrics()["cordon_exchanges_queued"] == 0 }
    }
  }

  @Test func whatWaitsTooLongOrBehindTooManyIsRefused() async throws {
    try await onStage { stage in
      let gate = Gate()
      let backend = try stage.startBackend(script: gate.script)
      var settings = ProxySettings(backend.address)
      settings.backend = ["maxConnections: 1", "queueMax: 1", "queueTimeout: 1s"]
      let proxy = try stage.startProxy(settings)
      let served = try proxy.connect()
      try served.upload([1])
      try eventually("it has come") { backend.received.count == 1 }
      let waiting = try proxy.connect()
      try waiting.upload([2])
      try eventually("it waits") { try proxy.metrics()["cordon_exchanges_queued"] == 1 }
      let third = try proxy.upload([3])
      #expect(third.status == 503 && third.member("reason") == "queue_full")
      let late = try waiting.readAnswer()
      #expect(late.status == 503 && late.member("reason") == "queue_timeout")
      // The connection goes on, and so does the upstream.
      gate.open(2)
      #expect(try served.readAnswer().status == 200)
      try waiting.upload([4])
      #expect(try waiting.readAnswer().status == 200)
      #expect(try proxy.limitCount("queueMax") == 1)
      #expect(try proxy.limitCount("queueTimeout") == 1)
      #expect(try proxy.outcomeCount("no_upstream") == 2)
      #expect(backend.received.count == 2)
    }
  }

  @Test func whoGoesWhileItWaitsIsForgotten() async throws {
    try await onStage { stage in
      let gate = Gate()
      let backend = try stage.startBackend(script: gate.script)
      var settings = ProxySettings(backend.address)
      settings.backend = ["maxConnections: 1"]
      let proxy = try stage.startProxy(settings)
      let wires = try (0..<4).map { number in
        let wire = try proxy.connect()
        try wire.upload([UInt8(number)])
        try eventually("it is with the upstream, or waits") {
          try backend.received.count == 1
            && proxy.metrics()["cordon_exchanges_queued"] == number
        }
        return wire
      }
      wires[1].reset()
      wires[3].reset()
      try eventually("one waits") { try proxy.metrics()["cordon_exchanges_queued"] == 1 }
      gate.open(2)
      #expect(try wires[0].readAnswer().status == 200)
      #expect(try wires[2].readAnswer().status == 200)
      #expect(backend.received.map(\.body) == [[0], [2]])
    }
  }

  @Test func bodiesThatAreNotHeldWaitToo() async throws {
    try await onStage { stage in
      let gate = Gate()
      let backend = try stage.startBackend(script: gate.script)
      var settings = ProxySettings(backend.address)
      settings.scan = "off"
      settings.backend = ["maxConnections: 1"]
      let proxy = try stage.startProxy(settings)
      let first = try proxy.connect()
      try first.upload([1])
      try eventually("it has come") { backend.received.count == 1 }
      let body = Bodies.bytes(3 << 20)
      let answer = Concurrently { try proxy.upload(body) }
      try eventually("it waits") { try proxy.metrics()["cordon_exchanges_queued"] == 1 }
      gate.open(2)
      #expect(try answer.value().status == 200)
      #expect(backend.received.last?.body == body)
      #expect(try first.readAnswer().status == 200)
    }
  }

  @Test func aReloadServesWhatWaits() async throws {
    try await onStage { stage in
      let gate = Gate()
      let backend = try stage.startBackend(script: gate.script)
      var settings = ProxySettings(backend.address)
      settings.backend = ["maxConnections: 1"]
      let proxy = try stage.startProxy(settings)
      let wires = try (0..<3).map { number in
        let wire = try proxy.connect()
        try wire.upload([UInt8(number)])
        return wire
      }
      try eventually("two wait") { try proxy.metrics()["cordon_exchanges_queued"] == 2 }
      settings.backend = ["maxConnections: 5"]
      try proxy.reload(settings)
      try eventually("adopted") {
        try proxy.metrics()["cordon_reloads_total{result=\"adopted\"}"] == 1
      }
      gate.open(3)
      for wire in wires { #expect(try wire.readAnswer().status == 200) }
    }
  }
}
