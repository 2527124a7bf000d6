import Testing

/// Pages in place of Cordon's own words, and answers of backends that are not passed on.
@Suite struct ErrorPageTests {
  private static let large = String(repeating: "<p>x</p>", count: 20_000)

  private func start(_ stage: Stage, _ backend: Backend) throws -> Proxy {
    try Files.write(stage.path("all.html"), "<i>{status} {reason} {requestId}</i>")
    try Files.write(stage.path("all.json"), "{\"own\":\"{reason}\"}")
    try Files.write(stage.path("large.html"), Self.large)
    var settings = ProxySettings(backend.address)
    settings.listener = [
      "errorPages: { 400-599: [\(stage.path("all.html")), \(stage.path("all.json"))] }"
    ]
    settings.otherRoutes = [
      "path: /large, backend: uploads, errorPages: { 403: \(stage.path("large.html")) }",
      "path: /up, methods: [DELETE], respond: { status: 405, allow: [POST] }",
      "path: /blocked, backend: uploads, blockStatuses: [201, 404, 500-599]",
    ]
    return try stage.startProxy(settings)
  }

  private func ask(
    _ proxy: Proxy, _ line: String, accept: String = "text/html", body: [UInt8] = [],
    toHead: Bool = false
  ) throws -> Answer {
    let wire = try proxy.connect()
    try wire.send(
      Array(
        "\(line) HTTP/1.1\r\nHost: a\r\nAccept: \(accept)\r\nContent-Length: \(body.count)\r\n\r\n"
          .utf8) + body)
    return try wire.readAnswer(toHead: toHead)
  }

  @Test func everyRefusalIsMadeOfThePageForItsStatus() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try start(stage, backend)
      let infected = try ask(proxy, "POST /", body: Eicar.bytes)
      let id = try #require(infected.head["x-request-id"])
      #expect(infected.status == 403 && infected.text == "<i>403 infected \(id)</i>")
      #expect(infected.head["content-type"] == "text/html; charset=utf-8")
      // What is no request has no route, but a listener.
      #expect(try ask(proxy, "GET /../").text.hasPrefix("<i>400 ambiguous_path "))
      let garbage = try proxy.connect()
      try garbage.send("GET / HTTP/1.1\r\nAccept: text/html\r\nHost: a\r\nHost: b\r\n\r\n")
      #expect(try garbage.readAnswer().member("own") == "duplicate_host")
      // Who asks for another form gets that.
      #expect(
        try ask(proxy, "POST /", accept: "*/*", body: Eicar.bytes).text == "{\"own\":\"infected\"}")
      let words = try ask(proxy, "POST /", accept: "text/plain", body: Eicar.bytes).text
      #expect(words.hasPrefix("403 Forbidden\n"))
      let refused = try ask(proxy, "DELETE /up")
      #expect(refused.head["allow"] == "POST" && refused.text.hasPrefix("<i>405 route "))
      // The page of the route comes first, and is as long as it is.
      #expect(try ask(proxy, "POST /large", body: Eicar.bytes).text == Self.large)
      #expect(backend.received.isEmpty)
    }
  }

  @Test func answersToHeadSayTheLengthAlone() async throws {
    try await onStage { stage in
      let proxy = try start(stage, try stage.startBackend())
      let wire = try proxy.connect()
      try wire.send(
        "HEAD /large/../ HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
      let answer = try wire.readAnswer(toHead: true)
      #expect(answer.status == 400 && (Int(answer.head["content-length"] ?? "") ?? 0) > 10)
      #expect(try wire.isEnded())
    }
  }

  @Test func anAnswerOfABlockedStatusIsNotPassedOn() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(
        script: Backend.answering { request in
          let status =
            request.head.line.split(separator: " ")[1].split(separator: "/").last ?? "200"
          let trace = String(repeating: "secret trace ", count: 20_000)
          return
            "HTTP/1.1 \(status) S\r\nX-Secret: 1\r\nContent-Length: \(trace.utf8.count)\r\n\r\n"
            + trace
        })
      let proxy = try start(stage, backend)
      let wire = try proxy.connect()
      for (status, expected) in [(500, 500), (404, 404), (201, 502), (599, 599)] {
        // The client's connection goes on: only the backend's ends.
        try wire.upload(
          Array("abc".utf8), fields: "Accept: text/html\r\n", path: "/blocked/\(status)")
        let answer = try wire.readAnswer()
        #expect(answer.status == expected)
        #expect(answer.text.hasPrefix("<i>\(expected) upstream_status "))
        #expect(answer.head["x-secret"] == nil)
      }
      for (path, status) in [("/blocked/200", 200), ("/blocked/403", 403), ("/500", 500)] {
        try wire.send("GET \(path) HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n")
        let answer = try wire.readAnswer()
        #expect(answer.status == status && answer.text.hasPrefix("secret trace "))
      }
      #expect(try proxy.metrics()["cordon_upstream_answers_blocked_total"] == 4)
      #expect(try proxy.metrics()["cordon_upstream_ejections_total"] == 0)
      #expect(try proxy.outcomeCount("upstream_failed") == 4)
    }
  }
}
