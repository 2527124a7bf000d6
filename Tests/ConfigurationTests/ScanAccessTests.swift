import Configuration
import Digests
import Foundation
import Testing

/// Who may use the scan API, by the configuration.
@Suite struct ScanAccessTests {
  private static let hex = String(repeating: "ab", count: 32)
  private static let other = String(repeating: "cd", count: 32)

  private static func text(_ section: String) -> String {
    """
    signatures: { directory: /etc/cordon/signatures }
    listeners:
      - address: 0.0.0.0:8090
        routes: [{ path: /, scanAPI: true }]
    \(section)

    """
  }

  private static func keysFile(_ text: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID()).txt")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  @Test func aListenerWithTheScanAPIAloneNeedsNoBackend() throws {
    let configuration = try Sample.parse(Self.text("scanAPI: { keys: off }"))
    #expect(configuration.backends.isEmpty)
    #expect(configuration.listeners[0].routes[0].isScanAPI)
    #expect(configuration.scanAccess?.isOpen == true)
    #expect(try Sample.parse(configuration.text).scanAccess == configuration.scanAccess)
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func keysAndQuotasAreReadAndWritten() throws {
    let keys = """
      scanAPI:
        quotasFile: /q
        keys:
          - { name: a, sha256: \(Self.hex), monthly: 800, perSecond: 1 }
          - { name: b, sha256: \(Self.other), monthly: unlimited, perSecond: unlimited }
      """
    let configuration = try Sample.parse(Self.text(keys))
    let access = try #require(configuration.scanAccess)
    let all = try access.allKeys()
    #expect(all.map(\.name) == ["a", "b"])
    #expect(all.map(\.digest.hex) == [Self.hex, Self.other])
    #expect(all.map(\.monthlyMax) == [800, nil])
    #expect(all.map(\.perSecondMax) == [1, nil])
    #expect(try Sample.parse(configuration.text).scanAccess == access)
  }

  @Test func aFileOfKeysHasALineEach() throws {
    let path = try Self.keysFile(
      "# clients\n\n\(Self.hex) shop 800 2 # of the shop\n\(Self.other)\tcrm unlimited unlimited\r\n"
    )
    defer { try? FileManager.default.removeItem(atPath: path) }
    let access = try #require(
      try Sample.parse(Self.text("scanAPI: { keysFile: \(path) }")).scanAccess)
    #expect(try access.allKeys().map(\.name) == ["shop", "crm"])
    #expect(try access.allKeys().map(\.monthlyMax) == [800, nil])
    #expect(try access.allKeys().map(\.perSecondMax) == [2, nil])
  }

  @Test(arguments: [
    "KEY name 1 1", "\(hex) name 1", "\(hex) name 1 -1", "\(hex) na/me 1 1", "\(hex) n 999999999 1",
    "\(hex) a 1 1\n\(hex) b 1 1", "\(hex) a 1 1\n\(other) a 1 1",
  ]) func aLineThatIsNoKeyIsRefusedAndNotRepeated(text: String) throws {
    let path = try Self.keysFile(text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let access = ScanAccess(keys: [], keysFile: path)
    let error = #expect(throws: ConfigurationError.self) { try access.allKeys() }
    let problems = (error?.problems ?? []).map(\.description)
    #expect(problems.count == 1)
    #expect(!problems[0].contains("KEY name") && !problems[0].contains(Self.hex))
  }

  @Test(arguments: [
    ("", "scanAPI: found nothing, expected who may use it"),
    ("scanAPI: {}", "found nothing, expected off, a list of keys"),
    ("scanAPI: { keys: on }", "expected a list of keys, or off"),
    ("scanAPI: { keys: off, keysFile: /k }", "expected no file of keys"),
    (
      "scanAPI: { keys: [{ name: a, sha256: secret, monthly: 1, perSecond: 1 }] }",
      "found something else, expected the SHA-256"
    ),
    (
      "scanAPI: { keys: [{ name: a, sha256: \(hex), monthly: -1, perSecond: 1 }] }",
      "expected unlimited or a number"
    ),
  ]) func aMistakeIsNamed(section: String, problem: String) {
    let problems = Sample.problems(Self.text(section))
    #expect(problems.count == 1)
    #expect(problems.first?.contains(problem) == true, "\(problems)")
    #expect(!problems.joined().contains("secret"))
  }

  @Test func aRouteHasABackendOrTheScanAPI() {
    let both = Sample.minimal.replacing(
      "- backend: uploads", with: "- { backend: uploads, scanAPI: true }")
    let problems = Sample.problems(both + "scanAPI: { keys: off }\n")
    #expect(problems.first?.contains("backend beside scanAPI") == true, "\(problems)")
  }
}
