import Proxy
import Testing

/// Paths that servers read in different ways.
@Suite struct PathReadingTests {
  private let table = RouteTable(paths: ["/up/in", "/up", "/"])

  @Test(arguments: [
    // Encoded letters and slashes.
    "/%75p", "/u%70/x", "/%75%70", "/up%2Fin", "/up%2fin/x", "/up/%69n", "%2Fup", "/%2fup",
    // Runs of slashes, plain and encoded.
    "//up", "///up/x", "/up//in", "/up/%2fin", "/up/%2F/in",
    // Backslashes, plain and encoded.
    "/up\\in", "\\up", "/\\up", "/up%5Cin", "/up%5cin", "/up\\/in",
    // Parameters, plain and encoded.
    "/up;x", "/up;x/in", "/up;", "/up%3Bx", "/up/;x/in", "/up/;/in", "/;x/up", "/up;a=1;b=2/in",
    "/up;x%2Fin", "/up;x\\in",
    // Parameters cut off before anything is decoded.
    "/;%2f/up", "/up/;x%2fy/in", "/up;x%2fy/in", "/up;x%5cy/in", "/up/;x\\y/in",
    // Two slashes before a host, which some take for the beginning of a whole URL.
    "//host/up", "///host/up/x", "//host/up/in", "/\\host/up", "//host/%75p", "//host;x/up",
    "//host\\up", "//host\\x/up",
    "/up;x//in",
    // Several at once.
    "//%75p", "/up;x%2F%2Fin", "/%75p;x//%69n", "\\%75p",
  ])
  func aPathWhoseReadingsLeadToDifferentRoutesIsAmbiguous(_ path: String) {
    #expect(table.match(path) == .ambiguous)
  }

  @Test func aPathWhoseReadingsLeadToTheSameRouteIsFine() {
    let paths: [(String, Int)] = [
      ("/up/in/a%20b", 0), ("/up/in//x", 0), ("/up/in/x;v=1", 0), ("/up/in/%2f", 0),
      ("/up/in/a\\b", 0), ("/up/in%2", 1), ("/up/inn%61", 1), ("/up/x%20y", 1), ("/up//x", 1),
      ("/up/x;v=1/y", 1), ("/up/%69nn", 1), ("/x%2fup", 2), ("/x//up", 2), ("/x;up", 2),
      ("/%", 2), ("/%7", 2), ("/%zz", 2), ("/x\\up", 2), ("//x", 2), ("/%25%37%35p", 2),
      ("//host/x", 2), ("/x;y%2fz/up", 2),
    ]
    for (path, route) in paths { #expect(table.match(path) == .route(route), "\(path)") }
  }

  @Test func whereNoReadingFitsThereIsNoRoute() {
    let table = RouteTable(paths: ["/up", "/down"])
    for path in ["/x%20", "//x", "/x;y", "/x\\y"] {
      #expect(table.match(path) == .none, "\(path)")
    }
    #expect(table.match("/%75p") == .ambiguous)
  }

  @Test(arguments: [
    ".", "..", "%2e", "%2E%2e", ".%2e", "%2e.", ".;x", "..;x", "..;", "%2e%2e;x", "..%3bx",
    ".;x%2fy",
  ])
  func dotSegmentsAreAmbiguousWhereverTheyAre(_ segment: String) {
    // Even where there is but one route: what the upstream makes of it is not what was matched.
    for table in [table, RouteTable(paths: ["/"])] {
      for path in [
        "/\(segment)", "/\(segment)/", "/\(segment)/up", "/up/\(segment)", "/up/\(segment)/x",
        "/up//\(segment)/x", "/up%2f\(segment)", "/up/\(segment)%2fx", "/up\\\(segment)\\x",
        "/up%5c\(segment)%5cx", "/up;x/\(segment)", "//\(segment)/x",
      ] {
        #expect(table.match(path) == .ambiguous, "\(path)")
      }
    }
  }

  @Test func dotsInsideASegmentAreNames() {
    for segment in ["...", ".x", "x.", "..x", "x..", ".x.", "a.b", "%2e%2ex", "....", ".%20"] {
      #expect(table.match("/\(segment)") == .route(2), "\(segment)")
      #expect(table.match("/up/\(segment)/y") == .route(1), "\(segment)")
    }
  }

  @Test func aHostOfARouteCountsInEveryReading() {
    let table = RouteTable([(host: "a.example", path: "/up"), (host: nil, path: "/")])
    #expect(table.match("/%75p", host: "a.example:80") == .ambiguous)
    #expect(table.match("/%75p", host: "b.example") == .route(1))
  }
}
