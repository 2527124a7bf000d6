import Testing

/// Which requests go where, seen from outside: routes that scan beside one that does not.
@Suite struct MatchingTests {
  private func settings(_ stage: Stage) throws -> ProxySettings {
    var settings = ProxySettings(try stage.startSampleBackend())
    settings.scan = "off"
    return settings
  }

  private func send(
    _ proxy: Proxy, _ line: String, host: String = "a", fields: String = ""
  ) throws -> Int {
    try proxy.ask(
      "\(line) HTTP/1.1\r\nHost: \(host)\r\n\(fields)Content-Length: \(Eicar.bytes.count)\r\n"
        + "Connection: close\r\n\r\n" + Eicar.text
    ).status
  }

  @Test func nothingGetsAroundARouteThatScans() async throws {
    try await onStage { stage in
      var settings = try settings(stage)
      settings.otherRoutes = [
        "exact: /one, backend: uploads", "expression: \"/v[0-9]+/files\", backend: uploads",
        "host: \"*.scanned.example\", backend: uploads", "path: /up, backend: uploads",
        "path: /any, methods: [PUT, POST], backend: uploads",
        "path: /any, headers: { X-Scan: \"*\" }, backend: uploads",
      ]
      let proxy = try stage.startProxy(settings)
      for line in ["POST /one", "POST /one/", "PUT /v12/files/x", "PUT /up/x", "POST /any"] {
        #expect(try send(proxy, line) == 403, "\(line)")
      }
      for host in ["b.scanned.example", "A.B.Scanned.Example.:80"] {
        #expect(try send(proxy, "POST /", host: host) == 403, "\(host)")
      }
      #expect(try send(proxy, "PATCH /any", fields: "X-Scan: 1\r\n") == 403)
      for path in [
        "/on%65", "/one;x", "//one", "/x/../one", "/%2e/one", "/v1%2ffiles", "/%761/files",
        "/v1//files", "/v1;x/files", "/u%70", "/up;x", "//up", "/x/..%2fup", "/%2fup",
        "/anY/../any",
      ] {
        #expect(try send(proxy, "POST \(path)") == 400, "\(path)")
      }
      for line in ["POST /", "POST /onetwo", "POST /files", "PATCH /any", "POST /x%20y"] {
        #expect(try send(proxy, line) == 200, "\(line)")
      }
      #expect(try send(proxy, "POST /", host: "scanned.example") == 200)
    }
  }

  @Test func whatClientsSentIsWhatBackendsSee() async throws {
    try await onStage { stage in
      var settings = try settings(stage)
      settings.otherRoutes = ["expression: \"/v[0-9]+/\", methods: [GET], backend: uploads"]
      let proxy = try stage.startProxy(settings)
      let answer = try proxy.ask("GET /v1/a%20b/%41?x=%20 HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(answer.member("path") == "/v1/a%20b/%41?x=%20")
    }
  }
}
