import Glibc
import Primitives
import Testing

@Suite struct ManyClientsTests {
  /// A thousand clients that send single bytes take no more memory than the pool and their slots,
  /// and nobody else notices.
  @Test func aThousandClientsThatSendSingleBytesStayWithinThePool() async throws {
    try await onStage(places: 2) { stage in
      let (clients, bytesEach) = (1000, 40)
      let pool = 32 << 20
      let proxy = try stage.startProxy(
        ProxySettings(
          try stage.startSampleBackend(),
          limits: [
            "connectionsMax": "1200", "exchangesMax": "1200", "poolBytesPerWorker": "32MiB",
            "bodyTimeout": "60s",
          ]))
      _ = try proxy.upload(Bodies.bytes(2 << 20))
      let before = proxy.process.residentBytes
      let wires = try (0..<clients).map { _ in try proxy.connect() }
      let body = Bodies.bytes(bytesEach)
      for wire in wires {
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(bytesEach)\r\n\r\n")
      }
      for (index, byte) in body.dropLast().enumerated() {
        for wire in wires { try wire.send([byte]) }
        if index % 13 == 5 {
          // Somebody else is served meanwhile.
          let other = Bodies.bytes(300_000, seed: UInt64(index))
          #expect(try proxy.upload(other).member("sha256") == (try Bodies.sha256(other)))
        }
      }
      // Beside the pool, of which huge pages make all resident: for each a slot (1 KiB), the first page
      // of a block for its head (4 KiB), and a scan session (its positions, window, digests and
      // streams: about 22 KiB).
      let growth = proxy.process.residentBytes - before
      #expect(growth < pool + clients * 32 << 10, "grew by \(growth >> 10) KiB")
      let hash = try Bodies.sha256(body)
      for wire in wires {
        try wire.send(body.suffix(1))
        #expect(try wire.readAnswer().member("sha256") == hash)
      }
    }
  }

  /// One client that sends crumbs in chunks pins few leases.
  @Test func crumbsDoNotPinLeases() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: ["poolBytesPerWorker": "8MiB"]))
      let body = Bodies.bytes(2000)
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n")
      for (index, byte) in body.dropLast().enumerated() {
        try wire.send([byte])
        if index % 250 == 100 {
          let leases = try proxy.metrics().sum("cordon_leases")
          #expect(leases <= 8, "\(leases) leases after \(index) bytes")
        }
      }
      try wire.send(body.suffix(1))
      #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
    }
  }
}
