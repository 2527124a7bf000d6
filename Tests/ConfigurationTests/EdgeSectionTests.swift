import Configuration
import HTTP
import Primitives
import Testing

@Suite struct EdgeSectionTests {
  private static func list(_ texts: String..., hasUnix: Bool = false) -> NetworkList {
    NetworkList(texts.map { Network($0)! }, hasUnix: hasUnix)
  }

  @Test func listsOfAListenerAreRead() throws {
    #expect(try Sample.parse(Sample.minimal).listeners[0].edge == ListenerEdge())
    let configuration = try Sample.parse(
      TLSReadingTests.text(
        "allow: [10.0.0.0/8, \"2001:db8::/32\", unix]", "deny: [10.1.0.0/16]",
        "proxyProtocol: [10.0.0.1, \"::1\"]", "trustedProxies: [10.0.0.0/24]",
        "forwardedField: Forwarded"))
    let edge = configuration.listeners[0].edge
    #expect(edge.access.allow == Self.list("10.0.0.0/8", "2001:db8::/32", hasUnix: true))
    #expect(edge.access.deny == Self.list("10.1.0.0/16"))
    #expect(edge.proxies == Self.list("10.0.0.1", "::1"))
    #expect(edge.trusted == Self.list("10.0.0.0/24") && edge.forwardedField == .forwarded)
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func nobodyMayBeTrusted() throws {
    let configuration = try Sample.parse(TLSReadingTests.text("trustedProxies: none"))
    #expect(configuration.listeners[0].edge.trusted == NetworkList())
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func listsOfARouteAreRead() throws {
    for end in ["backend: uploads", "scanAPI: true"] {
      let text =
        Sample.minimal.replacing(
          "- backend: uploads", with: "- { \(end), allow: [192.0.2.1], deny: [10.0.0.0/8] }")
        + (end == "scanAPI: true" ? "\nscanAPI: { keys: off }\n" : "")
      let configuration = try Sample.parse(text)
      #expect(
        configuration.listeners[0].routes[0].access
          == AccessList(allow: Self.list("192.0.2.1"), deny: Self.list("10.0.0.0/8")))
      #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
    }
  }

  @Test(arguments: ProxyProtocolMode.allCases)
  func backendsMayBeToldWhoseRequestItIs(mode: ProxyProtocolMode) throws {
    let configuration = try Sample.parse(
      Sample.minimal.replacing("    upstreams:", with: "    proxyProtocol: \(mode)\n    upstreams:")
    )
    #expect(configuration.backends[0].proxyProtocol == mode)
    #expect(try Sample.parse(configuration.text).backends == configuration.backends)
    let text = Sample.minimal.replacing(
      "    upstreams:", with: "    proxyProtocol: v3\n    upstreams:")
    #expect(Sample.problems(text)[0].contains("expected one of off, v1, v2"))
  }

  @Test(arguments: [
    (
      "allow: []",
      "listeners[0].allow: found a list, expected a list of networks such as 10.0.0.0/8"
    ),
    ("deny: 10.0.0.0/8", "listeners[0].deny: found \"10.0.0.0/8\", expected a list"),
    ("allow: [10.0.0.1/8]", "or unix; did you mean 10.0.0.0/8?"),
    ("allow: [example.com]", "listeners[0].allow[0]: found \"example.com\", expected a network"),
    ("proxyProtocol: [10.0.0.0/33]", "listeners[0].proxyProtocol[0]: found \"10.0.0.0/33\""),
    ("proxyProtocol: true", "listeners[0].proxyProtocol: found \"true\""),
    ("trustedProxies: all", "expected a list of networks such as 10.0.0.0/8, or none"),
    ("forwardedField: Forwarded", "expected trustedProxies beside it"),
    ("trustedProxies: [unix]\n    forwardedField: Via", "one of X-Forwarded-For, Forwarded"),
    ("trustedProxies: none\n    forwardedField: Forwarded", "expected trustedProxies beside it"),
  ])
  func whatIsWrongIsNamed(lines: String, words: String) {
    let problems = Sample.problems(TLSReadingTests.text(lines))
    #expect(problems.count == 1 && problems[0].contains(words), "\(problems)")
  }
}
