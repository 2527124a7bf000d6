import Telemetry
import Testing

@Suite struct MetricsTextTests {
  private func render(_ workers: [WorkerMetrics]) throws -> Exposition {
    let bytes = MetricsText.render(
      workers: workers,
      process: ProcessRow(version: "0.1 \"x\"\\\n", startUnixSeconds: 1, isReady: true),
      database: DatabaseRow(
        version: "v1", signatures: 3, builtUnixSeconds: 1, snapshots: 1,
        unusedLines: [("bad hex", 2), ("pcre", 4)]),
      upstreams: [
        UpstreamRow(
          backend: "b", upstream: "127.0.0.1:1", active: 2, bytes: 7, weight: 1,
          states: [("up", true), ("down", false)], checks: (3, 4)),
        UpstreamRow(
          backend: "b", upstream: "[::1]:1", active: 0, weight: 3,
          states: [("up", false), ("down", true)]),
      ],
      logs: [LogRow(log: "access", lostLines: 9)])
    return try Exposition(bytes)
  }

  @Test func theTextIsValidAndSumsOverWorkers() throws {
    let workers = [
      WorkerMetrics(worker: 0, glitches: ["bare_lf"]),
      WorkerMetrics(worker: 1, glitches: ["bare_lf"]),
    ]
    for worker in workers {
      let recorder = worker.recorder()
      recorder.count(outcome: .infected)
      recorder.count(limit: .bodyBytesMax)
      recorder.count(.copiedBytes, 100)
      recorder.count(glitch: 0)
      recorder.set(.connections, to: 5 + worker.worker)
      recorder.set(.spillBytes, to: 10)
      recorder.observe(.verdict, nanoseconds: 1_500_000)
      recorder.observe(.verdict, nanoseconds: 100_000_000_000)
      recorder.observe(.requestBody, bytes: 300)
    }
    let text = try render(workers)
    #expect(text["cordon_requests_total{outcome=\"infected\"}"] == 2)
    #expect(text["cordon_requests_total{outcome=\"delivered\"}"] == 0)
    #expect(text["cordon_limit_reached_total{limit=\"bodyBytesMax\"}"] == 2)
    #expect(text["cordon_copied_bytes_total"] == 200)
    #expect(text["cordon_glitches_total{glitch=\"bare_lf\"}"] == 2)
    #expect(text["cordon_connections{worker=\"0\"}"] == 5)
    #expect(text["cordon_connections{worker=\"1\"}"] == 6)
    #expect(text["cordon_spill_bytes"] == 20)
    #expect(text["cordon_verdict_seconds_count"] == 4)
    #expect(text["cordon_verdict_seconds_sum"] == 200.003)
    #expect(text["cordon_verdict_seconds_bucket{le=\"0.001048576\"}"] == 0)
    #expect(text["cordon_verdict_seconds_bucket{le=\"0.001572864\"}"] == 2)
    #expect(text["cordon_verdict_seconds_bucket{le=\"+Inf\"}"] == 4)
    #expect(text["cordon_request_body_bytes_bucket{le=\"512\"}"] == 2)
    #expect(text["cordon_upstream_active{backend=\"b\",upstream=\"127.0.0.1:1\"}"] == 2)
    #expect(text["cordon_upstream_up{backend=\"b\",upstream=\"[::1]:1\"}"] == 0)
    #expect(text["cordon_build_info{version=\"0.1 \\\"x\\\"\\\\\\n\"}"] == 1)
    #expect(text["cordon_database_unused_lines{reason=\"pcre\"}"] == 4)
    #expect(text["cordon_log_lost_lines_total{log=\"access\"}"] == 9)
    #expect(try #require(text["process_resident_memory_bytes"]) > 1_000_000)
  }

  @Test func everyLimitOfTheConfigurationHasACounter() throws {
    let text = try render([WorkerMetrics(worker: 0)])
    for limit in LimitName.allCases {
      #expect(text["cordon_limit_reached_total{limit=\"\(limit)\"}"] == 0)
    }
  }

  @Test(arguments: [
    "cordon_a 1\n", "# TYPE a counter\na 1\n", "# HELP a b\n# TYPE a counter\na{b=\"c} 1\n",
    "# HELP a b\n# TYPE a gauge\na 1\na 1\n", "# HELP a b\n# TYPE a gauge\na 1",
    "# HELP a b\n# TYPE a gauge\na{1b=\"c\"} 1\n", "# HELP a b\n# TYPE a gauge\na x\n",
    "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
  ])
  func theParserOfTheseTestsIsStrict(text: String) {
    #expect(throws: Exposition.Fault.self) { try Exposition(Array(text.utf8)) }
  }
}

/// A strict reading of the text exposition format 0.0.4, stricter than the format where Cordon is: every
/// sample belongs to the family above it, which has HELP and TYPE, and no series comes twice.
struct Exposition {
  struct Fault: Error { let line: String }

  private var samples: [String: Double] = [:]

  subscript(_ series: String) -> Double? { samples[series] }

  init(_ bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else {
      throw Fault(line: "not text that ends in a line feed")
    }
    var families = Set<String>()
    var (family, help, kind) = ("", "", "")
    var buckets: [Double] = []
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      let fault = Fault(line: String(line))
      if line.hasPrefix("# HELP ") {
        let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, Self.isName(parts[0]), !line.contains("\\") else { throw fault }
        help = String(parts[0])
        guard families.insert(help).inserted else { throw fault }
      } else if line.hasPrefix("# TYPE ") {
        let parts = line.dropFirst(7).split(separator: " ")
        guard parts.count == 2, parts[0] == help,
          ["counter", "gauge", "histogram"].contains(parts[1])
        else { throw fault }
        (family, kind) = (String(parts[0]), String(parts[1]))
        guard kind != "counter" || family.hasSuffix("_total") else { throw fault }
        buckets = []
      } else {
        let (name, labels, value) = try Self.sample(line)
        let suffix = name.dropFirst(family.count)
        guard !family.isEmpty, name.hasPrefix(family) else { throw fault }
        guard kind == "histogram" ? ["_bucket", "_sum", "_count"].contains(suffix) : suffix == ""
        else { throw fault }
        if suffix == "_bucket" {
          guard labels.map(\.name) == ["le"], value >= buckets.last ?? 0 else { throw fault }
          buckets.append(value)
        }
        if suffix == "_count" { guard buckets.last == value else { throw fault } }
        if kind == "counter" { guard value >= 0 else { throw fault } }
        let series = String(line[..<line.lastIndex(of: " ")!])
        guard samples.updateValue(value, forKey: series) == nil else { throw fault }
      }
    }
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
    }
  }

  private static func sample(
    _ line: Substring
  ) throws -> (name: String, labels: [(name: String, value: String)], value: Double) {
    let fault = Fault(line: String(line))
    var rest = line
    let name = rest.prefix { $0 != "{" && $0 != " " }
    guard isName(name) else { throw fault }
    rest = rest.dropFirst(name.count)
    var labels: [(name: String, value: String)] = []
    if rest.first == "{" {
      repeat {
        rest = rest.dropFirst()
        let label = rest.prefix { $0 != "=" }
        rest = rest.dropFirst(label.count)
        guard isName(label), rest.hasPrefix("=\"") else { throw fault }
        rest = rest.dropFirst(2)
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
          guard character == "\\" else {
            value.append(character)
            continue
          }
          switch rest.popFirst() {
          case "\\": value.append("\\")
          case "\"": value.append("\"")
          case "n": value.append("\n")
          default: throw fault
          }
        }
        labels.append((String(label), value))
      } while rest.first == ","
      guard rest.popFirst() == "}" else { throw fault }
    }
    guard rest.popFirst() == " ", !rest.contains(" "), let value = Double(rest) else { throw fault }
    return (String(name), labels, value)
  }
}
