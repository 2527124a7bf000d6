import Glibc
import Primitives
import Testing

@Suite struct InfectedUploadTests {
  @Test func anInfectedUploadIsRefusedAndNobodyHearsOfIt() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let answer = try proxy.upload(Eicar.bytes)
      #expect(answer.status == 403)
      #expect(answer.head["content-type"] == "application/json")
      #expect(answer.member("status") == "403")
      #expect(answer.text.contains("Test.EICAR"))
      #expect(answer.head["x-request-id"]?.isEmpty == false)
      #expect(answer.text.contains(answer.head["x-request-id"] ?? "?"))
      #expect(backend.connections == 0)
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_requests_total{outcome=\"infected\"}"] == 1)
      #expect(metrics["cordon_verdicts_total{verdict=\"infected\",reason=\"\"}"] == 1)
      #expect(metrics["cordon_detections_total"] == 1)
    }
  }

  /// A signature is found wherever it is cut in two writes, in one connection that stays in use.
  @Test func eicarIsFoundAtEverySplitOverTwoWrites() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      let length = Eicar.bytes.count
      for split in 1..<length {
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
        try wire.send(Eicar.bytes[..<split])
        // The rest must be a receive of its own.
        let scanned = (split - 1) * length + split
        try eventually("the first part is scanned") {
          try proxy.metrics()["cordon_scanned_bytes_total"] == scanned
        }
        try wire.send(Eicar.bytes[split...])
        #expect(try wire.readAnswer().status == 403, "split at \(split)")
      }
      #expect(backend.connections == 0)
      #expect(try proxy.outcomeCount("infected") == length - 1)
    }
  }

  @Test func whatFollowsAnInfectedUploadInOneWriteIsServed() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let head = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: "
      let infected = "\(head)\(Eicar.bytes.count)\r\n\r\n\(Eicar.text)"
      let wire = try proxy.connect()
      try wire.send(
        infected + "\(head)3\r\n\r\nabc" + infected + "GET /y HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try wire.readAnswer().status == 403)
      #expect(try wire.readAnswer().member("bytes") == "3")
      #expect(try wire.readAnswer().status == 403)
      #expect(try wire.readAnswer().member("path") == "/y")
    }
  }

  @Test func eicarIsFoundAtEverySplitOverChunks() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      for split in 1..<Eicar.bytes.count {
        let (first, second) = (Eicar.bytes[..<split], Eicar.bytes[split...])
        let end = "\r\n0\r\n\r\n"
        try wire.send(
          Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
            + Array("\(String(first.count, radix: 16))\r\n".utf8) + first
            + Array("\r\n\(String(second.count, radix: 16));x=y\r\n".utf8) + second
            + Array(end.utf8))
        #expect(try wire.readAnswer().status == 403, "split at \(split)")
      }
      for chunkBytes in [1, 2, 3, 67] {
        try wire.uploadChunked(Eicar.bytes, chunkBytes: chunkBytes)
        #expect(try wire.readAnswer().status == 403, "chunks of \(chunkBytes)")
      }
      #expect(backend.connections == 0)
    }
  }

  /// In large bodies a signature lies over the border of two leases, and in what has been spilled.
  @Test func eicarIsFoundOverTheBordersOfLeases() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["holdBytesMax": "256KiB"]))
      let wire = try proxy.connect()
      let lease = 128 << 10
      for place in [lease - 300, lease - 67, lease - 33, lease, 2 * lease - 10, 5 * lease - 1] {
        var body = Bodies.bytes(1 << 20)
        body.replaceSubrange(place..<place + Eicar.bytes.count, with: Eicar.bytes)
        try wire.upload(body)
        #expect(try wire.readAnswer().status == 403, "at \(place)")
      }
      #expect(backend.connections == 0)
      #expect(try proxy.metrics()["cordon_spill_files"] == 0)
    }
  }

  @Test func partsOfASignatureMayLieFarApart() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["holdBytesMax": "256KiB"]))
      let middle = Bodies.bytes(2 << 20)
      let wire = try proxy.connect()
      try wire.upload(Array("FIRST-HALF".utf8) + middle + Array("SECOND-HALF".utf8))
      #expect(try wire.readAnswer().status == 403)
      try wire.upload(Array("SECOND-HALF".utf8) + middle + Array("FIRST-HALF".utf8))
      #expect(try wire.readAnswer().status == 200)
    }
  }

  @Test(arguments: [
    ("application/json", "application/json"), ("text/html,*/*;q=0.1", "text/html"),
    ("text/plain", "text/plain"), ("image/png", "application/json"),
  ])
  func theRefusalComesAsTheClientLikes(accept: String, type: String) async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(Ports.address()))
      let answer = try proxy.upload(Eicar.bytes, fields: "Accept: \(accept)\r\n")
      #expect(answer.status == 403)
      #expect(answer.head["content-type"]?.hasPrefix(type) == true)
      let identifier = try #require(answer.head["x-request-id"])
      #expect(answer.text.contains(identifier))
      #expect(answer.text.contains("Test.EICAR"))
      #expect(answer.head["cache-control"] == "no-store")
    }
  }

  @Test func theStatusOfTheRefusalIsTheOperatorsChoice() async throws {
    try await onStage { stage in
      var settings = ProxySettings(Ports.address())
      settings.lines = ["refusal: { infectedStatus: 451 }"]
      let proxy = try stage.startProxy(settings)
      let (_, out) = try stage.curl([
        "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", Eicar.text, proxy.url,
      ])
      #expect(out == "451")
    }
  }

  @Test func theDetectionLogHasTheEvidence() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(Ports.address()))
      let body = Array("twelve bytes".utf8) + Eicar.bytes
      let answer = try proxy.upload(body)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("id", of: line) == answer.head["x-request-id"])
      #expect(jsonMember("verdict", of: line) == "infected")
      #expect(jsonMember("signature", of: line) == "Test.EICAR")
      #expect(jsonMember("offset", of: line) == "12")
      #expect(jsonMember("size", of: line) == "\(body.count)")
      #expect(jsonMember("sha256", of: line) == (try Bodies.sha256(body)))
      #expect(jsonMember("complete", of: line) == "true")
      #expect(jsonMember("client", of: line)?.hasPrefix("127.0.0.1") == true)
      #expect(jsonMember("route", of: line)?.isEmpty == false)
      #expect(jsonMember("time", of: line)?.hasPrefix("20") == true)
      let version = try #require(jsonMember("database", of: line))
      #expect(try proxy.metrics().text.contains(version))
    }
  }

  @Test func theConnectionGoesOnAfterARefusal() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for _ in 0..<3 {
        try wire.upload(Eicar.bytes)
        let refusal = try wire.readAnswer()
        #expect(refusal.status == 403)
        #expect(refusal.head["connection"] != "close")
        try wire.upload([1, 2, 3])
        #expect(try wire.readAnswer().status == 200)
      }
    }
  }

  @Test func hashSignaturesAreHeeded() async throws {
    try await onStage { stage in
      let bad = Bodies.bytes(5000, seed: 2)
      try Files.write(
        stage.path("signatures/hashes.hsb"),
        "\(try Bodies.sha256(bad)):5000:Test.Hash\n\(try Bodies.sha256(Bodies.bytes(70))):*:Test.Any:73\n"
      )
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: ["holdBytesMax": "16KiB"]))
      let refusal = try proxy.upload(bad)
      #expect(refusal.status == 403)
      #expect(refusal.text.contains("Test.Hash"))
      #expect(try proxy.upload(Bodies.bytes(70)).status == 403)
      #expect(try proxy.upload(bad.dropLast() + [0]).status == 200)
    }
  }

  /// The hash of the whole is known after the last byte: for what waits on disk by a second reading.
  @Test func aFalsePositiveByItsHashIsDelivered() async throws {
    try await onStage { stage in
      let small = Array("innocent ".utf8) + Eicar.bytes
      let large = Bodies.bytes(700_000) + Eicar.bytes + Bodies.bytes(500_000)
      try Files.write(
        stage.path("signatures/allowed.fp"),
        "\(try stage.md5(small)):\(small.count):Small\n\(try stage.md5(large)):\(large.count):Large\n"
      )
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: ["holdBytesMax": "256KiB"]))
      let wire = try proxy.connect()
      for body in [small, large, small] {
        try wire.upload(body)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.member("sha256") == (try Bodies.sha256(body)))
        try wire.upload(body + [0])
        #expect(try wire.readAnswer().status == 403)
      }
    }
  }
}

extension Stage {
  /// The MD5 of bytes in hexadecimal digits, by the system's tool.
  func md5(_ bytes: [UInt8]) throws -> String {
    try Files.write(path("md5"), bytes)
    return String(try output("/usr/bin/md5sum", [path("md5")]).out.prefix(32))
  }
}
