import Configuration
import Primitives
import Testing

@Suite struct BalancingSectionTests {
  @Test func everyValueIsRead() throws {
    let backend = try Self.backend(
      """
          balance: consistentHash
          hash: { header: X-Tenant }
          sticky:
            cookie: CORDON
            path: /app
            secure: true
            httpOnly: false
            sameSite: none
            maxAge: 1d
            secretFile: /etc/cordon/secret
          maxConnections: 20
          queueMax: 5
          queueTimeout: 3s
          ejectPercentMax: 50
          slowStart: 30s
          check:
            path: /health
            host: app.example
            interval: 2s
            timeout: 500ms
            rise: 4
            fall: 5
            status: [200, 300-399]
            body: fine
          upstreams:
            - 127.0.0.1:1
            - { address: 127.0.0.1:2, backup: true, maxConnections: 0 }
      """)
    #expect(backend.balance == .consistentHash && backend.hash == .header("x-tenant"))
    var sticky = Sticky(cookie: "CORDON")
    sticky.path = "/app"
    sticky.isSecure = true
    sticky.isHTTPOnly = false
    sticky.sameSite = .none
    sticky.ageMilliseconds = 86_400_000
    sticky.secretFile = "/etc/cordon/secret"
    #expect(backend.sticky == sticky)
    #expect(backend.queueMax == 5 && backend.queueMilliseconds == 3000)
    #expect(backend.ejectPercentMax == 50 && backend.slowStartMilliseconds == 30_000)
    var check = UpstreamCheck()
    check.path = "/health"
    check.host = "app.example"
    check.intervalMilliseconds = 2000
    check.timeoutMilliseconds = 500
    (check.rise, check.fall) = (4, 5)
    check.statuses = [200...200, 300...399]
    check.body = "fine"
    #expect(backend.check == check)
    #expect(
      backend.upstreams == [
        Upstream(address: try #require(SocketAddress("127.0.0.1:1")), connectionsMax: 20),
        Upstream(address: try #require(SocketAddress("127.0.0.1:2")), isBackup: true),
      ])
  }

  @Test(arguments: [
    "balance: roundRobin", "balance: leastBytes", "balance: sourceHash", "balance: randomOfTwo",
    "balance: consistentHash\n    hash: { cookie: \"a#b\" }",
    "maxConnections: 7\n    queueMax: 0\n    slowStart: 1s",
    "sticky: { cookie: a, maxAge: 1h, secure: false }", "check: { kind: tcp, interval: 1s }",
    "check: { status: 204, body: \"a: b \\\"c\\\"\" }",
  ])
  func whatIsPrintedReadsAsTheSame(lines: String) throws {
    var configuration = try Sample.parse(
      Sample.minimal.replacing("    upstreams:", with: "    \(lines)\n    upstreams:"))
    var again = try Sample.parse(configuration.text)
    configuration.origin = Origin(file: "")
    again.origin = Origin(file: "")
    #expect(again == configuration)
  }

  @Test(arguments: [
    ("balance: leastConection", "did you mean leastConnections?"),
    ("balance: consistentHash", "hash: found nothing"),
    ("hash: { header: a }", "balance: consistentHash beside it"),
    ("balance: consistentHash\n    hash: { header: a, cookie: b }", "either header or cookie"),
    ("balance: consistentHash\n    hash: { header: \"a b\" }", "a token of at most 64 bytes"),
    ("sticky: {}", "sticky.cookie: found nothing"),
    ("sticky: { cookie: \"a;b\" }", "a token of at most 64 bytes"),
    ("sticky: { cookie: a, path: \"/a;b\" }", "a path of at most 256 bytes"),
    ("sticky: { cookie: a, sameSite: none, secure: false }", "secure: true beside none"),
    ("sticky: { cookie: a, secretFile: secret }", "an absolute path"),
    ("queueTimeout: 0s", "a duration from 1ms"), ("ejectPercentMax: 101", "from 0 to 100"),
    ("maxConnections: -1", "from 0 to 1000000"),
    ("check: { interval: 1s, timeout: 2s }", "at most interval (1s)"),
    ("check: { kind: tcp, path: / }", "kind: http beside it"),
    ("check: { status: 99 }", "a range such as 200-299"),
    ("check: { status: 300-200 }", "a range such as 200-299"),
    ("check: { status: 200-300-400 }", "a range such as 200-299"),
    ("check: { path: health }", "a path of at most 256 bytes"),
    ("check: { host: \"a b\" }", "a host such as"), ("check: { rise: 0 }", "from 1 to 100"),
  ])
  func mistakesAreToldWithWhatWasExpected(lines: String, expected: String) {
    let problems = Sample.problems(
      Sample.minimal.replacing("    upstreams:", with: "    \(lines)\n    upstreams:"))
    #expect(problems.count == 1 && problems[0].contains(expected), "\(problems)")
  }

  @Test func backupsAloneAreNoBackend() {
    let problems = Sample.problems(
      Sample.minimal.replacing(
        "- 127.0.0.1:9001", with: "- { address: 127.0.0.1:9001, backup: true }"))
    #expect(problems.count == 1 && problems[0].contains("that is no backup"), "\(problems)")
  }

  private static func backend(_ lines: String) throws -> Backend {
    try Sample.parse(
      """
      signatures: { directory: /s }
      listeners: [{ address: 127.0.0.1:80, routes: [{ backend: b }] }]
      backends:
        b:
      \(lines)
      """
    ).backends[0]
  }
}
