import Glibc
import Primitives
import Testing

@Suite struct SpillTests {
  static let limits = ["holdBytesMax": "256KiB", "bodyBytesMax": "64MiB"]

  @Test(arguments: [false, true])
  func anUploadLargerThanMemoryArrivesUnaltered(isChunked: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend()
      let proxy = try stage.startProxy(ProxySettings(backend, limits: Self.limits))
      let body = Bodies.bytes(20 << 20)
      let wire = try proxy.connect()
      for _ in 0..<2 {
        if isChunked {
          try wire.uploadChunked(body, chunkBytes: 300_001)
        } else {
          try wire.upload(body)
        }
        let answer = try wire.readAnswer()
        #expect(answer.member("bytes") == "\(body.count)")
        #expect(answer.member("sha256") == (try Bodies.sha256(body)))
      }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_spilled_bytes_total"] > 30 << 20)
      // Bytes that come in crumbs, as on a busy machine, fill the leases of a connection or the pool first.
      #expect(metrics.sum("cordon_limit_reached_total") >= 2)
      #expect(metrics["cordon_spill_files"] == 0)
      #expect(metrics.sum("cordon_hold_bytes") == 0)
      #expect(Files.names(stage.path("spill")).isEmpty)
    }
  }

  @Test func sizesAroundTheLimitArriveUnaltered() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: Self.limits))
      let wire = try proxy.connect()
      let (lease, most) = (128 << 10, 256 << 10)
      for size in [most - 1, most, most + 1, most + lease - 1, most + lease, most + lease + 1] {
        let body = Bodies.bytes(size)
        try wire.upload(body)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)), "\(size)")
        try wire.uploadChunked(body, chunkBytes: 10_007)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)), "\(size)")
      }
    }
  }

  /// An upstream that reads slowly gets all of it, and no more of it is in memory than is held.
  @Test func aSlowUpstreamGetsAllOfASpilledUpload() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        guard let head = try wire.readHead(), let length = Int(head["content-length"] ?? "")
        else { return }
        var body: [UInt8] = wire.takeAll()
        while body.count < length {
          body += try wire.receiveSome(200_000)
          usleep(2_000)
        }
        backend.record(Received(head: head, body: body))
        try wire.send(Backend.ok("ok"))
      }
      let proxy = try stage.startProxy(
        ProxySettings(
          backend.address, limits: ["holdBytesMax": "256KiB", "poolBytesPerWorker": "4MiB"]))
      let body = Bodies.bytes(10 << 20)
      #expect(try proxy.upload(body).status == 200)
      #expect(backend.received.first?.body == body)
    }
  }

  @Test func manySpillAtOnce() async throws {
    try await onStage(places: 2) { stage in
      let backend = try stage.startSampleBackend()
      let proxy = try stage.startProxy(
        ProxySettings(
          backend, limits: ["poolBytesPerWorker": "8MiB", "holdBytesMax": "1MiB"]))
      let uploads = (0..<12).map { number in
        Concurrently {
          let body = Bodies.bytes(3 << 20 + number, seed: UInt64(number))
          let answer = try proxy.upload(body)
          let hash = try Bodies.sha256(body)
          return answer.status == 200 && answer.member("sha256") == hash
        }
      }
      for upload in uploads { #expect(try upload.value()) }
      #expect(try proxy.metrics()["cordon_spill_files"] == 0)
    }
  }

  /// The file is open while the upload is held, has no name, and is gone when the client is.
  @Test func theFileHasNoNameAndGoesWithItsClient() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(Ports.address(), limits: Self.limits))
      let before = proxy.process.descriptorCount
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
      try wire.send(Bodies.bytes(3_000_000))
      try eventually("it spills") { try proxy.metrics()["cordon_spilled_bytes_total"] > 1 << 20 }
      #expect(try proxy.metrics()["cordon_spill_files"] == 1)
      #expect(proxy.process.descriptorTargets.contains { $0.hasPrefix(stage.path("spill/")) })
      #expect(Files.names(stage.path("spill")).isEmpty)
      wire.reset()
      try eventually("the file is gone") {
        try proxy.process.descriptorCount <= before && proxy.metrics()["cordon_spill_files"] == 0
      }
      #expect(try proxy.outcomeCount("client_aborted") == 1)
    }
  }

  @Test func aFullDiskIs507AndLeavesNothingBehind() async throws {
    try await onStage { stage in
      guard let disk = try stage.mountSmallDisk() else { return }
      var settings = ProxySettings(try stage.startSampleBackend(), limits: Self.limits)
      settings.spillDirectory = disk
      let proxy = try stage.startProxy(settings)
      let before = proxy.process.descriptorCount
      let wire = try proxy.connect()
      let body = Bodies.bytes(12 << 20)
      for count in 1...3 {
        let wire = try proxy.connect()
        try? wire.upload(body)
        let answer = try wire.readAnswer()
        #expect(answer.status == 507)
        let metrics = try proxy.metrics()
        #expect(metrics["cordon_spill_failures_total"] == count)
        #expect(metrics["cordon_requests_total{outcome=\"spill_failed\"}"] == count)
        // The space is there again, for one that needs less of it.
        try eventually("the file is closed") {
          try proxy.metrics()["cordon_spill_files"] == 0
        }
        let small = Bodies.bytes(2 << 20)
        #expect(try proxy.upload(small).member("sha256") == (try Bodies.sha256(small)))
      }
      try wire.upload([1, 2, 3])
      #expect(try wire.readAnswer().status == 200)
      wire.close()
      #expect(Files.names(disk).filter { $0 != "lost+found" }.isEmpty)
      try eventually("no descriptor is left behind") {
        // One may be kept to the upstream.
        proxy.process.descriptorCount <= before + 1
      }
    }
  }
}

extension Stage {
  /// A filesystem of a few MiB; `nil` (and a word) where none can be mounted.
  func mountSmallDisk() throws -> String? {
    let (image, place) = (path("disk.img"), path("disk"))
    try Files.write(image, [])
    unsafe truncate(image, 8 << 20)
    unsafe mkdir(place, 0o700)
    let steps = [
      ("/sbin/mkfs.ext4", ["-q", "-F", "-m", "0", image]),
      ("/bin/mount", ["-o", "loop", image, place]),
    ]
    for (program, arguments) in steps {
      guard Files.exists(program), geteuid() == 0 else {
        print("a full disk is not tested: needs root and \(program)")
        return nil
      }
      let result = try output(program, arguments)
      guard result.ending == 0 else {
        print("a full disk is not tested: \(program): \(result.error)")
        return nil
      }
    }
    whenDone { [self] in
      _ = try? output("/bin/umount", [place])
    }
    return place
  }
}
