import Configuration
import Testing

@Suite struct MatchingSectionTests {
  private func routes(_ lines: String...) throws -> [Route] {
    let list = lines.map { "      - { backend: uploads, \($0) }" }.joined(separator: "\n")
    let text = Sample.minimal.replacing("      - backend: uploads", with: list)
    let configuration = try Sample.parse(text)
    // What is printed reads as the same.
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
    return configuration.listeners[0].routes
  }

  @Test func everythingThatTellsRequestsApartIsRead() throws {
    let routes = try routes(
      "host: \"*.Example.com\", exact: /a/", "expression: '^/v[0-9]+/files$'",
      "path: /b, methods: [POST, PUT], headers: { X-Tenant: acme, Accept: \"*\", Z: 'a: \"b\" #1' }"
    )
    #expect(routes.map(\.pathForm) == [.exact, .expression, .prefix])
    #expect(routes.map(\.path) == ["/a", "^/v[0-9]+/files$", "/b"])
    #expect(routes.map(\.host) == ["*.example.com", nil, nil])
    #expect(routes[2].methods == ["POST", "PUT"])
    #expect(
      routes[2].headers == [
        HeaderCondition(name: "accept", value: nil),
        HeaderCondition(name: "x-tenant", value: "acme"),
        HeaderCondition(name: "z", value: "a: \"b\" #1"),
      ])
  }

  @Test func onePathMayHaveARouteForEachOfItsConditions() throws {
    let routes = try routes(
      "path: /a", "exact: /a", "expression: /a", "path: /a, methods: [PUT]",
      "path: /a, methods: [POST]", "path: /a, headers: { A: b }", "host: a, path: /a")
    #expect(routes.count == 7)
  }

  /// A route's keys, and the problem that they must give.
  @Test(arguments: [
    ("path: /a, exact: /a", "exact: found \"/a\", expected one of path, exact, expression alone"),
    (
      "exact: /a%20b",
      "exact: found \"/a%20b\", expected a path that begins with / and has no %, ?, #, ;, \\, "
        + "blanks, empty or dot segments"
    ),
    (
      "expression: '/(a'",
      "expression: found \"/(a\", expected a regular expression that Hyperscan knows: "
        + "Missing close parenthesis"
    ),
    ("expression: '/(a)\\1'", "expression: found \"/(a)\\1\", expected a regular expression that"),
    ("expression: '/a(?=b)'", "expression: found \"/a(?=b)\", expected a regular expression that"),
    ("expression: [a]", "expression: found a list, expected a regular expression of at most 512"),
    ("host: \"*\"", "host: found \"*\", expected a host such as uploads.example.com or "),
    ("host: \"*.\"", "host: found \"*.\", expected a host"),
    ("host: \"a.*.com\"", "host: found \"a.*.com\", expected a host"),
    ("host: \"*.*.com\"", "host: found \"*.*.com\", expected a host"),
    ("methods: POST", "methods: found \"POST\", expected a list of methods, at least one"),
    (
      "methods: [post]",
      "methods[0]: found \"post\", expected a method in capital letters such as POST"
    ),
    ("methods: [CONNECT]", "methods[0]: found \"CONNECT\", expected a method"),
    ("headers: [A]", "headers: found a list, expected a mapping of header fields to their values"),
    ("headers: { Host: a }", "headers: found \"Host\", expected the name of a header field that"),
    ("headers: { TE: a }", "headers: found \"TE\", expected the name of a header field that"),
    ("headers: { X-Cordon-A: a }", "headers: found \"X-Cordon-A\", expected the name of a"),
    ("headers: { \"a b\": a }", "headers: found \"a b\", expected the name of a header field"),
    (
      "headers: { A: \"a\\r\\nB: c\" }",
      "headers.A: found \"a\\u{13}\\u{10}B: c\", expected a value"
    ),
    ("headers: { A: }", "headers.A: found nothing, expected a value of visible"),
  ])
  func aMistakeIsNamedWithItsLine(keys: String, problem: String) {
    let text = Sample.minimal.replacing(
      "- backend: uploads", with: "- { backend: uploads, \(keys) }")
    let found = Sample.problems(text).joined(separator: "\n")
    #expect(found.contains("cordon.yaml:6: listeners[0].routes[0].\(problem)"), "\(found)")
  }

  @Test func aRouteThatStandsTwiceIsNamedWithItsConditions() {
    let text = Sample.minimal.replacing(
      "      - backend: uploads",
      with: """
              - { backend: uploads, exact: /a, methods: [PUT, POST] }
              - { backend: uploads, exact: /a/, methods: [POST, PUT] }
        """)
    #expect(
      Sample.problems(text) == [
        "cordon.yaml:7: listeners[0].routes[1]: found exact /a again (first in line 6), "
          + "expected each host and path once in a listener, with these methods and headers"
      ])
  }

  @Test func moreExpressionsThanAreSearchedForAtOnceAreRefused() {
    let list = (0...PathExpression.countMax).map {
      "      - { backend: uploads, expression: /\($0) }"
    }
    let text = Sample.minimal.replacing(
      "      - backend: uploads", with: list.joined(separator: "\n"))
    #expect(Sample.problems(text).first?.contains("found 257 expressions") == true)
  }

  @Test func noMoreMethodsThanAHeadHasRoomFor() {
    let list = (0...Route.methodsMax).map { _ in "A" }.joined(separator: ", ")
    let text = Sample.minimal.replacing(
      "- backend: uploads", with: "- { respond: { status: 405, allow: [\(list)] } }")
    #expect(
      Sample.problems(text).contains {
        $0.contains("respond.allow: found 33 methods, expected at most 32")
      })
  }

  @Test func theScanAPIHasAPrefix() {
    let text = Sample.minimal.replacing(
      "- backend: uploads", with: "- { scanAPI: true, exact: /scan }")
    #expect(
      Sample.problems(text).contains {
        $0.contains("exact: found \"/scan\", expected path: the scan API has several below it")
      })
  }
}
