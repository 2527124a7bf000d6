import Glibc
import Primitives
import Ring
import Testing

@Suite struct UringConnectionTests {
  @Test func aMultishotAcceptGivesEachConnectionAndTheirAddresses() throws {
    var ring = try RingFixture()
    let (listener, address) = try loopbackListener()
    ring.driver.accept(from: listener, token: token(1))
    var sockets: [Descriptor] = []
    for slot in UInt32(0)..<3 {
      let socket = try ring.driver.socket(family: AF_INET)
      ring.driver.connect(socket, to: address, token: token(10 + slot))
      sockets.append(socket)
    }
    let made = ring.completions(6)
    let accepted = made.filter { $0.token == token(1) }
    #expect(accepted.count == 3)
    #expect(accepted.allSatisfy { $0.result >= 0 && $0.isMoreToCome })
    #expect(made.filter { $0.token != token(1) }.allSatisfy { $0.result == 0 })
    let remote = accepted.map { ring.driver.remoteAddress(of: Descriptor($0.result)) }
    let local = sockets.map { localAddress(of: $0) }
    #expect(Set(remote) == Set(local))
    ring.driver.cancel(token(1))
    let ended = ring.completions(1)
    #expect(ended.map(\.result) == [-ECANCELED])
    #expect(ended.map(\.isMoreToCome) == [false])
    for socket in sockets { socket.closeNow() }
    for completion in accepted { Descriptor(completion.result).closeNow() }
    listener.closeNow()
  }

  @Test func connectingWhereNobodyListensIsRefused() throws {
    var ring = try RingFixture()
    let (listener, address) = try loopbackListener()
    listener.closeNow()
    let socket = try ring.driver.socket(family: AF_INET)
    ring.driver.connect(socket, to: address, token: token(1))
    #expect(ring.completions(1).map(\.result) == [-ECONNREFUSED])
    socket.closeNow()
  }

  @Test func connectingToAUnixSocketThatDoesNotExistFails() throws {
    var ring = try RingFixture()
    let socket = try ring.driver.socket(family: AF_UNIX)
    ring.driver.connect(
      socket, to: .unix(path: "/nonexistent/cordon-test.sock"), token: token(1))
    #expect(ring.completions(1).map(\.result) == [-ENOENT])
    socket.closeNow()
  }

  @Test func theRemoteAddressOfAnUnconnectedSocketIsUnknown() throws {
    var ring = try RingFixture()
    let socket = try ring.driver.socket(family: AF_INET)
    #expect(ring.driver.remoteAddress(of: socket) == nil)
    socket.closeNow()
  }
}
