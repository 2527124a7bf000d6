import Proxy
import Testing

@Suite struct RouteTableTests {
  @Test func aPathIsAPrefixOfWholeSegments() {
    let table = RouteTable(paths: ["/upload"])
    for path in ["/upload", "/upload/", "/upload/x", "/upload/x/y", "/upload//x"] {
      #expect(table.match(path) == .route(0), "\(path)")
    }
    for path in ["/", "/u", "/uploa", "/uploads", "/upload-x", "/Upload", "/x/upload", "*", ""] {
      #expect(table.match(path) == .none, "\(path)")
    }
  }

  @Test func severalSegmentsAreMatchedToTheLast() {
    let table = RouteTable(paths: ["/a/b/c"])
    #expect(table.match("/a/b/c") == .route(0))
    #expect(table.match("/a/b/c/d") == .route(0))
    for path in ["/a", "/a/b", "/a/b/", "/a/b/cd", "/a/bc", "/b/c"] {
      #expect(table.match(path) == .none, "\(path)")
    }
  }

  @Test func aSlashAtTheEndOfARouteIsNothing() {
    let table = RouteTable(paths: ["/upload/"])
    #expect(table.match("/upload") == .route(0))
    #expect(table.match("/upload/x") == .route(0))
    #expect(table.match("/uploads") == .none)
  }

  @Test func theRootFitsEveryPath() {
    let table = RouteTable(paths: ["/"])
    for path in ["/", "/a", "/a/b", "*", "", "/%2f;x//y"] {
      #expect(table.match(path) == .route(0), "\(path)")
    }
  }

  @Test func theFirstRouteThatFitsWins() {
    let specific = RouteTable(paths: ["/a/b", "/a", "/"])
    #expect(specific.match("/a/b/c") == .route(0))
    #expect(specific.match("/a/c") == .route(1))
    #expect(specific.match("/c") == .route(2))
    let general = RouteTable(paths: ["/", "/a", "/a/b"])
    #expect(general.match("/a/b/c") == .route(0))
  }

  @Test func aTableWithoutRoutesFitsNothing() {
    #expect(RouteTable([]).match("/", host: "a.example") == .none)
  }

  @Test func aHostIsTheNameWithoutCasePortAndDot() {
    let table = RouteTable([(host: "a.example", path: "/")])
    for host in [
      "a.example", "A.Example", "A.EXAMPLE", "a.example:80", "a.example:", "a.example.",
      "a.example.:8080",
    ] {
      #expect(table.match("/", host: host) == .route(0), "\(host)")
    }
    for host in [
      "", ".", ":80", "a.exampl", "a.example2", "b.example", "x.a.example", "a.example.b",
      "a-example", "a.example..", "a.example:80:80", "a.example:8x",
    ] {
      #expect(table.match("/", host: host) == .none, "\(host)")
    }
  }

  @Test func aHostThatIsConfiguredWithADotIsTheSameHost() {
    let table = RouteTable([(host: "a.example.", path: "/")])
    #expect(table.match("/", host: "a.example") == .route(0))
    #expect(table.match("/", host: "a.example.:80") == .route(0))
  }

  @Test func addressesAreHostsToo() {
    let table = RouteTable([(host: "[::1]", path: "/"), (host: "10.0.0.12", path: "/")])
    #expect(table.match("/", host: "[::1]") == .route(0))
    #expect(table.match("/", host: "[::1]:8080") == .route(0))
    #expect(table.match("/", host: "[::]:1") == .none)
    #expect(table.match("/", host: "10.0.0.12") == .route(1))
    #expect(table.match("/", host: "10.0.0.12:12") == .route(1))
    #expect(table.match("/", host: "10.0.0.1:2") == .none)
  }

  @Test func hostAndPathMustBothFit() {
    let table = RouteTable([
      (host: "a.example", path: "/up"), (host: "b.example", path: "/up"),
      (host: "b.example", path: "/"), (host: nil, path: "/up"),
    ])
    #expect(table.match("/up/1", host: "a.example") == .route(0))
    #expect(table.match("/up/1", host: "b.example") == .route(1))
    #expect(table.match("/x", host: "b.example") == .route(2))
    #expect(table.match("/up/1", host: "c.example") == .route(3))
    #expect(table.match("/up/1") == .route(3))
    #expect(table.match("/x", host: "a.example") == .none)
  }
}
