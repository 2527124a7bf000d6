import Primitives
import Proxy
import Testing

@Suite struct RouteTablePropertyTests {
  /// A random table of routes, half of them scanned.
  private struct Sample {
    var paths: [[String]]
    var isScanned: [Bool]

    init(_ random: inout SeededRandom) {
      paths = [[]]
      for _ in 0...random.below(4) {
        let path = (0...random.below(3)).map { _ in ["a", "b", "c"].randomElement(using: &random)! }
        if !paths.contains(path) { paths.append(path) }
      }
      // Most specific first, as configured; sometimes in any order.
      if random.below(4) == 0 {
        paths.shuffle(using: &random)
      } else {
        paths.sort { $0.count > $1.count }
      }
      if random.below(3) == 0 { paths.removeAll { $0.isEmpty } }
      isScanned = paths.map { _ in Bool.random(using: &random) }
    }

    var table: RouteTable { RouteTable(paths: paths.map { "/" + $0.joined(separator: "/") }) }

    func route(of segments: [String]) -> Int? { paths.firstIndex { segments.starts(with: $0) } }
  }

  private static let pieces = [
    "/", "/", "/", "/", "a", "a", "b", "b", "c", "x", "/a", "/b", "/c", "//", "\\", ";", ";x", "%",
    "%61", "%62", "%2f", "%2F", "%5c", "%3b", "%3B", ".", "..", "%2e", "%2E", "%25", "%0", "%20",
  ]

  @Test(arguments: 0..<4 as Range<UInt64>)
  func noServersReadingLeadsToARouteWithOtherScanning(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let servers = NaiveServer.all
    var routed = 0
    var ambiguous = 0
    for _ in 0..<120 {
      let sample = Sample(&random)
      let table = sample.table
      for _ in 0..<3 {
        let count = random.below(9)
        var path = "/"
        for _ in 0...count { path += Self.pieces.randomElement(using: &random)! }
        switch table.match(path) {
        case .ambiguous: ambiguous += 1
        case .none: break
        case .route(let route):
          routed += 1
          for server in servers {
            // A path that the server takes for no route's is nobody's to protect.
            guard let other = sample.route(of: server.segments(of: path)) else { continue }
            if sample.isScanned[other] == sample.isScanned[route] { continue }
            Issue.record(
              "\(path): matched \(route), read as \(other) of \(sample.paths) by \(server)")
          }
        }
      }
    }
    // Neither refuses nor accepts everything.
    #expect(routed > 80 && ambiguous > 40)
  }

  @Test func aPlainPathLeadsWhereEveryServerReadsIt() {
    var random = SeededRandom(seed: 99)
    for _ in 0..<500 {
      let sample = Sample(&random)
      let segments = (0...random.below(4)).map { _ in
        ["a", "b", "c", "x.y", "aa"].randomElement(using: &random)!
      }
      let expected = sample.route(of: segments).map { RouteMatch.route($0) } ?? .none
      let path = "/" + segments.joined(separator: "/")
      #expect(sample.table.match(path) == expected, "\(path) of \(sample.paths)")
    }
  }
}
