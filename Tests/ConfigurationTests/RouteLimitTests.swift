import Configuration
import Testing

@Suite struct RouteLimitTests {
  private func text(_ keys: String) -> String {
    Sample.minimal.replacing("- backend: uploads", with: "- { \(keys) }")
  }

  @Test func limitsOfARouteAreItsOwn() throws {
    let configuration = try Sample.parse(
      text("backend: uploads, bodyBytesMax: 2GiB, bodyTimeout: 90s, upstreamTimeout: 1500ms"))
    let limits = configuration.listeners[0].routes[0].limits
    #expect(limits.bodyBytesMax == 2 << 30)
    #expect(limits.bodyTimeoutMilliseconds == 90_000)
    #expect(limits.upstreamTimeoutMilliseconds == 1500)
    #expect(configuration.limits == Limits())
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func filesForTheScanAPIAreLimitedToo() throws {
    let configuration = try Sample.parse(
      text("scanAPI: true, bodyBytesMax: 1MiB") + "scanAPI: { keys: off }\n")
    #expect(configuration.listeners[0].routes[0].limits.bodyBytesMax == 1 << 20)
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test(arguments: [
    ("backend: uploads, bodyBytesMax: 0", "bodyBytesMax: found \"0\", expected a size from 1 to"),
    ("backend: uploads, bodyTimeout: 10", "bodyTimeout: found \"10\", expected a duration"),
    ("backend: uploads, upstreamTimeout: 2d", "upstreamTimeout: found \"2d\", expected a duration"),
    ("scanAPI: true, upstreamTimeout: 1s", "upstreamTimeout: found upstreamTimeout beside scanAPI"),
    (
      "respond: { status: 404 }, bodyBytesMax: 1",
      "bodyBytesMax: found bodyBytesMax beside respond"
    ),
  ])
  func aMistakeIsNamedWithItsLine(keys: String, problem: String) {
    let found = Sample.problems(text(keys)).joined(separator: "\n")
    #expect(found.contains("cordon.yaml:6: listeners[0].routes[0].\(problem)"), "\(found)")
  }
}
