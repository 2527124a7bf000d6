import Configuration
import Glibc
import Primitives
import Testing

/// The prober, on the host of the tests.
@Suite struct HostProbeTests {
  /// A TCP listener with SO_REUSEPORT on a free port of loopback, as a worker has it.
  private func withListener(_ body: (SocketAddress) throws -> Void) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, size)
    var storage = sockaddr_storage()
    var length = try #require(SocketAddress("127.0.0.1:0")).store(in: &storage)
    unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        #expect(unsafe bind(descriptor, name, length) == 0)
        #expect(listen(descriptor, 1) == 0)
        #expect(unsafe getsockname(descriptor, name, &length) == 0)
      }
    }
    try body(try #require(SocketAddress(storage)))
  }

  private func configuration(
    listening address: SocketAddress, signatures: String = "/", spill: String = "/"
  ) -> Configuration {
    Configuration(
      admin: Admin(address: nil), signatures: SignatureSource(directory: signatures),
      listeners: [Listener(address: address, routes: [Route(backend: 0)])],
      backends: [Backend(name: "b", upstreams: [Upstream(address: address)])],
      spill: Spill(directory: spill))
  }

  @Test func aPortInUseIsSeenThoughItsOwnerSharesIt() throws {
    try withListener { address in
      let taken = configuration(listening: address)
      #expect(Host.probe(for: taken).addresses[address] == .failed(EADDRINUSE))
      #expect(Host.probe(for: taken, held: [address]).addresses[address] == nil)
    }
  }

  @Test func aFreePortIsFreeAgainAfterwards() throws {
    var free: SocketAddress?
    try withListener { free = $0 }
    let address = try #require(free)
    for _ in 0..<2 {
      let host = Host.probe(for: configuration(listening: address))
      #expect(host.addresses[address] == .succeeded)
    }
  }

  @Test func anAddressOfAnotherHostIsSeen() throws {
    let address = try #require(SocketAddress("192.0.2.1:8080"))
    let host = Host.probe(for: configuration(listening: address))
    #expect(host.addresses[address] == .failed(EADDRNOTAVAIL))
  }

  @Test func aUnixSocketThatNobodyServesIsNoHindrance() throws {
    let path = "/tmp/cordon-probe-\(getpid()).sock"
    let address = SocketAddress.unix(path: path)
    let probed = configuration(listening: address)
    #expect(Host.probe(for: probed).addresses[address] == .succeeded)

    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { unsafe unlink(path) }
    var storage = sockaddr_storage()
    let length = address.store(in: &storage)
    unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        #expect(unsafe bind(descriptor, name, length) == 0)
      }
    }
    #expect(listen(descriptor, 1) == 0)
    #expect(Host.probe(for: probed).addresses[address] == .failed(EADDRINUSE))
    close(descriptor)
    #expect(Host.probe(for: probed).addresses[address] == .succeeded)
  }

  @Test func missingDirectoriesAreSeen() throws {
    let address = try #require(SocketAddress("127.0.0.1:1"))
    let host = Host.probe(
      for: configuration(listening: address, signatures: "/nowhere", spill: "/nowhere"))
    #expect(host.signatureDirectory == .failed(ENOENT))
    #expect(host.spill.access == .failed(ENOENT))
  }

  @Test func memoryFilesystemsAreKnownByTheirType() throws {
    let address = try #require(SocketAddress("127.0.0.1:1"))
    let probed = configuration(listening: address, spill: "/dev/shm")
    let host = Host.probe(for: probed)
    #expect(host.spill.filesystemType == 0x0102_1994)
    #expect(
      HostCheck(of: probed, on: host).findings.contains { $0.problem.contains("in memory") })
  }

  @Test func thisHostHasCoresMemoryAndDescriptors() throws {
    let address = try #require(SocketAddress("127.0.0.1:1"))
    let host = Host.probe(for: configuration(listening: address))
    #expect(host.cores >= 1)
    #expect(host.memoryBytes > 64 << 20)
    #expect(host.descriptors > 0)
    #expect(host.descriptorsMax >= host.descriptors)
    #expect(host.kernel.major >= 4)
    #expect(host.signatureFiles > 0)
  }
}
