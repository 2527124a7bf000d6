import Glibc
import Testing

/// A route that has multipart bodies written anew: what a backend gets is what was judged.
@Suite struct CanonicalTests {
  private static let type = "Content-Type: multipart/form-data; boundary=b; boundary=c\r\n"

  /// A form that parsers read in different ways: line ends, names, what lies around, no last delimiter.
  private static func ambiguous(_ content: [UInt8]) -> [UInt8] {
    Array(
      ("junk\r\n--b\nContent-Disposition: form-data; name=\"te\\\"xt\"; name=other\n\none\n--b \r\n"
        + "Content-Disposition : form-data;\r\n name=file; filename=\"a\u{0}.bin\"; filename*=utf-8''b\r\n"
        + "Content-Type: application/octet-stream\r\n\r\n").utf8) + content
  }

  private static func settings(_ upstreams: [Backend], _ lines: [String] = []) -> ProxySettings {
    var settings = ProxySettings(upstreams: upstreams.map(\.address))
    settings.route = ["bodies: canonical"] + lines
    return settings
  }

  /// What has to arrive of such a form.
  private static func expect(_ received: Received, _ content: [UInt8]) throws {
    let types = received.head.fields.filter { $0.name == "content-type" }
    let type = try #require(types.first).value
    #expect(types.count == 1 && type.hasPrefix("multipart/form-data; boundary=cordon-"))
    let boundary = type.dropFirst("multipart/form-data; boundary=".count)
    let head =
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"te%22xt\"\r\n\r\none\r\n--\(boundary)\r\n"
      + "Content-Disposition: form-data; name=\"file\"; filename=\"a_.bin\"\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n"
    let body = Array(head.utf8) + content + Array("\r\n--\(boundary)--\r\n".utf8)
    #expect(received.body == body)
    #expect(received.head["content-length"] == "\(body.count)")
  }

  /// In memory and on disk, in one run and in chunks; the strict route refuses each.
  @Test(arguments: [100, 3_000_000]) func anAmbiguousFormArrivesAsItWasUnderstood(
    count: Int
  ) async throws {
    try await onStage(places: 2) { stage in
      let backend = try stage.startBackend()
      var settings = Self.settings([backend], ["verdictHeaders: true"])
      settings.limits["holdBytesMax"] = "256KiB"
      let proxy = try stage.startProxy(settings)
      let content = Bodies.bytes(count)
      let fields = Self.type + "Digest: x\r\nContent-MD5: y\r\n"
      let wire = try proxy.connect()
      try wire.upload(Self.ambiguous(content), fields: fields)
      #expect(try wire.readAnswer().status == 200)
      try wire.uploadChunked(Self.ambiguous(content), chunkBytes: 70_000, fields: fields)
      #expect(try wire.readAnswer().status == 200)
      #expect(backend.received.count == 2)
      for received in backend.received {
        try Self.expect(received, content)
        #expect(received.head["digest"] == nil && received.head["content-md5"] == nil)
        #expect(received.head["x-cordon-sha256"] == (try Bodies.sha256(received.body)))
        #expect(received.head["x-cordon-verdict"] == "clean")
      }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_canonical_bodies_total"] == 2)
      #expect(metrics.sum("cordon_spill_files") == 0 && metrics.sum("cordon_hold_bytes") == 0)
      let strict = try stage.startProxy(ProxySettings(backend.address))
      #expect(try strict.upload(Self.ambiguous(content), fields: fields).status == 422)
    }
  }

  /// Python's reader of mail, which is none of Cordon's, reads the same.
  @Test(.enabled(if: Files.exists("/usr/bin/python3")))
  func anotherParserReadsWhatWasJudged() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Self.settings([backend]))
      let form = Self.ambiguous(Array("two\r\n-- b\r\nthree".utf8))
      #expect(try proxy.upload(form, fields: Self.type).status == 200)
      let received = try #require(backend.received.first)
      let type = try #require(received.head["content-type"])
      let path = stage.path("delivered")
      try Files.write(path, Array("Content-Type: \(type)\r\n\r\n".utf8) + received.body)
      let script = """
        import email, email.policy, sys
        mail = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.HTTP)
        for part in mail.iter_parts():
          name = part.get_param("name", header="content-disposition")
          print(name, part.get_filename(), part.get_payload(decode=True), part.defects)
        print(mail.defects, mail.preamble, mail.epilogue)
        """
      let result = try stage.output("/usr/bin/python3", ["-c", script, path])
      #expect(
        result.out == """
          te%22xt None b'one' []
          file a_.bin b'two\\r\\n-- b\\r\\nthree' []
          [] None\u{20}

          """, "\(result.error)")
    }
  }

  @Test func anInfectedPartIsRefused() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Self.settings([backend]))
      #expect(try proxy.upload(Self.ambiguous(Eicar.bytes), fields: Self.type).status == 403)
      // Packed, so that nothing is found until the part is read.
      let packed = Self.ambiguous(Packed.gzip(Eicar.bytes))
      let answer = try proxy.upload(packed, fields: Self.type)
      #expect(answer.status == 403)
      #expect(backend.connections == 0)
      #expect(try proxy.metrics()["cordon_canonical_bodies_total"] == 0)
    }
  }

  @Test func whatIsNotUnderstoodIsRefusedAndOtherBodiesPass() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Self.settings([backend]))
      let form = Self.ambiguous(Array("x".utf8))
      let noBoundary = try proxy.upload(form, fields: "Content-Type: multipart/form-data\r\n")
      #expect(noBoundary.status == 422 && noBoundary.member("detail") == "ambiguous")
      #expect(try proxy.upload(Array("a=1".utf8)).status == 200)
      #expect(backend.received.map(\.body) == [Array("a=1".utf8)])
    }
  }

  @Test func anEncodedFormArrivesDecoded() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Self.settings([backend]))
      let content = Bodies.bytes(50_000)
      let fields = Self.type + "Content-Encoding: gzip\r\n"
      let answer = try proxy.upload(Packed.gzip(Self.ambiguous(content)), fields: fields)
      #expect(answer.status == 200)
      let received = try #require(backend.received.first)
      try Self.expect(received, content)
      #expect(received.head["content-encoding"] == nil)
    }
  }

  /// Upstreams that are not there, and one whose kept connection has ended.
  @Test func itIsSentAgainToAnotherUpstream() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, number, backend in
        while let request = try wire.readRequest() {
          backend.record(request)
          // The second request on the first connection dies.
          if number == 0, backend.received.count == 2 { return }
          try wire.send(Backend.ok("ok"))
        }
      }
      var settings = Self.settings([backend], ["retry: unsafe"])
      settings.upstreams = [Ports.address(), backend.address, Ports.address()]
      let proxy = try stage.startProxy(settings)
      for round in 0..<4 {
        let content = Bodies.bytes(200_000, seed: UInt64(round))
        #expect(try proxy.upload(Self.ambiguous(content), fields: Self.type).status == 200)
        try Self.expect(try #require(backend.received.last), content)
      }
      #expect(backend.received.count == 5)
    }
  }

  /// Clients that leave, upstreams that take no more, and inspectors that are killed: nothing stays.
  @Test func nothingIsLeftWhateverEnds() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        // What has come of the body is not read.
        _ = try wire.readHead()
      }
      let proxy = try stage.startProxy(Self.settings([backend]))
      let before = proxy.process.descriptorCount
      for round in 0..<12 {
        let wire = try proxy.connect()
        try wire.upload(Self.ambiguous(Bodies.bytes(2_000_000)), fields: Self.type)
        if round % 3 == 0 { for process in proxy.inspectors { kill(process, SIGKILL) } }
        if round % 3 != 1 { _ = try? wire.readAnswer() }
        wire.close()
      }
      try eventually("all is given back") {
        let metrics = try proxy.metrics()
        // One exchange is that which asks.
        return metrics.sum("cordon_exchanges") <= 1 && metrics.sum("cordon_inspections") == 0
          && metrics.sum("cordon_hold_bytes") == 0 && metrics.sum("cordon_spill_files") == 0
          && proxy.process.descriptorCount <= before + 4
      }
      #expect(!proxy.process.descriptorTargets.contains { $0.contains("cordon-body") })
    }
  }
}
