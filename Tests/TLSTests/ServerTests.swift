import Testing

@testable import TLS

@Suite struct ServerTests {
  static let credentials = Credentials.shared

  @Test func aCertificateIsChosenByTheNameThatIsAskedFor() throws {
    let server = try Self.credentials.server("ec", "wild")
    for (issuer, name) in [("ec", "a.test"), ("ec", "A.TEST"), ("wild", "x.b.test")] {
      let client = try TLSClient(issuers: Self.credentials.path("\(issuer).pem"))
      let pair = try Pair(server, client, name: name)
      pair.settle()
      #expect(pair.isClientDone, "\(name)")
    }
  }

  @Test func aClientThatAsksForNoNameOrAnUnknownOneGetsTheFirst() throws {
    let server = try Self.credentials.server("wild", "ec")
    for name in [nil, "nobody.test", "b.test", "y.x.b.test"] {
      let client = try TLSClient(verifies: false)
      let pair = try Pair(server, client, name: name)
      pair.settle()
      #expect(pair.isClientDone)
    }
    let names = ServerNames([(names: ["*.b.test"], keyKind: 1), (names: ["a.test"], keyKind: 1)])
    for name in ["nobody.test", "b.test", "y.x.b.test", "", ".", "*"] {
      #expect(names.sets[names.set(for: name)] == [0], "\(name)")
    }
  }

  @Test func keysOfSeveralKindsStandSideBySide() throws {
    let server = try Self.credentials.server("ec", "rsa")
    for issuer in ["ec", "rsa"] {
      // With the certificate of one kind alone among those it trusts, a client offers both.
      let client = try TLSClient(verifies: false)
      let pair = try Pair(server, client)
      pair.settle()
      #expect(pair.isClientDone, "\(issuer)")
    }
    let names = ServerNames([
      (names: ["a", "*.b"], keyKind: 1), (names: ["a"], keyKind: 2), (names: ["a"], keyKind: 2),
      (names: ["x.b"], keyKind: 1),
    ])
    #expect(names.sets[names.set(for: "a")] == [0, 1])
    #expect(names.sets[names.set(for: "y.b")] == [0])
    #expect(names.sets[names.set(for: "x.b")] == [3])
    #expect(names.sets[0] == [0, 1])
  }

  @Test func protocolsAreFoundInAListOfThem() {
    let list = Array("\u{2}h2\u{8}http/1.1".utf8)
    #expect(ProtocolList.place(of: "http/1.1", in: list.span) == 4..<12)
    #expect(ProtocolList.place(of: "h2", in: list.span) == 1..<3)
    #expect(ProtocolList.place(of: "http/1.0", in: list.span) == nil)
    for count in 0..<12 {
      #expect(ProtocolList.place(of: "http/1.1", in: list.span.extracting(first: count)) == nil)
    }
  }
}
