import Configuration
import Primitives
import Proxy
import Testing

/// Whole paths, expressions, wildcards, methods and fields.
@Suite struct RouteFormTests {
  // MARK: Hosts

  @Test func aWildcardFitsWhatIsBelowItByOneLabelOrMore() {
    let table = RouteTable([(host: "*.Example.com", path: "/")])
    for host in [
      "a.example.com", "A.EXAMPLE.com:8080", "a.b.example.com", "a.example.com.", "_x.example.com",
      "a.example.com.:443", "x-1.example.com",
    ] {
      #expect(table.match("/", host: host) == .route(0), "\(host)")
    }
    for host in [
      "", "example.com", ".example.com", "aexample.com", "a.example.com.evil", "a.example.org",
      "*.example.co", "example.com.", "[::1]", ":80", "a.example.com..",
    ] {
      #expect(table.match("/", host: host) == .none, "\(host)")
    }
  }

  @Test func theMostSpecificHostWinsWhateverTheOrder() {
    let routes = [
      Route(.prefix, "/"), Route(.prefix, "/", host: "*.com", backend: 1),
      Route(.prefix, "/", host: "*.example.com", backend: 2),
      Route(.prefix, "/", host: "*.b.example.com", backend: 3),
      Route(.prefix, "/", host: "a.b.example.com", backend: 4),
    ]
    for turn in 0..<routes.count {
      let turned = Array(routes[turn...] + routes[..<turn])
      let listener = Listener(address: .ipv4(0, port: 1), routes: turned)
      #expect(listener.routes.map(\.backend) == [4, 3, 2, 1, 0])
      let table = RouteTable(inOrder: listener.routes)
      #expect(table.match("/", host: "a.b.example.com") == .route(0))
      #expect(table.match("/", host: "x.a.b.example.com") == .route(1))
      #expect(table.match("/", host: "b.example.com") == .route(2))
      #expect(table.match("/", host: "x.com") == .route(3))
      #expect(table.match("/", host: "x.org") == .route(4))
    }
  }

  // MARK: Whole paths

  @Test func anExactPathFitsItselfAlone() {
    let table = RouteTable(of: [Route(.exact, "/up/load")])
    for path in ["/up/load", "/up/load/"] { #expect(table.match(path) == .route(0), "\(path)") }
    for path in ["/up/load/x", "/up/loads", "/up", "/", "*", "", "/Up/load"] {
      #expect(table.match(path) == .none, "\(path)")
    }
    let root = RouteTable(of: [Route(.exact, "/")])
    #expect(root.match("/") == .route(0))
    #expect(root.match("") == .route(0))
    for path in ["/a", "*"] { #expect(root.match(path) == .none, "\(path)") }
  }

  @Test func whatSomeServerReadsAsAnExactPathIsAmbiguous() {
    let table = RouteTable(of: [Route(.exact, "/up"), Route(.prefix, "/")])
    for path in [
      "/%75p", "//up", "/up//", "/up;x", "/up/;x", "/up%2f", "/up%2F%2f", "/u%70/", "/up\\",
      "/;x/up", "//host/up", "//host/up/", "/up;x%2fy", "/%2fup",
    ] {
      #expect(table.match(path) == .ambiguous, "\(path)")
    }
    for path in ["/up/x%20", "/up/x;y", "/up/x//", "/upp;x", "/x//up"] {
      #expect(table.match(path) == .route(1), "\(path)")
    }
  }

  // MARK: Expressions

  @Test func anExpressionBeginsAtTheFirstByteAndEndsWhereItLikes() {
    for text in ["^/v[0-9]+/files", "/v[0-9]+/files"] {
      let table = RouteTable(of: [Route(.expression, text)])
      for path in ["/v1/files", "/v22/files/x", "/v1/filesystem", "/v1/files/a%20b"] {
        #expect(table.match(path) == .route(0), "\(path)")
      }
      for path in ["/v/files", "/x/v1/files", "/V1/files", "/", "", "*"] {
        #expect(table.match(path) == .none, "\(path)")
      }
    }
    let all = RouteTable(of: [Route(.expression, ".*")])
    for path in ["/", "", "/a", "*"] { #expect(all.match(path) == .route(0), "\(path)") }
    let whole = RouteTable(of: [Route(.expression, "/(a|b)$"), Route(.expression, "(?i)/c")])
    #expect(whole.match("/a") == .route(0))
    #expect(whole.match("/ab") == .none)
    #expect(whole.match("/x/b") == .none)
    #expect(whole.match("/C") == .route(1))
  }

  @Test func aPathWhoseDecodingAnExpressionTellsApartIsAmbiguous() {
    let table = RouteTable(of: [Route(.expression, "/v[0-9]+/files"), Route(.prefix, "/")])
    for path in [
      "/%761/files", "/v%31/files", "/v1/file%73", "/v1%2ffiles", "/v1//files", "//v1/files",
      "/v1/files;x", "/v1;x/files", "/x/;y", "/v1/files/a%5cb", "/v1/files/%0a", "/x//y",
    ] {
      #expect(table.match(path) == .ambiguous, "\(path)")
    }
    #expect(table.match("/v1/files/%41%20%C3%A4") == .route(0))
    #expect(table.match("/x%20y") == .route(1))
    // An expression that asks for something encoded does not fit what means the same.
    let encoded = RouteTable(of: [Route(.expression, "/a%41"), Route(.prefix, "/")])
    #expect(encoded.match("/a%41") == .ambiguous)
    #expect(encoded.match("/aA") == .route(1))
    // One that only some decoding of a path matches.
    let plain = RouteTable(of: [Route(.expression, "/[^%]*$"), Route(.prefix, "/")])
    #expect(plain.match("/%61%20") == .ambiguous)
  }

  @Test func aRouteBeforeAnExpressionDecidesAboutOddPaths() {
    let table = RouteTable(of: [
      Route(.exact, "/up"), Route(.expression, "/u", backend: 1),
      Route(.prefix, "/", host: "a.example", backend: 2),
    ])
    // Hosts come first: for this one the expression of any host is behind.
    #expect(table.match("/x;y//z", host: "a.example") == .route(0))
    #expect(table.match("/x;y//z", host: "b.example") == .ambiguous)
    #expect(table.match("/up/", host: "b.example") == .route(1))
  }

  @Test func exactPathsComeBeforeExpressionsInTheirOrderAndThosePrefixes() {
    let routes = [
      Route(.prefix, "/v1/files/long", backend: 0), Route(.expression, "/v1/files", backend: 1),
      Route(.expression, "/v[0-9]", backend: 2), Route(.exact, "/v1/files", backend: 3),
    ]
    let first = Listener(address: .ipv4(0, port: 1), routes: routes)
    #expect(first.routes.map(\.backend) == [3, 1, 2, 0])
    let table = RouteTable(inOrder: first.routes)
    #expect(table.match("/v1/files") == .route(0))
    #expect(table.match("/v1/files/long/x") == .route(1))
    #expect(table.match("/v2") == .route(2))
    let second = Listener(address: .ipv4(0, port: 1), routes: routes.reversed())
    #expect(second.routes.map(\.backend) == [3, 2, 1, 0])
  }

  @Test func manyExpressionsAreToldApart() {
    let table = RouteTable(
      of: (0..<PathExpression.countMax).map { Route(.expression, "/r\($0)(/|$)", backend: $0) })
    for index in [0, 1, 100, PathExpression.countMax - 1] {
      #expect(table.match("/r\(index)") == .route(index))
      #expect(table.match("/r\(index)/x%20y") == .route(index))
    }
    #expect(table.match("/r\(PathExpression.countMax)") == .none)
  }

  @Test func theLongestPathIsSearched() {
    let table = RouteTable(of: [Route(.expression, "/.*z$")])
    let long = "/" + String(repeating: "%61", count: 20_000)
    #expect(table.match(long + "z") == .route(0))
    #expect(table.match(long) == .none)
  }

  // MARK: Methods and fields

  @Test func methodsAreComparedAsTheyAre() {
    let table = RouteTable(of: [
      Route(.prefix, "/"), Route(.prefix, "/", methods: ["POST", "PUT"], backend: 1),
      Route(.prefix, "/", methods: ["PURGE"], backend: 2),
    ])
    #expect(table.match("/", method: "POST") == .route(0))
    #expect(table.match("/", method: "PUT") == .route(0))
    #expect(table.match("/", method: "PURGE") == .route(1))
    for method in ["GET", "HEAD", "PO", "POSTS"] {
      #expect(table.match("/", method: method) == .route(2), "\(method)")
    }
    // Some servers write them in capitals first.
    for method in ["post", "Put", "purge"] {
      #expect(table.match("/", method: method) == .ambiguous, "\(method)")
    }
  }

  @Test func aValueOfAFieldStandsAlone() {
    let table = RouteTable(of: [
      Route(.prefix, "/", headers: [HeaderCondition(name: "X-Tenant", value: "acme")])
    ])
    #expect(table.match("/", fields: ["x-tenant: acme"]) == .route(0))
    #expect(table.match("/", fields: ["A: b", "X-TENANT:acme  ", "C: d"]) == .route(0))
    for fields in [
      [], ["X-Tenant: Acme"], ["X-Tenant: acme2"], ["X-Tenant: "], ["X-Tenants: acme"],
      ["X-Tenant: acme, other"], ["X-Tenant: other", "X-Tenant: more"], ["X_Tenant: other"],
      // What ends here no backend sees.
      ["X-Tenant: acme", "Connection: x-tenant"],
    ] {
      #expect(table.match("/", fields: fields) == .none, "\(fields)")
    }
    // Of several servers take one, and gateways make one variable of both names.
    for fields in [
      ["X_Tenant: acme"], ["X-Tenant: acme", "X-Tenant: acme"], ["x.tenant: acme"],
      ["X-Tenant: acme", "x-tenant: other"], ["X-Tenant: other", "X_Tenant: acme"],
    ] {
      #expect(table.match("/", fields: fields) == .ambiguous, "\(fields)")
    }
  }

  @Test func aFieldThatIsThereIsEnough() {
    let table = RouteTable(of: [
      Route(.prefix, "/", headers: [HeaderCondition(name: "x-a", value: nil)])
    ])
    for fields in [["X-A: 1"], ["X-A:"], ["X-A: 1", "X-A: 2"]] {
      #expect(table.match("/", fields: fields) == .route(0), "\(fields)")
    }
    #expect(table.match("/", fields: ["X-B: 1"]) == .none)
  }

  @Test func ofOnePathTheRouteThatAsksForMoreWins() {
    let one = HeaderCondition(name: "a", value: "1")
    let two = HeaderCondition(name: "b", value: nil)
    let routes = [
      Route(.prefix, "/a", backend: 0), Route(.prefix, "/a", methods: ["PUT"], backend: 1),
      Route(.prefix, "/a", headers: [one], backend: 2),
      Route(.prefix, "/a", methods: ["PUT"], headers: [one], backend: 3),
      Route(.prefix, "/a", headers: [one, two], backend: 4),
      Route(.prefix, "/a/b", backend: 5),
    ]
    for order in [routes, routes.reversed()] {
      let listener = Listener(address: .ipv4(0, port: 1), routes: order)
      #expect(listener.routes.map(\.backend) == [5, 4, 3, 2, 1, 0])
    }
  }

  /// What a client may say otherwise does not change how paths are read.
  @Test func conditionsHoldInEveryReading() {
    let table = RouteTable(of: [
      Route(.prefix, "/up", methods: ["PUT"]), Route(.prefix, "/", backend: 1),
    ])
    #expect(table.match("/%75p", method: "PUT") == .ambiguous)
    #expect(table.match("/%75p", method: "GET") == .route(1))
  }
}
