import Glibc
import Testing

/// Keys and their quotas.
@Suite struct ScanKeyTests {
  /// A line of the keys' file.
  private static func line(_ key: String, _ name: String, _ quotas: String) throws -> String {
    "\(try Bodies.sha256(Array(key.utf8))) \(name) \(quotas)\n"
  }

  /// Starts a proxy with a file of keys.
  private static func start(
    _ stage: Stage, _ keys: String, workers: Int = 1
  ) throws -> (proxy: Proxy, client: ScanClient, settings: ProxySettings) {
    try Files.write(stage.path("keys"), keys)
    var used: ProxySettings?
    let (proxy, client) = try ScanClient.start(stage) { settings in
      settings.workers = workers
      settings.scanAPI = [
        "keysFile: \(stage.path("keys"))", "quotasFile: \(stage.path("quotas"))",
      ]
      used = settings
    }
    return (proxy, client, used!)
  }

  private func scan(_ client: ScanClient, _ key: String) throws -> Answer {
    try client.scan(Array("a".utf8), fields: "Apikey: \(key)\r\n")
  }

  @Test func whoHasNoKeyIsRefusedAndNoKeyIsLogged() async throws {
    try await onStage { stage in
      let (proxy, client, _) = try Self.start(
        stage, try Self.line("secret-one", "one", "unlimited unlimited"))
      #expect(try scan(client, "secret-one").status == 200)
      for fields in [
        "", "Apikey: secret-on\r\n", "Apikey: \r\n", "Apikey: secret-one\r\nApikey: secret-one\r\n",
      ] {
        let answer = try client.scan(Array("a".utf8), fields: fields)
        #expect(answer.status == 401)
        #expect(answer.member("reason") == "unknown_key")
        #expect(answer.head["www-authenticate"] != nil)
      }
      #expect(try client.ask("/virus/status").status == 200)
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_scan_keys_refused_total"] == 4)
      #expect(metrics[#"cordon_scan_requests_total{key="one",outcome="clean"}"#] == 1)
      #expect(metrics[#"cordon_scan_month_calls{key="one"}"#] == 1)
      let texts = [
        try proxy.accessLines(atLeast: 6).joined(), proxy.process.errorText,
        Files.text(stage.path("quotas")), try proxy.askAdmin("/metrics").text,
      ]
      for text in texts { #expect(!text.contains("secret-on")) }
    }
  }

  @Test func theMonthsQuotaIsOneOverAllWorkersAndOverRestarts() async throws {
    try await onStage { stage in
      let keys = try Self.line("k", "shop", "3 unlimited") + Self.line("other", "crm", "1 9")
      var (proxy, client, settings) = try Self.start(stage, keys, workers: 2)
      #expect(try scan(client, "k").status == 200)
      // What is refused by its head is no call.
      #expect(try client.scan([1], fields: "Apikey: k\r\nallowMacros: 1\r\n").status == 400)
      #expect(try scan(client, "k").status == 200)
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd() == 0)
      proxy = try stage.startProxy(settings)
      #expect(try scan(client, "k").status == 200)
      let answer = try scan(client, "k")
      #expect(answer.status == 402)
      #expect(answer.member("reason") == "month_used")
      #expect(try scan(client, "other").status == 200)
      // A reload changes quotas, and forgets nothing.
      try Files.write(stage.path("keys"), try Self.line("k", "shop", "4 unlimited"))
      try proxy.reload(settings)
      try eventually("the new keys are in force") { try scan(client, "other").status == 401 }
      #expect(try scan(client, "k").status == 200)
      #expect(try scan(client, "k").status == 402)
      #expect(
        try proxy.metrics()[#"cordon_scan_requests_total{key="shop",outcome="over_month"}"#] == 2)
      settings.limits = [:]
    }
  }

  @Test func everyCallIsCountedOnceByHowItEnded() async throws {
    try await onStage { stage in
      let (proxy, client, _) = try Self.start(
        stage, try Self.line("k", "shop", "unlimited unlimited"))
      let key = "Apikey: k\r\n"
      #expect(try client.scan(Eicar.bytes, fields: key).status == 200)
      #expect(try client.scan(Array("#!/bin/sh\n".utf8), fields: key).status == 200)
      #expect(try client.scanForm([1], part: "other", fields: key).status == 400)
      let wire = try Wire(client.address)
      try wire.send(
        "POST /virus/scan/file HTTP/1.1\r\nHost: a\r\n\(key)Content-Length: 100\r\n\r\nhalf")
      func counted(_ outcome: String) throws -> Int {
        try proxy.metrics()["cordon_scan_requests_total{key=\"shop\",outcome=\"\(outcome)\"}"]
      }
      wire.close()
      try eventually("the client that left is counted") { try counted("ended") == 1 }
      let outcomes = ["clean", "infected", "forbidden", "unscannable", "refused", "over_month"]
      #expect(try outcomes.map(counted) == [0, 1, 1, 0, 1, 0])
      #expect(try proxy.metrics()["cordon_scan_month_calls{key=\"shop\"}"] == 4)
    }
  }

  @Test func theSecondsQuotaIsAnsweredWithWhenToTryAgain() async throws {
    try await onStage { stage in
      let (_, client, _) = try Self.start(stage, try Self.line("k", "shop", "unlimited 1"))
      // Whichever second it is when they come, one of three is too many.
      var refused: Answer?
      try eventually("two calls fall into one second") {
        let answer = try scan(client, "k")
        if answer.status != 200 { refused = answer }
        return refused != nil
      }
      #expect(refused?.status == 429)
      #expect(refused?.head["retry-after"] == "1")
      try eventually("the next second has a call") { try scan(client, "k").status == 200 }
    }
  }

  @Test func whatIsWrongWithKeysOrQuotasIsSaidAtTheStart() async throws {
    try await onStage { stage in
      for (keys, quotas, problem) in [
        ("no key\n", "", "found a line that is no key"),
        (try Self.line("k", "a", "1 1"), "garbage\n", "is damaged in line 1"),
      ] {
        try Files.write(stage.path("keys"), keys)
        try Files.write(stage.path("quotas"), quotas)
        var settings = ProxySettings(Ports.address())
        settings.scanListener = (Ports.address(), "/")
        settings.scanAPI = [
          "keysFile: \(stage.path("keys"))", "quotasFile: \(stage.path("quotas"))",
        ]
        try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
        try Files.write(stage.path("cordon.yaml"), settings.text(stage))
        for command in ["run", "check"] {
          let result = try stage.run([command, "--config", stage.path("cordon.yaml")])
          #expect(result.ending == 1)
          #expect(result.error.contains(problem), "\(command): \(result.error)")
        }
      }
    }
  }
}
