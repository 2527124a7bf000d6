import Configuration
import Testing

@Suite struct HeadChangesSectionTests {
  private func text(_ keys: String) -> String {
    Sample.minimal.replacing("- backend: uploads", with: "- { backend: uploads, \(keys) }")
  }

  private func route(_ keys: String) throws -> Route {
    let configuration = try Sample.parse(text(keys))
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
    return configuration.listeners[0].routes[0]
  }

  @Test func pathsAreRewritten() throws {
    #expect(
      try route("path: /a/b, stripPrefix: /a").rewrite == PathRewrite(from: "/a", to: "/"))
    #expect(
      try route("exact: /a, stripPrefix: /a/").rewrite == PathRewrite(from: "/a", to: "/"))
    #expect(
      try route("path: /a, replacePrefix: { from: /a, to: /b/c/ }").rewrite
        == PathRewrite(from: "/a", to: "/b/c"))
    #expect(
      try route("replacePrefix: { from: /, to: /b }").rewrite == PathRewrite(from: "/", to: "/b"))
  }

  @Test func fieldsAreChanged() throws {
    let route = try route(
      "upstreamHost: \"app.internal:81\", requestHeaders: { set: { X-User: cordon, A: \"b: c\" }, "
        + "add: { Accept: \"*/*\" }, remove: [Cookie] }, responseHeaders: { remove: [Server], "
        + "set: { Strict-Transport-Security: max-age=1, Content-Type: text/x } }")
    #expect(route.upstreamHost == "app.internal:81")
    #expect(route.requestHeaders.set.map(\.name) == ["X-User", "A"])
    #expect(route.requestHeaders.set.map(\.value) == ["cordon", "b: c"])
    #expect(route.requestHeaders.add == [FieldChanges.Field(name: "Accept", value: "*/*")])
    #expect(route.requestHeaders.remove == ["Cookie"])
    #expect(route.responseHeaders.set.count == 2 && route.responseHeaders.remove == ["Server"])
  }

  @Test(arguments: [
    "Host", "host", "Content-Length", "Transfer-Encoding", "Connection", "TE", "Trailer", "Upgrade",
    "Keep-Alive", "Expect", "X-Cordon-Verdict", "X_Cordon_Verdict", "X-SSL-Client-Verify", "Via",
    "Client-Cert", "X-Forwarded-For", "X-Forwarded-Proto", "Content-Type", "content-encoding",
    "Content-Disposition", "Digest", "Transfer_Encoding",
  ])
  func whatIsNotTheOperatorsIsNotChanged(name: String) {
    for change in ["set: { \(name): a }", "add: { \(name): a }", "remove: [\(name)]"] {
      let found = Sample.problems(text("requestHeaders: { \(change) }")).joined(separator: "\n")
      #expect(
        found.contains("found \"\(name)\", expected the name of a header field that"), "\(found)")
    }
  }

  @Test(arguments: ["Content-Length", "Transfer-Encoding", "Content-Encoding", "X-Cordon-A", "Via"])
  func noAnswerLosesItsFraming(name: String) {
    let found = Sample.problems(text("responseHeaders: { set: { \(name): a } }"))
    #expect(found.contains { $0.contains("found \"\(name)\", expected the name of") }, "\(found)")
  }

  @Test(arguments: [
    ("path: /a, stripPrefix: /b", "stripPrefix: found \"/b\", expected /a, the path of the route"),
    ("path: /ab, stripPrefix: /a", "stripPrefix: found \"/a\", expected /ab, the path of the"),
    ("path: /a, stripPrefix: /", "stripPrefix: found \"/\", expected a path longer than /"),
    ("path: /a, stripPrefix: a", "stripPrefix: found \"a\", expected a path that begins with /"),
    (
      "expression: /a, stripPrefix: /a",
      "stripPrefix: found \"/a\", expected path or exact in place of expression"
    ),
    (
      "path: /a, stripPrefix: /a, replacePrefix: { from: /a, to: /b }",
      "replacePrefix: found a mapping, expected either stripPrefix or replacePrefix"
    ),
    ("path: /a, replacePrefix: { from: /a }", "replacePrefix.to: found nothing, expected a path"),
    (
      "path: /a, replacePrefix: { from: /a, to: \"/b c\" }",
      "replacePrefix.to: found \"/b c\", expected a path that begins with /"
    ),
    ("upstreamHost: \"a b\"", "upstreamHost: found \"a b\", expected a host such as app.internal"),
    (
      "requestHeaders: [A]", "requestHeaders: found a list, expected a mapping with one of the keys"
    ),
    (
      "requestHeaders: { set: { A: \"b\\nC: d\" } }", "requestHeaders.set.A: found \"b\\u{10}C: d\""
    ),
    (
      "requestHeaders: { set: { \"A:\": b } }",
      "requestHeaders.set: found \"A:\", expected the name"
    ),
    ("requestHeaders: { set: { A: } }", "requestHeaders.set.A: found nothing, expected a value"),
    (
      "requestHeaders: { set: { A: \" b\" } }",
      "requestHeaders.set.A: found \" b\", expected a value"
    ),
  ])
  func aMistakeIsNamedWithItsLine(keys: String, problem: String) {
    let found = Sample.problems(text(keys)).joined(separator: "\n")
    #expect(found.contains("cordon.yaml:6: listeners[0].routes[0].\(problem)"), "\(found)")
  }

  @Test func headsGrowNoFurtherThanBlocksHaveRoom() {
    let long = String(repeating: "x", count: 1000)
    let keys = "requestHeaders: { set: { A: \(long), B: \(long), C: \(long) } }"
    #expect(
      Sample.problems(text(keys)).contains {
        $0.contains("requestHeaders: found 3015 bytes, expected at most 2048 that are added")
      })
  }
}
