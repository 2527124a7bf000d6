import Glibc
import Testing

@testable import TLS

/// What sessions with servers leave to those after them.
@Suite struct KeptSessionTests {
  /// Whether a session goes on from an earlier one, whose connection may end without a word.
  private func goesOn(_ server: TLSServer, _ client: TLSClient, number: Int?) throws -> Bool {
    let pair = try Pair(server, client, number: number)
    pair.settle()
    #expect(pair.isClientDone && pair.isServerDone)
    pair.say([1], from: .server)
    return pair.client.isResumed
  }

  @Test(arguments: [false, true])
  func sessionsGoOnFromThoseWithTheSameServer(isOld: Bool) throws {
    let credentials = Credentials.shared
    let server = try credentials.server("ec")
    let client =
      isOld
      ? try TLSClient(oldest: credentials.path("ec.pem"))
      : try TLSClient(issuers: credentials.path("ec.pem"))
    #expect(try !goesOn(server, client, number: 0))
    for _ in 0..<5 { #expect(try goesOn(server, client, number: 0)) }
    #expect(try !goesOn(server, client, number: 1))
    #expect(try goesOn(server, client, number: 1))
    #expect(try !goesOn(server, client, number: nil))
  }

  /// Sessions go on from one another without the certificate being shown anew.
  @Test func noneOutlivesItsCertificate() throws {
    let credentials = Credentials.shared
    let client = try TLSClient(issuers: credentials.path("ec.pem"))
    #expect(try !goesOn(credentials.server("ec"), client, number: 0))
    // Two are given with the first handshake.
    let late = unsafe client.sessions.take(of: 0, now: time(nil) + 40 * 86_400)
    #expect(unsafe late == nil)
    let now = unsafe client.sessions.take(of: 0)
    #expect(unsafe now != nil)
    if let now = unsafe now { unsafe client.sessions.keep(now, of: 0) }
  }

  /// What a server gives without end is not kept.
  @Test func fewAreKept() throws {
    let credentials = Credentials.shared
    let server = try credentials.server("ec")
    let client = try TLSClient(issuers: credentials.path("ec.pem"))
    let pairs = try (0..<20).map { _ in try Pair(server, client, number: 3) }
    for pair in pairs {
      pair.settle()
      pair.say([1], from: .server)
    }
    var count = 0
    while let session = unsafe client.sessions.take(of: 3) {
      unsafe client.sessions.keep(session, of: 4)
      count += 1
    }
    #expect(count == 8)
  }
}
