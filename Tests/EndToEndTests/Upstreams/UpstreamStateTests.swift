import Glibc
import Primitives
import Synchronization
import Testing

/// Upstreams that are found down, taken out, or lost with what they had.
@Suite struct UpstreamStateTests {
  @Test func anUpstreamThatFailsItsChecksGetsNothingUntilItPassesThem() async throws {
    try await onStage { stage in
      let isWell = Mutex(true)
      let script = Backend.answering { request in
        guard request.head.line.contains("/health") else { return Backend.ok("ok") }
        return isWell.withLock { $0 } ? Backend.ok("all is fine") : Backend.ok("not so well")
      }
      let checked = try stage.startBackend(script: script)
      let other = try stage.startBackend()
      var settings = ProxySettings(upstreams: [checked.address])
      settings.otherUpstreams = ["{ address: \"\(other.address)\", backup: true }"]
      settings.backend = [
        "check: { path: /health, interval: 100ms, rise: 2, fall: 2, body: is fine }"
      ]
      // The backup answers the same to all, and is found down: it has no such body.
      let proxy = try stage.startProxy(settings)
      try eventually("the backup is down") { try state(proxy, other, "down") == 1 }
      #expect(try proxy.upload([1]).status == 200)
      isWell.withLock { $0 = false }
      try eventually("it is down") { try state(proxy, checked, "down") == 1 }
      let answer = try proxy.upload([1])
      #expect(answer.status == 503 && answer.member("reason") == "no_upstream")
      isWell.withLock { $0 = true }
      try eventually("it is up") { try state(proxy, checked, "up") == 1 }
      #expect(try proxy.upload([1]).status == 200)
      let label = "backend=\"uploads\",upstream=\"\(checked.address)\""
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_upstream_checks_total{\(label),result=\"failed\"}"] >= 2)
      #expect(metrics["cordon_upstream_checks_total{\(label),result=\"passed\"}"] >= 2)
      try eventually("its states are logged") { stateLines(proxy, checked).count == 2 }
      let lines = stateLines(proxy, checked)
      #expect(lines[0].contains("state=down") && lines[0].contains("before=up"))
      #expect(lines[0].contains("has not what is expected"))
      #expect(lines[1].contains("state=up") && lines[1].contains("before=down"))
    }
  }

  @Test func checksOfConnectionsFindWhoDoesNotListen() async throws {
    try await onStage { stage in
      let here = try stage.startBackend()
      let gone = Ports.address()
      var settings = ProxySettings(upstreams: [here.address, gone])
      settings.backend = ["check: { kind: tcp, interval: 100ms, rise: 1, fall: 1 }"]
      let proxy = try stage.startProxy(settings)
      let label = "backend=\"uploads\",upstream=\"\(gone)\""
      try eventually("it is down") {
        try proxy.metrics()["cordon_upstream_state{\(label),state=\"down\"}"] == 1
      }
      for _ in 0..<10 { #expect(try proxy.upload([1]).status == 200) }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_upstream_connect_failures_total"] == 0)
      #expect(metrics["cordon_upstream_up{\(label)}"] == 0)
      // A reload without checks forgets what they have found.
      settings.backend = []
      try proxy.reload(settings)
      try eventually("it is up") {
        try proxy.metrics()["cordon_upstream_state{\(label),state=\"up\"}"] == 1
      }
    }
  }

  @Test func checksThatAreNotAnsweredInTimeFail() async throws {
    try await onStage { stage in
      let silent = try stage.startBackend { wire, _, _ in _ = try wire.readToEnd() }
      var settings = ProxySettings(silent.address)
      settings.backend = ["check: { interval: 100ms, timeout: 50ms, fall: 2 }"]
      let proxy = try stage.startProxy(settings)
      let fresh = proxy.process.descriptorCount
      try eventually("it is down") { try state(proxy, silent, "down") == 1 }
      try eventually("it was asked more often") { silent.connections > 10 }
      #expect(stateLines(proxy, silent).count <= 1)
      #expect(proxy.process.descriptorCount <= fresh + 3)
    }
  }

  @Test func backupsAreUsedWhileNoOtherIsUp() async throws {
    try await onStage { stage in
      let backup = try stage.startBackend()
      let address = Ports.address()
      var settings = ProxySettings(address)
      settings.otherUpstreams = ["{ address: \"\(backup.address)\", backup: true }"]
      settings.backend = ["maxFails: 1", "eject: 300ms", "ejectMax: 300ms"]
      let proxy = try stage.startProxy(settings)
      for _ in 0..<5 { #expect(try proxy.upload([1]).status == 200) }
      #expect(backup.received.count == 5)
      let primary = try stage.startBackend(address)
      try eventually("it is used again") {
        try proxy.upload([1]).status == 200 && primary.received.count > 0
      }
      let before = backup.received.count
      for _ in 0..<5 { #expect(try proxy.upload([1]).status == 200) }
      #expect(backup.received.count == before)
    }
  }

  @Test func theOperatorDrainsAnUpstreamAndTakesItBack() async throws {
    try await onStage { stage in
      let backends = try (0..<2).map { _ in try stage.startBackend() }
      var settings = ProxySettings(upstreams: backends.map(\.address))
      settings.workers = 2
      settings.backend = ["sticky: { cookie: route }"]
      let proxy = try stage.startProxy(settings)
      let first = "\(backends[0].address)"
      func command(_ word: String) throws -> (ending: Int32, out: String, error: String) {
        try stage.run(["upstream", word, "uploads", first, "--config", stage.path("cordon.yaml")])
      }
      var bound = ""
      while backends[0].received.isEmpty {
        bound = try #require(try proxy.upload([1]).head["set-cookie"])
      }
      let cookie = "Cookie: \(bound.prefix { $0 != ";" })\r\n"

      let drained = try command("drain")
      #expect(drained.ending == 0 && drained.out.contains("\"state\":\"drain\""))
      var before = backends.map(\.received.count)
      for _ in 0..<6 { #expect(try proxy.upload([1]).status == 200) }
      #expect(backends.map(\.received.count) == [before[0], before[1] + 6])
      #expect(try proxy.upload([1], fields: cookie).head["set-cookie"] == nil)
      #expect(backends[0].received.count == before[0] + 1)

      #expect(try command("maintenance").ending == 0)
      #expect(try state(proxy, backends[0], "maintenance") == 1)
      before = backends.map(\.received.count)
      #expect(try proxy.upload([1], fields: cookie).head["set-cookie"] != nil)
      #expect(backends.map(\.received.count) == [before[0], before[1] + 1])
      // A reload changes nothing about it.
      try proxy.reload(settings)
      try eventually("adopted") {
        try proxy.metrics()["cordon_reloads_total{result=\"adopted\"}"] == 1
      }
      #expect(try state(proxy, backends[0], "maintenance") == 1)
      let list = try stage.run(["upstream", "list", "--admin", "\(proxy.admin)"])
      #expect(list.ending == 0 && list.out.contains("maintenance"))
      #expect(list.out.split(separator: "\n").count == 3)

      #expect(try command("ready").ending == 0)
      try eventually("its states are logged") { stateLines(proxy, backends[0]).count >= 2 }
      before = backends.map(\.received.count)
      for _ in 0..<20 { #expect(try proxy.upload([1]).status == 200) }
      #expect(backends[0].received.count > before[0])
    }
  }

  @Test func whatTheAdminListenerIsAskedWrongChangesNothing() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let path = "/v1/upstreams/uploads/\(backend.address)"
      for wrong in [
        "/v1/upstreams/other/\(backend.address)/drain", "/v1/upstreams/uploads/1.2.3.4:5/drain",
        "\(path)/down", "\(path)/", path, "/v1/upstreams//drain", "/v1/upstreams/", "/metrics",
        "/v1/upstreams/uploads/%zz/drain",
      ] { #expect(try proxy.putAdmin(wrong).status == 404, "\(wrong)") }
      // A page in the operator's browser can make it send these.
      #expect(try proxy.putAdmin("\(path)/drain", method: "POST").status == 405)
      #expect(try proxy.askAdmin("\(path)/drain").status == 404)
      #expect(try state(proxy, backend, "up") == 1)
      #expect(try proxy.askAdmin("/v1/upstreams").text.contains("\"state\":\"up\""))
      // The listener for uploads has none of it.
      let answer = try proxy.ask(
        "PUT \(path)/drain HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
      #expect(answer.text == "ok")
      let gone = try stage.run(["upstream", "list", "--admin", "\(Ports.address())"])
      #expect(gone.ending == 1 && gone.error.contains("no connection"))
    }
  }

  @Test func aHeldUploadGoesToAnotherUpstreamWhereOneIsLostWithIt() async throws {
    try await onStage { stage in
      let lost = try stage.startBackend { wire, _, backend in
        if let request = try wire.readRequest() { backend.record(request) }
      }
      let other = try stage.startBackend()
      var settings = ProxySettings(upstreams: [lost.address, other.address])
      settings.backend = ["balance: roundRobin", "maxFails: 1000"]
      settings.route = ["retry: unsafe"]
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(2 << 20)
      for _ in 0..<6 { #expect(try proxy.upload(body).status == 200) }
      #expect(lost.received.count >= 3)
      #expect(other.received.count == 6 && other.received.allSatisfy { $0.body == body })
      #expect(try proxy.metrics()["cordon_upstream_retries_total"] == lost.received.count)
      #expect(try proxy.metrics().sum("cordon_hold_bytes") == 0)
    }
  }

  @Test func whatEndsEachUpstreamIsSentToTwoOfThemAtMost() async throws {
    try await onStage { stage in
      let backends = try (0..<4).map { _ in
        try stage.startBackend { wire, _, backend in
          if let request = try wire.readRequest() { backend.record(request) }
        }
      }
      var settings = ProxySettings(upstreams: backends.map(\.address))
      settings.route = ["retry: unsafe"]
      let proxy = try stage.startProxy(settings)
      let answer = try proxy.upload([1])
      #expect(answer.status == 502 && answer.member("reason") == "upstream_lost")
      #expect(backends.map(\.received.count).sorted() == [0, 0, 1, 1])
    }
  }

  @Test func withoutLeaveAnUploadIsDeliveredOnce() async throws {
    try await onStage { stage in
      let lost = try (0..<2).map { _ in
        try stage.startBackend { wire, _, backend in
          if let request = try wire.readRequest() { backend.record(request) }
        }
      }
      let proxy = try stage.startProxy(ProxySettings(upstreams: lost.map(\.address)))
      #expect(try proxy.upload([1]).status == 502)
      #expect(lost.map(\.received.count).reduce(0, +) == 1)
    }
  }

  private func state(_ proxy: Proxy, _ backend: Backend, _ state: String) throws -> Int {
    let label = "backend=\"uploads\",upstream=\"\(backend.address)\",state=\"\(state)\""
    return try proxy.metrics()["cordon_upstream_state{\(label)}"]
  }

  /// The lines that the process has said about an upstream's state.
  private func stateLines(_ proxy: Proxy, _ backend: Backend) -> [Substring] {
    proxy.process.errorText.split(separator: "\n").filter {
      $0.contains("upstream=\(backend.address)") && $0.contains("state=")
    }
  }
}
