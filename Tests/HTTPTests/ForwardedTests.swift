import HTTP
import Primitives
import Testing

@Suite struct ForwardedTests {
  private static let trusted = NetworkList(
    ["10.0.0.0/8", "2001:db8:1::/48"].map { Network($0)! })

  private static func client(_ field: ForwardedField, _ lines: [String]) throws -> String? {
    let head = "GET / HTTP/1.1\r\nHost: a\r\n" + lines.map { "\($0)\r\n" }.joined() + "\r\n"
    let bytes = Array(head.utf8)
    var parsed = RequestHead()
    #expect(parsed.parse(bytes.span) == nil, "\(lines)")
    return parsed.forwardedClient(field, trusted: trusted, in: bytes.span).map { "\($0)" }
  }

  /// The values of the field's lines, and the address found.
  @Test(arguments: [
    (["192.0.2.1"], "192.0.2.1"), (["192.0.2.1, 10.0.0.1"], "192.0.2.1"),
    (["198.51.100.1, 192.0.2.1, 10.0.0.1, 10.0.0.2"], "192.0.2.1"),
    (["10.0.0.9, 192.0.2.1,10.0.0.1"], "192.0.2.1"), (["10.0.0.3, 10.0.0.1"], "10.0.0.3"),
    (["192.0.2.1", "10.0.0.1"], "192.0.2.1"), (["192.0.2.1, 192.0.2.2", "10.0.0.1"], "192.0.2.2"),
    (["192.0.2.1:4711"], "192.0.2.1"), (["[2001:db8::1]:4711"], "2001:db8::1"),
    (["[2001:db8::1]"], "2001:db8::1"), (["2001:db8::1, 2001:db8:1::5"], "2001:db8::1"),
    (["::ffff:192.0.2.1"], "192.0.2.1"), ([" 192.0.2.1 ,, ,\t10.0.0.1, "], "192.0.2.1"),
    // Nobody vouches for what stands left of what is no address.
    (["192.0.2.1, unknown, 10.0.0.1"], "10.0.0.1"), (["192.0.2.1, unknown"], nil),
    (["192.0.2.1, 1.2.3"], nil), (["192.0.2.1 10.0.0.1"], nil), (["192.0.2.1:x"], nil),
    (["[192.0.2.1]:80"], nil), (["2001:db8::1]:80"], nil), (["\"192.0.2.1\""], nil),
    (["[2001:db8::1"], nil), ([""], nil), ([","], nil), (["x", "192.0.2.1"], "192.0.2.1"),
  ])
  func theLastAddressThatIsNotTrustedIsTheClients(values: [String], found: String?) throws {
    let lines = values.map { "X-Forwarded-For: \($0)" }
    #expect(try Self.client(.xForwardedFor, lines) == found, "\(values)")
    // The other field says nothing.
    #expect(try Self.client(.forwarded, lines) == nil)
  }

  @Test(arguments: [
    (["for=192.0.2.1"], "192.0.2.1"), (["for=192.0.2.1;proto=https;by=10.0.0.1"], "192.0.2.1"),
    (["For=192.0.2.1, FOR=10.0.0.1"], "192.0.2.1"),
    (["for=198.51.100.1, for=192.0.2.1 , for=10.0.0.1"], "192.0.2.1"),
    (["for=\"[2001:db8::1]\""], "2001:db8::1"), (["for=\"[2001:db8::1]:80\""], "2001:db8::1"),
    (["for=\"192.0.2.1:80\""], "192.0.2.1"), (["proto=http;for=192.0.2.1"], "192.0.2.1"),
    (["for=192.0.2.1", "for=10.0.0.1"], "192.0.2.1"),
    (["for=10.0.0.2;host=\"a, for=9.9.9.9;b\", for=10.0.0.1"], "10.0.0.2"),
    (["for=192.0.2.1, , for=10.0.0.1;"], "192.0.2.1"),
    (["for=192.0.2.1, for=unknown, for=10.0.0.1"], "10.0.0.1"),
    (["for=192.0.2.1, for=_hidden"], nil), (["for=192.0.2.1, proto=https"], nil),
    // What is no list at all says nothing, whatever is in it.
    (["for=192.0.2.1, for"], nil), (["for=192.0.2.1, for=\"10.0.0.1"], nil),
    (["for=192.0.2.1, for=10.0.0.1;for=10.0.0.2"], nil), (["for=192.0.2.1 for=10.0.0.1"], nil),
    (["for=192.0.2.1, for=\"10.0.0.1\\\""], nil), (["192.0.2.1"], nil), (["for = 192.0.2.1"], nil),
    (["for=\"192.0.2.\\1\""], nil), (["for=[2001:db8::1]"], nil), (["for=192.0.2.1", "="], nil),
    // What strangers write before the proxy's own line takes nothing from that.
    (["\"", "for=192.0.2.1"], "192.0.2.1"), (["x, for=192.0.2.1"], nil),
  ])
  func elementsOfForwardedCount(values: [String], found: String?) throws {
    let lines = values.map { "Forwarded: \($0)" }
    #expect(try Self.client(.forwarded, lines) == found, "\(values)")
    #expect(try Self.client(.xForwardedFor, lines) == nil)
  }

  // MARK: What is passed on

  private static let claims = """
    X-Forwarded-For: 192.0.2.1, 10.0.0.1\r
    X-Forwarded-Proto: https\r
    X-Forwarded-Host: outer\r
    X-Forwarded-Port: 444\r
    X-Real-IP: 192.0.2.9\r
    Forwarded: for=192.0.2.1\r
    Forwarded: for=10.0.0.1;proto=https\r
    Other: kept\r

    """

  private static func emitted(
    _ use: ForwardedUse, _ fields: String = claims, client: String = "10.0.0.2",
    isSecure: Bool = false
  ) throws -> [String] {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
    var head = RequestHead()
    #expect(head.parse(bytes.span) == nil)
    let (client, host, origin) = (Array(client.utf8), Array("d".utf8), Array("192.0.2.1".utf8))
    var output = [UInt8](
      repeating: 0,
      count: RequestHead.canonicalBytesMax(
        headBytes: bytes.count, clientBytes: max(client.count, origin.count), hostBytes: 1))
    var writer = ByteWriter(output.mutableSpan)
    let isWhole = head.emit(
      from: bytes.span, client: client.span, isSecure: isSecure, defaultHost: host.span,
      forwarded: use, origin: origin.span, into: &writer)
    #expect(isWhole)
    let count = writer.count
    return String(decoding: output[..<count], as: UTF8.self).split(separator: "\r\n").map(
      String.init)
  }

  @Test func claimsArePassedOnWhereNobodyHasSaidWhomToTrust() throws {
    #expect(
      try Self.emitted(.claimed) == [
        "GET / HTTP/1.1", "Host: a", "X-Forwarded-Host: outer", "X-Forwarded-Port: 444",
        "X-Real-IP: 192.0.2.9", "Forwarded: for=192.0.2.1", "Forwarded: for=10.0.0.1;proto=https",
        "Other: kept", "X-Forwarded-For: 192.0.2.1, 10.0.0.1, 10.0.0.2", "X-Forwarded-Proto: http",
        "Via: 1.1 cordon",
      ])
  }

  @Test func ofOthersAllIsReplaced() throws {
    #expect(
      try Self.emitted(.replaced) == [
        "GET / HTTP/1.1", "Host: a", "Other: kept", "X-Forwarded-For: 10.0.0.2",
        "X-Forwarded-Proto: http", "Via: 1.1 cordon",
      ])
    #expect(try !Self.emitted(.replaced, client: "").contains { $0.hasPrefix("X-Forwarded-For") })
  }

  @Test func whatATrustedProxySaysInItsFieldIsExtended() throws {
    #expect(
      try Self.emitted(.extended(.xForwardedFor)) == [
        "GET / HTTP/1.1", "Host: a", "X-Forwarded-Host: outer", "X-Forwarded-Port: 444",
        "X-Real-IP: 192.0.2.9", "Other: kept", "X-Forwarded-For: 192.0.2.1, 10.0.0.1, 10.0.0.2",
        "X-Forwarded-Proto: https", "Via: 1.1 cordon",
      ])
    #expect(
      try Self.emitted(.extended(.forwarded)) == [
        "GET / HTTP/1.1", "Host: a", "Other: kept", "X-Forwarded-For: 192.0.2.1",
        "Forwarded: for=192.0.2.1, for=10.0.0.1;proto=https, for=10.0.0.2;proto=http",
        "X-Forwarded-Proto: http", "Via: 1.1 cordon",
      ])
  }

  @Test func aHopIsWrittenAsItsAddressAsks() throws {
    func forwarded(_ fields: String, _ client: String) throws -> String? {
      try Self.emitted(.extended(.forwarded), fields, client: client, isSecure: true)
        .first { $0.hasPrefix("Forwarded") }
    }
    #expect(try forwarded("", "2001:db8::1") == "Forwarded: for=\"[2001:db8::1]\";proto=https")
    #expect(try forwarded("", "") == "Forwarded: for=unknown;proto=https")
    // An open quotation mark would swallow what is written behind it.
    #expect(
      try forwarded("Forwarded: for=\"a\r\nForwarded: for=b\r\n", "10.0.0.2")
        == "Forwarded: for=b, for=10.0.0.2;proto=https")
  }

  @Test func onlyOneSchemeIsTaken() throws {
    func scheme(_ fields: String, isSecure: Bool) throws -> String? {
      try Self.emitted(.extended(.xForwardedFor), fields, isSecure: isSecure)
        .first { $0.hasPrefix("X-Forwarded-Proto") }
    }
    let (clear, secure) = ("X-Forwarded-Proto: http", "X-Forwarded-Proto: https")
    #expect(try scheme("X-Forwarded-Proto: http\r\n", isSecure: true) == clear)
    #expect(try scheme("X-Forwarded-Proto: HTTPS\r\n", isSecure: false) == secure)
    for unclear in ["ftp", "", "https, http", "https\r\nX-Forwarded-Proto: https"] {
      #expect(try scheme("X-Forwarded-Proto: \(unclear)\r\n", isSecure: false) == clear)
    }
    #expect(try scheme("", isSecure: true) == secure)
  }

  /// The bound holds for the shortest head, whatever is added.
  @Test(arguments: [
    ForwardedUse.claimed, .replaced, .extended(.xForwardedFor), .extended(.forwarded),
  ])
  func theBoundHolds(use: ForwardedUse) throws {
    for fields in ["", "Forwarded:a=b\r\n", "X-Forwarded-For:a\r\n"] {
      let bytes = Array("GET / HTTP/1.0\r\n\(fields)\r\n".utf8)
      var head = RequestHead()
      #expect(head.parse(bytes.span) == nil)
      let (client, host) = (
        Array("2001:db8:1111:2222:3333:4444:5555:6666".utf8), Array("default".utf8)
      )
      var output = [UInt8](
        repeating: 0,
        count: RequestHead.canonicalBytesMax(
          headBytes: bytes.count, clientBytes: client.count, hostBytes: host.count))
      var writer = ByteWriter(output.mutableSpan)
      head.emit(
        from: bytes.span, client: client.span, isSecure: true, defaultHost: host.span,
        forwarded: use,
        origin: client.span, into: &writer)
      writer.writeLength(.max)
      writer.writeConnectionKeepAlive()
      let isWhole = writer.finish()
      #expect(isWhole)
    }
  }
}
