import Glibc
import Primitives
import Testing

@Suite struct DrainTests {
  /// What is in flight is finished, nothing new is taken, and the process ends with 0.
  @Test func whatIsInFlightIsFinished() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--delay-milliseconds", "200"])
      var settings = ProxySettings(backend)
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(500_000)
      let half = try proxy.connect()
      try half.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\nExpect: 100-continue\r\n\r\n"
      )
      #expect(try half.readHead() != nil)
      try half.send(body[..<200_000])
      let waiting = try proxy.connect()
      try waiting.upload([1, 2, 3])
      let idle = try proxy.connect()
      try idle.upload([1])
      #expect(try idle.readAnswer().status == 200)
      proxy.process.send(SIGTERM)
      #expect(try idle.isEnded())
      try eventually("nobody new is taken") { (try? proxy.connect()) == nil }
      try half.send(body[200_000...])
      let answer = try half.readAnswer()
      #expect(answer.status == 200)
      #expect(answer.member("sha256") == (try Bodies.sha256(body)))
      #expect(answer.head["connection"] == "close")
      #expect(try waiting.readAnswer().status == 200)
      #expect(try proxy.process.waitForEnd() == 0)
      // The logs have been written to their ends.
      #expect(try proxy.accessLines(atLeast: 3).filter { $0.contains("\"POST\"") }.count == 3)
    }
  }

  @Test func underLoadNothingIsLost() async throws {
    try await onStage(places: 2) { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      // Each client goes on until its connection is closed after a whole answer, or refused.
      let clients = (0..<6).map { number in
        Concurrently { () throws -> Int in
          var count = 0
          let body = Bodies.bytes(100_000, seed: UInt64(number + 1))
          let hash = try Bodies.sha256(body)
          while true {
            guard let wire = try? proxy.connect() else { return count }
            while true {
              do { try wire.upload(body) } catch { break }
              let answer: Answer
              do { answer = try wire.readAnswer() } catch let end as Truncated
                where end.received.isEmpty
              { break } catch let end as Sockets.Failure
                where end.isReset
              { break }
              guard answer.status == 200, answer.member("sha256") == hash else {
                throw Expired(description: "client \(number), upload \(count): \(answer)")
              }
              count += 1
              if answer.head["connection"] == "close" { break }
            }
          }
        }
      }
      try eventually("load") { try proxy.outcomeCount("delivered") > 50 }
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd() == 0)
      let answered = try clients.map { try $0.value() }.reduce(0, +)
      // What was delivered was also answered: the log has no more deliveries than clients had answers.
      let delivered = Files.text(stage.path("access.log")).split(separator: "\n").filter {
        jsonMember("outcome", of: $0) == "delivered"
      }
      #expect(delivered.count == answered)
    }
  }

  @Test func aSecondSignalEndsItAtOnce() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        while let request = try wire.readRequest() { backend.record(request) }
      }
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      try wire.upload([1])
      try eventually("it is delivered") { backend.received.count == 1 }
      proxy.process.send(SIGTERM)
      try eventually("it drains") { proxy.process.errorText.contains("draining") }
      #expect(proxy.process.ending == nil)
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd(within: 5) == 0)
      #expect(try wire.isEnded())
    }
  }

  @Test func theDrainHasAnEnd() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        while let request = try wire.readRequest() { backend.record(request) }
      }
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["drainTimeout": "300ms"]))
      let wire = try proxy.connect()
      try wire.upload([1])
      try eventually("it is delivered") { backend.received.count == 1 }
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd(within: 10) == 0)
      #expect(try wire.isEnded())
    }
  }
}
