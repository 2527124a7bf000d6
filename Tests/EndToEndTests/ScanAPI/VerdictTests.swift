import Testing

/// What is told of earlier uploads, by the id of their request.
@Suite struct VerdictTests {
  @Test func theOperatorIsToldAllThatWasFound() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let inner = ContentPolicyTests.zip("eicar.com", Eicar.bytes)
      let answer = try proxy.upload(ContentPolicyTests.zip("inner.zip", inner))
      let id = try #require(answer.head["x-request-id"])
      let verdict = try proxy.askAdmin("/v1/verdicts/\(id)")
      #expect(verdict.status == 200)
      #expect(verdict.head["content-type"] == "application/json")
      #expect(verdict.member("requestId") == id)
      #expect(verdict.member("verdict") == "infected")
      #expect(verdict.member("contentCount") == "3")
      let nested = try #require(verdict.text.split(separator: #""body":{"#).last)
      let types = nested.split(separator: #""type":""#).dropFirst().map { $0.prefix { $0 != "\"" } }
      #expect(types == ["zip", "zip", "text"], "\(verdict.text)")
      #expect(nested.contains(#""signature":"Test.EICAR","database":"test.ndb""#))
      #expect(
        try proxy.askAdmin("/v1/verdicts/\(id.dropLast())\(id.last == "0" ? "1" : "0")").status
          == 404)
      #expect(try proxy.askAdmin("/v1/verdicts/nothing").status == 404)
    }
  }

  @Test func aLimitThatWasReachedIsNamed() async throws {
    try await onStage { stage in
      let (proxy, client) = try ScanClient.start(stage) { $0.limits["unpackDepthMax"] = "1" }
      let file = ContentPolicyTests.zip("a", ContentPolicyTests.zip("b", [1, 2, 3]))
      let id = try #require(try client.scan(file).head["x-request-id"])
      let verdict = try proxy.askAdmin("/v1/verdicts/\(id)")
      #expect(verdict.member("verdict") == "unscannable")
      #expect(verdict.member("reason") == "limitDepth")
      #expect(verdict.text.contains(#""limits":["unpackDepthMax"]"#))
    }
  }

  /// Whichever worker has judged, and whichever is asked.
  @Test func aKeyReadsWhatItHasSentAndNothingElse() async throws {
    try await onStage { stage in
      let keys = ["one", "two"].map { name in
        let digest = (try? Bodies.sha256(Array("key \(name)".utf8))) ?? ""
        return
          "    - { name: \(name), sha256: \(digest), monthly: unlimited, perSecond: unlimited }"
      }
      let (proxy, client) = try ScanClient.start(stage) { settings in
        settings.workers = 3
        settings.scanAPI =
          ["quotasFile: \(stage.path("quotas"))", "keys:"] + keys.map { String($0.dropFirst(2)) }
      }
      let one = "Apikey: key one\r\n"
      let ids = try (0..<6).map { _ in
        try #require(try client.scan(Array("a".utf8), fields: one).head["x-request-id"])
      }
      for id in ids {
        for _ in 0..<4 {
          let verdict = try client.ask("/v1/verdicts/\(id)", fields: one)
          #expect(verdict.status == 200)
          #expect(verdict.member("requestId") == id)
        }
        #expect(try client.ask("/v1/verdicts/\(id)", fields: "Apikey: key two\r\n").status == 404)
        #expect(try client.ask("/v1/verdicts/\(id)").status == 401)
        #expect(try proxy.askAdmin("/v1/verdicts/\(id)").status == 200)
      }
      let upload = try proxy.upload(Eicar.bytes)
      let id = try #require(upload.head["x-request-id"])
      #expect(try client.ask("/v1/verdicts/\(id)", fields: one).status == 404)
      #expect(try proxy.askAdmin("/v1/verdicts/\(id)").status == 200)
    }
  }

  @Test func theOldestLeaveFirst() async throws {
    try await onStage { stage in
      let (proxy, client) = try ScanClient.start(stage) { $0.limits["verdictsMax"] = "2" }
      let ids = try (0..<3).map { _ in
        try #require(try client.scan(Array("a".utf8)).head["x-request-id"])
      }
      let statuses = try ids.map { try client.ask("/v1/verdicts/\($0)").status }
      #expect(statuses == [404, 200, 200])
      #expect(try proxy.limitCount("verdictBytesMax") == 0)
    }
  }

  @Test func whatTakesTooMuchIsNotKept() async throws {
    try await onStage { stage in
      let (proxy, client) = try ScanClient.start(stage) { $0.limits["verdictBytesMax"] = "100" }
      let id = try #require(try client.scan(Array("a".utf8)).head["x-request-id"])
      #expect(try client.ask("/v1/verdicts/\(id)").status == 404)
      #expect(try proxy.limitCount("verdictBytesMax") == 1)
    }
  }
}
