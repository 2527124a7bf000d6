import Glibc
import Testing

/// Routes that end in answers of Cordon's own.
@Suite struct RouteEndTests {
  private func start(_ stage: Stage, _ routes: [String]) throws -> Proxy {
    var settings = ProxySettings(try stage.startSampleBackend())
    settings.otherRoutes = routes
    return try stage.startProxy(settings)
  }

  private func location(_ proxy: Proxy, _ target: String, host: String? = "a.example:81") throws
    -> String?
  {
    let line =
      host.map { "GET \(target) HTTP/1.1\r\nHost: \($0)\r\n" } ?? "GET \(target) HTTP/1.0\r\n"
    let answer = try proxy.ask(line + "Connection: close\r\n\r\n")
    #expect(answer.head["x-request-id"] != nil)
    return answer.head["location"]
  }

  @Test func clientsAreSentElsewhere() async throws {
    try await onStage { stage in
      let proxy = try start(
        stage,
        [
          "path: /old, redirect: { to: \"https://$host$path$query\", status: 308 }",
          "path: /moved, redirect: { to: \"/new$path?q=1\" }",
        ])
      #expect(
        try location(proxy, "/old/x%20y?a=b&c=%0d%0a") == "https://a.example/old/x%20y?a=b&c=%0d%0a"
      )
      #expect(try location(proxy, "/old") == "https://a.example/old")
      #expect(try location(proxy, "/old?") == "https://a.example/old?")
      #expect(
        try location(proxy, "http://b.example/old", host: "b.example") == "https://b.example/old")
      #expect(try location(proxy, "/old", host: "[::1]:8") == "https://[::1]/old")
      #expect(try location(proxy, "/moved//b.example") == "/new/moved//b.example?q=1")
      // Nobody says which host is meant.
      #expect(try location(proxy, "/old", host: nil) == nil)
      let wire = try proxy.connect()
      try wire.send("GET /moved HTTP/1.1\r\nHost: a\r\n\r\nHEAD /old HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try wire.readAnswer().status == 302)
      #expect(try wire.readAnswer(toHead: true).status == 308)
      // What is uploaded there reaches nobody, and is never the next request.
      try wire.upload(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), path: "/old")
      let answer = try wire.readAnswer()
      #expect(answer.status == 308 && answer.head["connection"] == "close")
      #expect(try wire.isEnded())
      #expect(try proxy.metrics()["cordon_upstream_connects_total"] == 0)
    }
  }

  @Test func requestsAreAnsweredByTheirMethodAndPath() async throws {
    try await onStage { stage in
      try Files.write(stage.path("gone.html"), "<h1>Gone</h1>\n")
      try Files.write(stage.path("large.json"), String(repeating: "[", count: 200_000))
      let proxy = try start(
        stage,
        [
          "path: /up, methods: [DELETE, TRACE], respond: { status: 405, allow: [POST, PUT] }",
          "exact: /robots.txt, respond: { status: 200, body: \"none here\" }",
          "path: /gone, respond: { status: 410, file: \(stage.path("gone.html")) }",
          "path: /large, respond: { status: 503, file: \(stage.path("large.json")) }",
          "path: /nothing, respond: { status: 204 }",
        ])
      let wire = try proxy.connect()
      func ask(_ line: String, toHead: Bool = false) throws -> Answer {
        try wire.send("\(line) HTTP/1.1\r\nHost: a\r\n\r\n")
        return try wire.readAnswer(toHead: toHead)
      }
      let refused = try ask("DELETE /up/1")
      #expect(refused.status == 405 && refused.head["allow"] == "POST, PUT")
      #expect(refused.member("reason") == "route")
      let robots = try ask("GET /robots.txt")
      #expect(robots.text == "none here" && robots.status == 200)
      #expect(robots.head["content-type"] == "text/plain; charset=utf-8")
      let gone = try ask("GET /gone/x")
      #expect(gone.status == 410 && gone.text == "<h1>Gone</h1>\n")
      #expect(gone.head["content-type"] == "text/html; charset=utf-8")
      let large = try ask("GET /large")
      #expect(large.status == 503 && large.body.count == 200_000)
      #expect(try ask("HEAD /large", toHead: true).head["content-length"] == "200000")
      #expect(try ask("GET /nothing").status == 204)
      #expect(try ask("GET /other").status == 200)
      #expect(try proxy.outcomeCount("answered") >= 6)
      #expect(try proxy.metrics()["cordon_upstream_connects_total"] == 1)
    }
  }

  @Test func aChangedPageIsReadAtAReload() async throws {
    try await onStage { stage in
      let page = stage.path("page.txt")
      try Files.write(page, "one")
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.otherRoutes = ["path: /page, respond: { status: 200, file: \(page) }"]
      let proxy = try stage.startProxy(settings)
      func text() throws -> String {
        try proxy.ask("GET /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").text
      }
      #expect(try text() == "one")
      try Files.write(page, "two")
      #expect(try text() == "one")
      try proxy.reload(settings)
      try eventually("the page is read anew") { try text() == "two" }
      // One that is gone is no reason to go on without.
      Files.remove(page)
      let check = try stage.run(["check", "--running", "--config", stage.path("cordon.yaml")])
      #expect(check.ending == 1 && check.error.contains(": \(page): found "))
      try proxy.reload(settings)
      try eventually("the reload is refused") { proxy.process.errorText.contains("reload refused") }
      #expect(try text() == "two")
    }
  }
}
