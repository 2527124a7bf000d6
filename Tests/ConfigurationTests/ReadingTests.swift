import Configuration
import Inspection
import Policy
import Primitives
import Testing

@Suite struct ReadingTests {
  @Test func aListenerABackendAndASignatureDirectoryAreEnough() throws {
    let configuration = try Sample.parse(Sample.minimal)
    #expect(configuration.workers == 4)
    #expect(configuration.admin.address == SocketAddress("127.0.0.1:9090"))
    #expect(configuration.signatures.directory == "/etc/cordon/signatures")
    #expect(
      configuration.listeners == [
        Listener(address: try #require(SocketAddress("0.0.0.0:8080")), routes: [Route(backend: 0)])
      ])
    #expect(
      configuration.backends == [
        Backend(
          name: "uploads",
          upstreams: [Upstream(address: try #require(SocketAddress("127.0.0.1:9001")))])
      ])
    #expect(configuration.accessLog == .stdout)
    #expect(configuration.detectionLog == .stdout)
    #expect(
      configuration.refusal
        == Refusal(infectedStatus: 403, forbiddenStatus: 403, unscannableStatus: 422))
    #expect(configuration.limits == Limits())
    #expect(configuration.spill.directory == "/var/spool/cordon")
    #expect(configuration.warnings.isEmpty)
  }

  @Test func everyValueIsRead() throws {
    let configuration = try Sample.parse(
      """
      workers: 2
      admin: { address: off }
      signatures: { directory: /s }
      listeners:
        - address: "[::]:8080"
          routes:
            - { path: /, backend: b }
            - { path: /api/, backend: a, scan: off, retry: unsafe }
            - { host: Files.Example.COM, backend: b, scan: hold, bodies: canonical, retry: idempotent }
        - address: unix:/run/cordon.sock
          routes: [{ backend: a }]
      backends:
        a:
          balance: leastConnections
          maxFails: 5
          eject: 500ms
          ejectMax: 2m
          upstreams: [127.0.0.1:1, "[::1]:2", unix:/run/a.sock, { address: 127.0.0.1:3, weight: 256 }]
        b: { upstreams: [{ address: 127.0.0.1:4 }] }
      accessLog: off
      detectionLog: /var/log/cordon/detections.json
      refusal: { infectedStatus: 451, forbiddenStatus: 415, unscannableStatus: 503 }
      limits:
        bodyBytesMax: 2 GiB
        headTimeout: 1500ms
        drainTimeout: 5m
        connectionsMax: 500
      spill: { directory: /var/spool/other }
      """)
    #expect(configuration.workers == 2)
    #expect(configuration.admin.address == nil)
    let first = configuration.listeners[0]
    #expect(first.routes.map(\.host) == ["files.example.com", nil, nil])
    #expect(first.routes.map(\.path) == ["/", "/api", "/"])
    #expect(first.routes.map(\.backend) == [1, 0, 1])
    #expect(first.routes.map(\.scan) == [.hold, .off, .hold])
    #expect(first.routes.map(\.bodies) == [.canonical, .strict, .strict])
    #expect(first.routes.map(\.retry) == [.idempotent, .unsafe, .idempotent])
    #expect(configuration.listeners[1].address == .unix(path: "/run/cordon.sock"))
    #expect(configuration.backends.map(\.name) == ["a", "b"])
    #expect(configuration.backends[0].upstreams.map(\.weight) == [1, 1, 1, 256])
    #expect(configuration.backends[0].maxFails == 5)
    #expect(configuration.backends[0].ejectMilliseconds == 500)
    #expect(configuration.backends[0].ejectMillisecondsMax == 120_000)
    #expect(configuration.accessLog == .off)
    #expect(configuration.detectionLog == .path("/var/log/cordon/detections.json"))
    #expect(
      configuration.refusal
        == Refusal(infectedStatus: 451, forbiddenStatus: 415, unscannableStatus: 503))
    #expect(configuration.limits.bodyBytesMax == 2 << 30)
    #expect(configuration.limits.headTimeoutMilliseconds == 1500)
    #expect(configuration.limits.drainTimeoutMilliseconds == 300_000)
    #expect(configuration.limits.connectionsMax == 500)
    #expect(configuration.spill.directory == "/var/spool/other")
  }

  @Test func thePrintedConfigurationReadsAsTheSame() throws {
    var configuration = try Sample.parse(
      Sample.minimal.replacing(
        "- backend: uploads", with: "- { host: h.example, backend: uploads, bodies: canonical }")
          + """
          accessLog: "/var/log/with \\"quotes\\" and: colons #1"
          detectionLog: off
          limits: { headTimeout: 90s, holdBytesMax: 32MiB, lingerBytesMax: 0 }
          """)
    var again = try Sample.parse(configuration.text)
    configuration.origin = Origin(file: "")
    again.origin = Origin(file: "")
    #expect(again == configuration)
  }

  @Test func aListenerSpeaksHTTP2UnlessItIsToldNotTo() throws {
    #expect(try Sample.parse(Sample.minimal).listeners[0].speaksHTTP2)
    let without = Sample.minimal.replacing("    routes:", with: "    http2: false\n    routes:")
    let configuration = try Sample.parse(without)
    #expect(!configuration.listeners[0].speaksHTTP2)
    #expect(configuration.text.contains("    http2: false\n"))
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func aRouteMayStream() throws {
    func route(_ keys: String, limits: String = "") throws -> Route {
      let text = Sample.minimal.replacing(
        "- backend: uploads", with: "- { backend: uploads, scan: stream\(keys) }")
      let configuration = try Sample.parse(text + limits)
      #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
      return configuration.listeners[0].routes[0]
    }
    let plain = try route("")
    #expect(plain.scan == .stream)
    #expect(plain.streamWindowBytes == 1 << 20)
    #expect(plain.wholeFile == .hold)
    let other = try route(", streamWindow: 16MiB, wholeFile: deliver")
    #expect(other.streamWindowBytes == 16 << 20)
    #expect(other.wholeFile == .deliver)
    // The window that nobody has chosen fits what may be held.
    let small = try route("", limits: "limits: { holdBytesMax: 256KiB }\n")
    #expect(small.streamWindowBytes == 256 << 10)
    let problems = Sample.problems(
      Sample.minimal.replacing(
        "- backend: uploads", with: "- { backend: uploads, scan: stream }")
        + "limits: { bufferBytes: 64KiB, holdBytesMax: 64KiB }\n")
    #expect(
      problems == [
        "cordon.yaml:6: listeners[0].routes[0].scan: found stream, "
          + "expected limits.holdBytesMax of at least 128KiB for it"
      ])
  }

  @Test func lineEndsAndByteOrderMarksOfOtherEditorsAreRead() throws {
    let plain = try Sample.parse(Sample.minimal)
    #expect(try Sample.parse(Sample.minimal.replacing("\n", with: "\r\n")) == plain)
    #expect(try Sample.parse("\u{FEFF}" + Sample.minimal).listeners == plain.listeners)
  }

  @Test func placesOfValuesAreKept() throws {
    let origin = try Sample.parse(Sample.minimal).origin
    #expect(origin.place(of: "signatures.directory") == "cordon.yaml:2")
    #expect(origin.place(of: "listeners[0].address") == "cordon.yaml:4")
    #expect(origin.place(of: "backends.uploads.upstreams[0]") == "cordon.yaml:10")
    #expect(origin.place(of: "spill.directory") == "cordon.yaml")
    #expect(!origin.isGiven("limits.connectionsMax"))
  }

  @Test func aBackendThatNoRouteNamesIsAWarning() throws {
    let configuration = try Sample.parse(
      Sample.minimal + "  spare:\n    upstreams: [127.0.0.1:9002]\n")
    #expect(
      configuration.warnings.map(\.description) == [
        "cordon.yaml:12: backends.spare: found a backend that no route names, "
          + "expected a route with backend: spare"
      ])
  }

  @Test func limitsThatFollowFromOthersFollow() throws {
    let limits = try Sample.parse(
      Sample.minimal + "limits: { poolBytesPerWorker: 1GiB, holdBytesMax: 64MiB }"
    ).limits
    #expect(limits.holdBytesPerWorkerMax == 768 << 20)
    #expect(limits.leasesPerConnectionMax == 1024)
    let small = try Sample.parse(Sample.minimal + "limits: { poolBytesPerWorker: 4MiB }").limits
    #expect(small.violations.isEmpty)
    #expect(small.holdBytesMax == 3 << 18)
  }

  @Test func theDefaultsKeepTheirOwnRelations() {
    #expect(Limits().violations.isEmpty)
  }

  @Test func aPolicyBlocksWhatItDoesNotName() throws {
    let configuration = try Sample.parse(
      Sample.minimal.replacing("backend: uploads", with: "backend: uploads\n        policy: p")
        + "policies: { p: { macros: report, passwordProtectedFiles: allow, dryRun: true } }\n")
    let policy = configuration.listeners[0].routes[0].policy
    #expect(policy[ThreatClass.macros] == .report)
    #expect(policy[ThreatClass.executable] == .block)
    #expect(policy[UnjudgedReason.encrypted] == .allow && policy[UnjudgedReason.damaged] == .block)
    #expect(policy.isDryRun)
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func fileTypesOfAPolicyAreNamedByExtensions() throws {
    let configuration = try Sample.parse(
      Sample.minimal
        + "policies: { p: { fileTypes: [.pdf, DOCX, txt], fileTypesInArchives: true } }\n")
    let policy = configuration.policies[0].policy
    let types = try #require(policy.fileTypes)
    #expect(policy.restrictsMembers)
    #expect([.pdf, .docx, .text, .csv].allSatisfy(types.contains))
    #expect(![.png, .docm, .html, .unknown, .ole2].contains(where: types.contains))
    #expect(try Sample.parse(configuration.text).policies == configuration.policies)
  }

  @Test(arguments: [
    "fileTypes: []", "fileTypes: .pdf", "fileTypes: [.pdf, .nosuch]", "fileTypesInArchives: true",
  ])
  func fileTypesThatCannotBeToldAreRefused(line: String) {
    #expect(throws: (any Error).self) {
      try Sample.parse(Sample.minimal + "policies: { p: { \(line) } }\n")
    }
  }

  @Test func aReasonThatIsNamedIsNotItsClassesTwin() throws {
    let configuration = try Sample.parse(
      Sample.minimal
        + "policies: { p: { unscannable: { encrypted: block }, passwordProtectedFiles: allow } }\n")
    #expect(configuration.policies[0].policy[UnjudgedReason.encrypted] == .block)
    #expect(configuration.listeners[0].routes[0].policy == Policy())
  }
}
