import Glibc
import Primitives
import Testing

/// Clients and upstreams that vanish, stall and send garbage leave nothing behind.
@Suite struct LeakTests {
  /// What a proxy has in use.
  private struct Usage: Equatable, CustomStringConvertible {
    var descriptors: Int
    var leases: Int
    var holdBytes: Int
    var spillFiles: Int
    var exchanges: Int

    init(_ proxy: Proxy) throws {
      let metrics = try proxy.metrics()
      leases = metrics.sum("cordon_leases")
      holdBytes = metrics.sum("cordon_hold_bytes")
      spillFiles = metrics.sum("cordon_spill_files")
      exchanges = metrics.sum("cordon_exchanges")
      descriptors = proxy.process.descriptorCount
    }

    var description: String {
      "\(descriptors) descriptors, \(leases) leases, \(holdBytes) held bytes, "
        + "\(spillFiles) spill files, \(exchanges) exchanges"
    }
  }

  private static let limits = [
    "holdBytesMax": "128KiB", "headTimeout": "300ms", "bodyTimeout": "300ms",
    "idleTimeout": "300ms", "upstreamTimeout": "500ms", "sendTimeout": "300ms",
    "lingerTimeout": "200ms", "upstreamIdleTimeout": "100ms", "bodyBytesMax": "4MiB",
    "poolBytesPerWorker": "8MiB",
  ]

  @Test(arguments: ["hold", "off"], [false, true])
  func aStormOfVanishingClientsLeavesNothing(scan: String, isSecure: Bool) async throws {
    try await onStage { stage in
      var settings = ProxySettings(
        try stage.startSampleBackend(["--padding-bytes", "300000"]), limits: Self.limits)
      settings.scan = scan
      settings.workers = 2
      if isSecure { settings.tls = try stage.makeCertificates() }
      var proxy = try stage.startProxy(settings)
      if isSecure { proxy.client = try stage.tlsClient() }
      _ = try proxy.upload([1, 2, 3], fields: "Connection: close\r\n")
      try eventually("quiet") { try Usage(proxy).leases <= 2 }
      let before = try Usage(proxy)
      for round in 0..<6 {
        for (index, image) in Self.images.enumerated() {
          let wire = try proxy.connect()
          // Cut at a different place each time; all of it in the last round.
          let cut = round == 5 ? image.count : image.count * (round * 7 + index) % 41 / 41
          try? wire.send(image[..<max(0, cut)])
          try? wire.send(image[max(0, cut)..<min(image.count, cut + image.count / (round + 2))])
          switch (round + index) % 3 {
          case 0: wire.reset()
          case 1: wire.close()
          default:
            wire.endSending()
            _ = try? wire.receiveSome(100)
            wire.reset()
          }
        }
      }
      // Others are served still.
      let body = Bodies.bytes(400_000)
      #expect(try proxy.upload(body).member("sha256") == (try Bodies.sha256(body)))
      var after = before
      try eventually("all is given back: before \(before), now \(after)") {
        after = try Usage(proxy)
        return after.descriptors <= before.descriptors && after.leases <= before.leases
          && after.holdBytes == 0 && after.spillFiles == 0 && after.exchanges <= before.exchanges
      }
      #expect(Files.names(stage.path("spill")).isEmpty)
    }
  }

  /// Requests, good and bad, whose clients go away in the middle.
  private static let images: [[UInt8]] = {
    let large = Bodies.bytes(1 << 20)
    let head = "POST / HTTP/1.1\r\nHost: a\r\n"
    return [
      Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
      Array("\(head)Content-Length: \(large.count)\r\n\r\n".utf8) + large,
      Array("\(head)Transfer-Encoding: chunked\r\n\r\n40000\r\n".utf8) + large,
      Array("\(head)Content-Length: 9999999\r\n\r\n".utf8) + large,
      Array("\(head)Content-Length: 67\r\n\r\n".utf8) + Eicar.bytes,
      Array("\(head)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".utf8),
      Array("\(head)Expect: 100-continue\r\nContent-Length: 300000\r\n\r\n".utf8) + large,
      Array("\u{16}\u{3}\u{1}\u{2}\u{0} no HTTP".utf8) + large[..<5000],
      Array(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 30).utf8),
    ]
  }()

  @Test func failingUpstreamsLeaveNothing() async throws {
    try await onStage { stage in
      let backends = try [
        ["--vanish-after", "100000"], ["--cut-after", "100"], ["--garbage"],
        ["--early-response"], ["--hang-up"], ["--close"],
      ].map { try stage.startSampleBackend($0 + ["--padding-bytes", "200000"]) }
      var settings = ProxySettings(backends[0], limits: Self.limits)
      settings.upstreams = backends
      settings.backend = ["maxFails: 1000"]
      let proxy = try stage.startProxy(settings)
      try eventually("quiet") { try Usage(proxy).leases <= 2 }
      let before = try Usage(proxy)
      let uploads = (0..<8).map { number in
        Concurrently {
          for round in 0..<12 {
            let wire = try proxy.connect()
            try? wire.upload(Bodies.bytes((number * 12 + round) * 9000))
            _ = try? wire.readAnswer()
          }
        }
      }
      for upload in uploads { try upload.value() }
      var after = before
      try eventually("all is given back: before \(before), now \(after)") {
        after = try Usage(proxy)
        return after.descriptors <= before.descriptors && after.leases <= before.leases
          && after.holdBytes == 0 && after.spillFiles == 0 && after.exchanges <= before.exchanges
      }
    }
  }
}
