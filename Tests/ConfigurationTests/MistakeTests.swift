import Configuration
import Testing

/// Each mistake, and what is said about it.
@Suite struct MistakeTests {
  static let end = """

    listeners: [{ address: 127.0.0.1:80, routes: [{ backend: b }] }]
    backends: { b: { upstreams: [127.0.0.1:81] } }
    signatures: { directory: /s }
    """

  /// One line in place of a good file's first, and the one problem it must give.
  @Test(arguments: [
    ("workers: two", "workers: found \"two\", expected a whole number from 1 to 256"),
    ("workers: 0", "workers: found \"0\", expected a whole number from 1 to 256"),
    ("workers: 257", "workers: found \"257\", expected a whole number from 1 to 256"),
    ("workers: +2", "workers: found \"+2\", expected a whole number from 1 to 256"),
    ("workers: 2.0", "workers: found \"2.0\", expected a whole number from 1 to 256"),
    ("workers:", "workers: found nothing, expected a whole number from 1 to 256"),
    ("workers: [2]", "workers: found a list, expected a whole number from 1 to 256"),
    ("workers: {}", "workers: found a mapping, expected a whole number from 1 to 256"),
    (
      "worker: 2",
      "found the unknown key \"worker\", expected one of the keys workers, admin, signatures, "
        + "listeners, backends, accessLog, detectionLog, refusal, limits, spill, policies, scanAPI, "
        + "quarantine; "
        + "did you mean workers?"
    ),
    (
      "limits: { bodyByteMax: 1GiB, zzzzzz: 1 }",
      "limits: found the unknown key \"bodyByteMax\", …; did you mean bodyBytesMax?",
    ),
    (
      "policies: { p: { macros: alow } }",
      "policies.p.macros: found \"alow\", expected one of block, report, allow; did you mean allow?"
    ),
    (
      "policies: { p: { unscannable: { encrypt: allow } } }",
      "policies.p.unscannable: found the unknown key \"encrypt\", …; did you mean encrypted?"
    ),
    (
      "policies: { \"a b\": {} }",
      "policies: found \"a b\", expected a name of 1 to 64 letters, digits, -, _ and ."
    ),
    ("limits: { [a]: 1 }", "limits: found the unknown key a list, …"),
    (
      "limits: { bodyBytesMax: 1Gib }",
      "limits.bodyBytesMax: found \"1Gib\", expected a size such as 1GiB, 512MiB or 65536; "
        + "units count by 1024, did you mean 1GiB?"
    ),
    (
      "limits: { bodyBytesMax: 10MB }",
      "limits.bodyBytesMax: found \"10MB\", expected a size such as 1GiB, 512MiB or 65536; "
        + "units count by 1024, did you mean 10MiB?"
    ),
    (
      "limits: { bodyBytesMax: -1 }",
      "limits.bodyBytesMax: found \"-1\", expected a size such as 1GiB, 512MiB or 65536"
    ),
    (
      "limits: { bodyBytesMax: 99999999999GiB }",
      "limits.bodyBytesMax: found \"99999999999GiB\", "
        + "expected a size such as 1GiB, 512MiB or 65536"
    ),
    (
      "limits: { headBytesMax: 64KiB }",
      "limits.headBytesMax: found \"64KiB\", expected a size from 1KiB to 63KiB"
    ),
    (
      "limits: { headTimeout: 10 }",
      "limits.headTimeout: found \"10\", expected a duration such as 500ms, 30s, 5m or 30d; "
        + "a unit is missing, did you mean 10s?"
    ),
    (
      "limits: { headTimeout: 1w }",
      "limits.headTimeout: found \"1w\", expected a duration such as 500ms, 30s, 5m or 30d"
    ),
    (
      "limits: { headTimeout: 0s }",
      "limits.headTimeout: found \"0s\", expected a duration from 1ms to 1d"
    ),
    (
      "limits: { connectionsMax: 5, exchangesMax: 6 }",
      "limits.exchangesMax: found 6, expected at most connectionsMax (5)"
    ),
    (
      "limits: { bufferBytes: 100KiB }",
      "limits.bufferBytes: found 100KiB, expected a power of two from 16KiB to 1MiB"
    ),
    (
      "limits: { holdBytesMax: 512MiB }",
      "limits.holdBytesMax: found 512MiB, expected at most holdBytesPerWorkerMax (192MiB)"
    ),
    (
      "limits: { holdBytesPerWorkerMax: 256MiB }",
      "limits.holdBytesPerWorkerMax: found 256MiB, expected at most 255MiB: "
        + "poolBytesPerWorker less 8 buffers"
    ),
    (
      "limits: { headBytesMax: 48KiB, bufferBytes: 32KiB }",
      "limits.headBytesMax: found 48KiB, expected at most bufferBytes (32KiB)"
    ),
    (
      "limits: { poolBytesPerWorker: 1MiB }",
      "limits.poolBytesPerWorker: found 1MiB, "
        + "expected a multiple of bufferBytes (128KiB) from 16 to 32768 buffers"
    ),
    (
      "limits: { leasesPerConnectionMax: 2 }",
      "limits.leasesPerConnectionMax: found 2, "
        + "expected at least 128: holdBytesMax (16MiB) in buffers of 128KiB"
    ),
    (
      "limits: { leasesPerConnectionMax: 2000 }",
      "limits.leasesPerConnectionMax: found 2000, expected at most 1024: half of a worker's pool"
    ),
    (
      "admin: { address: localhost:9090 }",
      "admin.address: found \"localhost:9090\", "
        + "expected an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/name.sock"
    ),
    (
      "admin: { address: 127.0.0.1:0 }",
      "admin.address: found \"127.0.0.1:0\", expected a port from 1 to 65535"
    ),
    ("admin: on", "admin: found \"on\", expected a mapping with the key address"),
    (
      "accessLog: stdot",
      "accessLog: found \"stdot\", expected one of off, stdout, or an absolute path"
    ),
    (
      "detectionLog: [stdout]",
      "detectionLog: found a list, expected one of off, stdout, or an absolute path"
    ),
    (
      "refusal: { infectedStatus: 200 }",
      "refusal.infectedStatus: found \"200\", expected a status from 400 to 599"
    ),
    ("spill: { directory: spool }", "spill.directory: found \"spool\", expected an absolute path"),
    (
      "spill: { directory: \"/a\\0b\" }",
      "spill.directory: found \"/a\\u{0}b\", expected an absolute path"
    ),
  ])
  func aMistakeInOneValueIsNamed(line: String, problem: String) {
    let found = Sample.problems(line + Self.end).first ?? "nothing"
    let parts = "cordon.yaml:1: \(problem)".split(separator: "…", omittingEmptySubsequences: true)
    var rest = found[...]
    for part in parts {
      #expect(rest.contains(part), "\(found)")
      if let range = rest.firstRange(of: part) { rest = rest[range.upperBound...] }
    }
    if !problem.contains("…") { #expect(found == "cordon.yaml:1: \(problem)") }
  }

  /// Text replaced in the minimal file, and the line and the problem it must give.
  @Test(arguments: [
    (
      "      - backend: uploads", "      - backend: upload",
      "6: listeners[0].routes[0].backend: found \"upload\", expected one of uploads; "
        + "did you mean uploads?"
    ),
    (
      "      - backend: uploads", "      - path: /x",
      "6: listeners[0].routes[0].backend: found nothing, expected the name of a backend"
    ),
    (
      "      - backend: uploads",
      "      - { backend: uploads, scan: stream, streamWindow: 100KiB }",
      "6: listeners[0].routes[0].streamWindow: found \"100KiB\", "
        + "expected a size from 128KiB to 1GiB"
    ),
    (
      "      - backend: uploads",
      "      - { backend: uploads, scan: stream, streamWindow: 17MiB }",
      "6: listeners[0].routes[0].streamWindow: found 17MiB, "
        + "expected at most holdBytesMax (16MiB)"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, streamWindow: 1MiB }",
      "6: listeners[0].routes[0].streamWindow: found \"1MiB\", "
        + "expected scan: stream beside it: other routes deliver nothing early"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, scan: stream, wholeFile: keep }",
      "6: listeners[0].routes[0].wholeFile: found \"keep\", expected one of hold, refuse, deliver"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, scan: of }",
      "6: listeners[0].routes[0].scan: found \"of\", expected one of hold, stream, off; "
        + "did you mean off?"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, scan: off, bodies: canonical }",
      "6: listeners[0].routes[0].bodies: found \"canonical\", "
        + "expected strict: only what is held (scan: hold) can be delivered in another form"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, bodies: lax }",
      "6: listeners[0].routes[0].bodies: found \"lax\", expected one of strict, canonical"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, retry: always }",
      "6: listeners[0].routes[0].retry: found \"always\", expected one of idempotent, unsafe"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, path: a }",
      "6: listeners[0].routes[0].path: found \"a\", "
        + "expected a path that begins with / and has no %, ?, #, ;, \\, blanks, empty or dot segments"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, path: /a/../b }",
      "6: listeners[0].routes[0].path: found \"/a/../b\", "
        + "expected a path that begins with / and has no %, ?, #, ;, \\, blanks, empty or dot segments"
    ),
    (
      "      - backend: uploads", "      - { backend: uploads, host: \"a:80\" }",
      "6: listeners[0].routes[0].host: found \"a:80\", expected a host such as "
        + "uploads.example.com or \"*.example.com\", without a port; without the key, every host fits"
    ),
    (
      "      - backend: uploads",
      "      - { backend: uploads, host: A, path: /x/ }\n"
        + "      - { backend: uploads, host: a, path: /x }",
      "7: listeners[0].routes[1]: found host a, path /x again (first in line 6), "
        + "expected each host and path once in a listener"
    ),
    (
      "      - backend: uploads", "      []",
      "6: listeners[0].routes: found a list, expected a list of routes, at least one"
    ),
    (
      "      - 127.0.0.1:9001", "      - 127.0.0.1:9001\n      - 127.0.0.1:9001",
      "11: backends.uploads.upstreams[1]: found 127.0.0.1:9001 again (first in line 10), "
        + "expected each upstream once; weight gives it a larger share"
    ),
    (
      "      - 127.0.0.1:9001", "      - { address: 127.0.0.1:9001, weight: 257 }",
      "10: backends.uploads.upstreams[0].weight: found \"257\", "
        + "expected a whole number from 1 to 256"
    ),
    (
      "      - 127.0.0.1:9001", "      - { weight: 2 }",
      "10: backends.uploads.upstreams[0].address: found nothing, "
        + "expected an address such as 127.0.0.1:9001"
    ),
    (
      "    upstreams:", "    eject: 10s\n    ejectMax: 1s\n    upstreams:",
      "10: backends.uploads.ejectMax: found \"1s\", expected at least eject (10s)"
    ),
    (
      "    upstreams:", "    balance: random\n    upstreams:",
      "9: backends.uploads.balance: found \"random\", expected one of leastConnections, "
        + "roundRobin, leastBytes, randomOfTwo, sourceHash, consistentHash"
    ),
    (
      "0.0.0.0:8080", "0.0.0.0:9090",
      "4: listeners[0].address: found 0.0.0.0:9090, "
        + "expected an address other than admin.address (127.0.0.1:9090)"
    ),
    (
      "  uploads:", "  \"up loads\":",
      "8: backends: found \"up loads\", expected a name of 1 to 64 letters, digits, -, _ and ."
    ),
    (
      "  directory: /etc/cordon/signatures", "  directory: signatures",
      "2: signatures.directory: found \"signatures\", expected an absolute path"
    ),
  ])
  func aMistakeIsNamedWithItsLine(good: String, bad: String, problem: String) {
    #expect(Sample.minimal.contains(good))
    let problems = Sample.problems(Sample.minimal.replacing(good, with: bad))
    #expect(problems.contains("cordon.yaml:\(problem)"), "\(problems)")
  }

  @Test func everyMistakeOfAFileIsNamedInItsOrder() {
    let problems = Sample.problems(
      """
      limits: { headTimeout: 10, bodyBytesMax: much }
      workers: none
      listeners:
        - address: here
        - adress: 127.0.0.1:80
          routes: [{ backend: a }]
      spill: { directory: /s, size: 3 }
      """)
    #expect(
      problems.map { String($0.split(separator: ":", maxSplits: 3)[1...2].joined(separator: ":")) }
        == [
          "1: signatures", "1: backends", "1: limits.headTimeout", "1: limits.bodyBytesMax",
          "2: workers", "4: listeners[0].routes", "4: listeners[0].address",
          "5: listeners[1]", "5: listeners[1].address", "6: listeners[1].routes[0].backend",
          "7: spill",
        ], "\(problems)")
  }

  @Test func aListenerAddressIsTakenOnce() {
    let problems = Sample.problems(
      """
      signatures: { directory: /s }
      listeners:
        - { address: 127.0.0.1:80, routes: [{ backend: b }] }
        - { address: 127.0.0.1:80, routes: [{ backend: b }] }
      backends: { b: { upstreams: [127.0.0.1:81] } }
      """)
    #expect(
      problems == [
        "cordon.yaml:4: listeners[1].address: found 127.0.0.1:80 again (first in line 3), "
          + "expected each address once"
      ])
  }
}
