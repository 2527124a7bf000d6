import Glibc
import Primitives
import Testing

/// What HTTP asks of a proxy, for requests that are clean.
@Suite struct PassingThroughTests {
  @Test func requestsWithoutABodyPass() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let answer = try proxy.ask("GET /a/b?c=d HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(answer.status == 200)
      #expect(answer.member("method") == "GET")
      #expect(answer.member("path") == "/a/b?c=d")
      #expect(try proxy.outcomeCount("passed") == 1)
    }
  }

  @Test func theHeadIsCanonicalAndSaysWhoAsked() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      _ = try proxy.ask(
        "POST /x HTTP/1.1\r\nhOsT: a\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nX-Kept: 2\r\n"
          + "TE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n"
      )
      let request = try #require(backend.received.first)
      #expect(request.head.line == "POST /x HTTP/1.1")
      #expect(request.head["host"] == "a")
      #expect(request.head["content-length"] == "3")
      #expect(request.head["transfer-encoding"] == nil)
      #expect(request.head["x-hop"] == nil)
      #expect(request.head["te"] == nil)
      #expect(request.head["x-kept"] == "2")
      #expect(request.head["x-forwarded-for"] == "127.0.0.1")
      #expect(request.head["x-forwarded-proto"] == "http")
      #expect(request.head["via"]?.contains("1.1") == true)
      #expect(request.head["x-trailer"] == nil)
      #expect(request.body == Array("abc".utf8))
    }
  }

  @Test func aConnectionServesManyRequests() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for index in 0..<50 {
        let body = Bodies.bytes(index * 37, seed: UInt64(index + 1))
        try wire.upload(body)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
      }
      let metrics = try proxy.metrics()
      // One for the uploads, one for each look at the admin listener.
      #expect(metrics["cordon_upstream_connects_total"] == 1)
      #expect(metrics["cordon_upstream_reuses_total"] == 49)
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      var bytes: [UInt8] = []
      for index in 0..<20 {
        let body = index % 3 == 0 ? [] : Bodies.bytes(index * 20_000, seed: UInt64(index))
        let method = body.isEmpty ? "GET" : "PUT"
        bytes += Array(
          "\(method) /\(index) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
        bytes += body
      }
      try wire.send(bytes)
      for index in 0..<20 {
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.member("path") == "/\(index)")
      }
    }
  }

  /// Statuses and fields say where a response ends; what follows must not be taken for a part of it.
  @Test func responsesOfEveryFramingKeepTheConnectionsInStep() async throws {
    try await onStage { stage in
      let responses = [
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nab",
      ]
      let backend = try stage.startBackend(
        script: Backend.answering { request in
          let index = Int(request.head.line.split(separator: " ")[1].dropFirst()) ?? 0
          return responses[index]
        })
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      for (index, status) in [204, 304, 200, 200, 200, 500, 304, 204].enumerated() {
        let path = index < responses.count ? index : 7 - index
        try wire.send("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try wire.readAnswer()
        #expect(answer.status == status)
        #expect(answer.interims == [])
        #expect(answer.text == ([3, 4, 5].contains(path) ? "ab" : ""))
      }
      #expect(backend.connections == 1)
    }
  }

  /// What an upstream says unasked is never the answer to somebody's next request.
  @Test(arguments: [true, false])
  func bytesBehindAResponseAreNotTheNextOne(isAtOnce: Bool) async throws {
    try await onStage { stage in
      let answered = (0..<5).map { _ in Flag() }
      let backend = try stage.startBackend { wire, _, backend in
        while let request = try wire.readRequest() {
          let poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
          backend.record(request)
          if isAtOnce {
            try wire.send(Backend.ok("ok") + poison)
          } else {
            try wire.send(Backend.ok("ok"))
            let number = backend.received.count - 1
            try eventually("the answer has passed") { answered[number].isRaised }
            try wire.send(poison)
          }
        }
      }
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["upstreamIdleTimeout": "1m"]))
      let wire = try proxy.connect()
      for number in 0..<5 {
        try wire.upload([1, 2, 3])
        #expect(try wire.readAnswer().text == "ok")
        answered[number].raise()
        if isAtOnce { continue }
        try eventually("the connection to the upstream is ended") {
          proxy.process.connectionCount(to: backend.address) == 0
        }
      }
      #expect(backend.received.count == 5)
    }
  }

  @Test func whoForwardedBeforeIsKept() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      _ = try proxy.ask(
        "GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 192.0.2.1\r\n"
          + "X-Forwarded-Proto: https\r\nVia: 1.0 before\r\n\r\n")
      let head = try #require(backend.received.first?.head)
      #expect(head.line == "GET /x HTTP/1.1")
      #expect(head["host"] == "a.example")
      let all = { (name: String) in
        head.fields.filter { $0.name == name }.map(\.value).joined(separator: ", ")
      }
      #expect(all("x-forwarded-for") == "192.0.2.1, 127.0.0.1")
      #expect(all("x-forwarded-proto") == "http")
      #expect(all("via").hasPrefix("1.0 before, 1.1 "))
    }
  }

  @Test func theAnswerToHeadHasALengthAndNoBody() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      try wire.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
      let first = try wire.readAnswer(toHead: true)
      #expect(first.status == 200)
      #expect((first.head["content-length"].flatMap { Int($0) } ?? 0) > 0)
      #expect(try wire.readAnswer().member("path") == "/next")
    }
  }

  @Test func interimResponsesArePassedOn() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--interim"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let answer = try proxy.upload(Bodies.bytes(5000))
      #expect(answer.interims == [103])
      #expect(answer.status == 200)
      // HTTP/1.0 has none.
      let old = try proxy.ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
      #expect(old.interims == [])
      #expect(old.status == 200)
    }
  }

  @Test func anExpectationIsMetBeforeTheBodyIsSent() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      try wire.send(
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
      #expect(try wire.readHead()?.line.hasPrefix("HTTP/1.1 100") == true)
      // It is met at the edge: the upstream has not heard anything yet, nor is it asked to expect.
      #expect(backend.connections == 0)
      try wire.send("body")
      #expect(try wire.readAnswer().status == 200)
      #expect(backend.received.first?.head["expect"] == nil)
    }
  }

  @Test func curlWaitsForTheContinuation() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let body = Bodies.bytes(3 << 20)
      try Files.write(stage.path("upload"), body)
      let (ending, out) = try stage.curl([
        "-H", "Expect: 100-continue", "-H", "Content-Type: application/octet-stream",
        "--expect100-timeout", "20", "--data-binary", "@\(stage.path("upload"))", proxy.url,
      ])
      #expect(ending == 0)
      #expect(jsonMember("sha256", of: out) == (try Bodies.sha256(body)))
    }
  }

  @Test func curlUploadsByFormAndByChunks() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let body = Bodies.bytes(700_001)
      try Files.write(stage.path("upload"), body)
      let chunked = try stage.curl([
        "-T", stage.path("upload"), "-H", "Transfer-Encoding: chunked", proxy.url + "/f",
      ])
      #expect(jsonMember("sha256", of: chunked.out) == (try Bodies.sha256(body)))
      let form = try stage.curl(["-F", "file=@\(stage.path("upload"))", proxy.url + "/form"])
      #expect(form.ending == 0)
      #expect(Int(jsonMember("bytes", of: form.out) ?? "") ?? 0 > body.count)
    }
  }

  @Test(arguments: [[], ["--chunked"]])
  func largeResponsesArriveWhole(options: [String]) async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(options + ["--padding-bytes", "3000000"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      for _ in 0..<3 {
        try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try wire.readAnswer()
        #expect(answer.head["transfer-encoding"] == (options.isEmpty ? nil : "chunked"))
        #expect(answer.body.count > 3_000_000)
        #expect(answer.body.suffix(4) == [46, 34, 125, 10])
        #expect(answer.body.count { $0 == 46 } == 3_000_000)
      }
    }
  }

  @Test func aResponseThatEndsWithItsConnectionArrivesWhole() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readRequest() != nil else { return }
        try wire.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 300_000))
      }
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      for _ in 0..<3 {
        try wire.upload([1, 2, 3])
        let answer = try wire.readAnswer()
        #expect(answer.head["transfer-encoding"] == "chunked")
        #expect(answer.body.count == 300_000)
      }
    }
  }

  @Test func aClientOfHTTP10IsServed() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--chunked"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc")
      let answer = try wire.readAnswer()
      #expect(answer.status == 200)
      #expect(answer.head["transfer-encoding"] == nil)
      #expect(answer.member("sha256") == (try Bodies.sha256([97, 98, 99])))
      #expect(try wire.isEnded())
    }
  }

  @Test func aClientOfHTTP10MayStay() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for _ in 0..<3 {
        try wire.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
        let answer = try wire.readAnswer()
        #expect(answer.head["connection"]?.lowercased() == "keep-alive")
        #expect(answer.status == 200)
      }
    }
  }

  @Test func aClientThatWantsToLeaveIsLetGo() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      try wire.upload([1], fields: "Connection: close\r\n")
      let answer = try wire.readAnswer()
      #expect(answer.head["connection"] == "close")
      #expect(try wire.isEnded())
    }
  }

  @Test func aClientThatEndsItsDirectionIsAnsweredStill() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--delay-milliseconds", "100"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      try wire.upload(Bodies.bytes(1000))
      wire.endSending()
      #expect(try wire.readAnswer().status == 200)
      #expect(try wire.isEnded())
    }
  }

  @Test func whereNothingIsScannedBodiesPassUnheld() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend()
      var settings = ProxySettings(backend)
      settings.scan = "off"
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(3 << 20)
      let wire = try proxy.connect()
      for _ in 0..<2 {
        try wire.upload(body)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
        try wire.uploadChunked(body, chunkBytes: 99_999)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
        try wire.upload(Eicar.bytes)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(Eicar.bytes)))
      }
      #expect(try proxy.metrics()["cordon_scanned_bytes_total"] == 0)
      #expect(try proxy.outcomeCount("passed") == 6)
    }
  }

  @Test func unheldBodiesReachTheUpstreamBeforeTheirEnd() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        guard let head = try wire.readHead() else { return }
        backend.record(Received(head: head, body: try wire.read(3)))
        _ = try wire.read(3)
        try wire.send(Backend.ok("ok"))
      }
      var settings = ProxySettings(backend.address)
      settings.scan = "off"
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc")
      try eventually("the first half is there") { backend.received.count == 1 }
      try wire.send("def")
      #expect(try wire.readAnswer().status == 200)
    }
  }

  @Test func whatHasNoRouteIsAnsweredOnce() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.route = ["host: files.example"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n")
      #expect(try wire.readAnswer().status == 404)
      try wire.send("GET / HTTP/1.1\r\nHost: files.example\r\n\r\n")
      #expect(try wire.readAnswer().status == 200)
      #expect(try proxy.outcomeCount("no_route") == 1)
      #expect(backend.received.count == 1)
      // A head that comes in two parts takes another way.
      try wire.send("GET / HTTP/1.1\r\nHost: oth")
      try wire.send("er.example\r\n\r\n")
      #expect(try wire.readAnswer().status == 404)
      try wire.send("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
      #expect(try wire.readAnswer().status == 501)
      #expect(try proxy.outcomeCount("no_route") == 2)
    }
  }
}
