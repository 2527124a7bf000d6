import Testing

/// What routes change in heads on their way.
@Suite struct HeadChangesTests {
  @Test func requestsAndAnswersAreChanged() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(
        script: Backend.answering { _ in
          "HTTP/1.1 200 OK\r\nServer: secret\r\nX-Kept: 1\r\nContent-Length: 2\r\n\r\nok"
        })
      var settings = ProxySettings(backend.address)
      settings.otherRoutes = [
        "path: /api, backend: uploads, stripPrefix: /api, upstreamHost: \"app.internal:81\", "
          + "requestHeaders: { set: { X-User: cordon }, add: { X-Tag: new }, remove: [Cookie] }, "
          + "responseHeaders: { set: { Server: cordon }, add: { X-Frame-Options: DENY } }"
      ]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.upload(
        Array("abc".utf8),
        fields: "X-User: evil\r\nX_User: evil\r\nCookie: a=b\r\nX-Tag: old\r\n"
          + "Connection: X-User, X-Hop\r\n",
        path: "/api//files/x?api=1")
      let answer = try wire.readAnswer()
      #expect(answer.head["server"] == "cordon" && answer.head["x-kept"] == "1")
      #expect(answer.head["x-frame-options"] == "DENY" && answer.text == "ok")
      let head = try #require(backend.received.first?.head)
      #expect(backend.received.first?.body == Array("abc".utf8))
      #expect(head.line == "POST /files/x?api=1 HTTP/1.1")
      #expect(head["host"] == "app.internal:81" && head["x-forwarded-host"] == "a")
      #expect(head["cookie"] == nil && head["x_user"] == nil)
      #expect(head.fields.filter { $0.name == "x-user" }.map(\.value) == ["cordon"])
      #expect(head.fields.filter { $0.name == "x-tag" }.map(\.value) == ["old", "new"])
      // Other routes are as they were.
      try wire.send("GET /x HTTP/1.1\r\nHost: a\r\nX-User: me\r\n\r\n")
      #expect(try wire.readAnswer().head["server"] == "secret")
      #expect(backend.received.last?.head["x-user"] == "me")
    }
  }

  /// A head that is as long as it may be, and what is added to it.
  @Test(arguments: [1024, 16 << 10])
  func theLongestHeadHasRoomForAllThatIsAdded(headBytes: Int) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let value = String(repeating: "v", count: 960)
      var settings = ProxySettings(
        backend.address, limits: ["headBytesMax": "\(headBytes)"])
      settings.route = [
        "requestHeaders: { set: { X-A: \(value), X-B: \(value) } }", "verdictHeaders: true",
      ]
      let proxy = try stage.startProxy(settings)
      let start = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX: "
      let filler = String(repeating: "f", count: headBytes - start.utf8.count - 4)
      let answer = try proxy.ask(start + filler + "\r\n\r\nabc")
      #expect(answer.status == 200)
      #expect(backend.received.first?.head["x-b"] == value)
      #expect(backend.received.first?.head["x"] == filler)
    }
  }
}
