import Configuration
import Primitives
import Proxy
import Testing

/// Routes of all forms, beside the readings of servers.
@Suite struct RouteFormPropertyTests {
  /// A random table of routes, half of them scanned.
  private struct Sample {
    var routes: [(form: PathForm, segments: [String], isWhole: Bool)] = []
    var isScanned: [Bool]

    init(_ random: inout SeededRandom) {
      for _ in 0...random.below(4) {
        let form = PathForm.allCases.randomElement(using: &random)!
        let segments = (0...random.below(3)).map { _ in
          ["a", "b", "c"].randomElement(using: &random)!
        }
        routes.append((form, segments, Bool.random(using: &random)))
      }
      routes.append((.prefix, [], false))
      routes.shuffle(using: &random)
      isScanned = routes.map { _ in Bool.random(using: &random) }
    }

    var table: RouteTable {
      RouteTable(
        inOrder: routes.map { route in
          let path = "/" + route.segments.joined(separator: "/")
          let isWhole = route.form == .expression && route.isWhole
          return Route(route.form, isWhole ? path + "$" : path)
        })
    }

    /// The first route that fits what a server has read.
    func route(of segments: [String]) -> Int? {
      routes.firstIndex { route in
        switch route.form {
        case .prefix: return segments.starts(with: route.segments)
        case .exact: return segments == route.segments || segments == route.segments + [""]
        case .expression:
          let text = "/" + segments.joined(separator: "/")
          let wanted = "/" + route.segments.joined(separator: "/")
          return route.isWhole ? text == wanted : text.hasPrefix(wanted)
        }
      }
    }
  }

  private static let pieces = [
    "/", "/", "/", "/", "a", "a", "b", "b", "c", "x", "/a", "/b", "/c", "//", "\\", ";", ";x", "%",
    "%61", "%62", "%2f", "%2F", "%5c", "%3b", "%3B", ".", "..", "%2e", "%2E", "%25", "%0", "%20",
  ]

  @Test(arguments: 0..<6 as Range<UInt64>)
  func noServersReadingLeadsToARouteWithOtherScanning(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let servers = NaiveServer.all
    var routed = 0
    var ambiguous = 0
    for _ in 0..<150 {
      let sample = Sample(&random)
      let table = sample.table
      for _ in 0..<3 {
        var path = "/"
        for _ in 0...random.below(8) { path += Self.pieces.randomElement(using: &random)! }
        switch table.match(path) {
        case .ambiguous: ambiguous += 1
        case .none: break
        case .route(let route):
          routed += 1
          for server in servers {
            guard let other = sample.route(of: server.segments(of: path)) else { continue }
            if sample.isScanned[other] == sample.isScanned[route] { continue }
            Issue.record(
              "\(path): matched \(route), read as \(other) of \(sample.routes) by \(server)")
          }
        }
      }
    }
    // Neither refuses nor accepts everything.
    #expect(routed > 60 && ambiguous > 60, "\(routed) \(ambiguous)")
  }

  @Test func aPlainPathLeadsWhereEveryServerReadsIt() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<500 {
      let sample = Sample(&random)
      let segments = (0...random.below(4)).map { _ in
        ["a", "b", "c", "x.y", "aa"].randomElement(using: &random)!
      }
      let path = "/" + segments.joined(separator: "/")
      let expected = sample.route(of: segments).map { RouteMatch.route($0) } ?? .none
      #expect(sample.table.match(path) == expected, "\(path) of \(sample.routes)")
    }
  }
}
