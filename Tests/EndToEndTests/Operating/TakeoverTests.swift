import Glibc
import Primitives
import Testing

/// Another process takes the place of one that serves.
@Suite struct TakeoverTests {
  /// Tells a process to let another take its place, and waits until that accepts; the other's identifier.
  private static func replace(_ proxy: Proxy, _ process: pid_t) throws -> pid_t {
    let before = identifiers("replaced: draining", of: proxy).count
    kill(process, SIGUSR2)
    var known: [pid_t] = []
    try eventually("another process takes over; \(proxy.process.errorText)") {
      known = identifiers("replaced: draining", of: proxy)
      return known.count > before
    }
    let successor = known[before]
    proxy.stage.whenDone { kill(successor, SIGKILL) }
    return successor
  }

  /// The processes that lines of the log name; each writes to the same file.
  private static func identifiers(_ message: String, of proxy: Proxy) -> [pid_t] {
    proxy.process.errorText.split(separator: "\n").filter { $0.contains(message) }.compactMap {
      line in
      line.split(separator: " ").first { $0.hasPrefix("process=") }
        .flatMap { pid_t($0.dropFirst("process=".count)) }
    }
  }

  private static func waitForEnd(of process: pid_t) throws {
    try eventually("process \(process) ends") { kill(process, 0) != 0 }
  }

  /// Some clients make a connection for each upload, others one for as many as it takes.
  @Test func underLoadNoConnectionIsRefusedAndNoUploadLost() async throws {
    try await onStage(places: 2) { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      let ended = stage.path("ended")
      let clients = (0..<6).map { number in
        Concurrently { () throws -> Int in
          let body = Bodies.bytes(50_000, seed: UInt64(number + 1))
          let hash = try Bodies.sha256(body)
          var wire = try proxy.connect()
          var count = 0
          while !Files.exists(ended) {
            try wire.upload(body)
            let answer = try wire.readAnswer()
            guard answer.status == 200, answer.member("sha256") == hash else {
              throw Expired(description: "client \(number), upload \(count): \(answer)")
            }
            count += 1
            if number % 2 == 0 || answer.head["connection"] == "close" {
              wire = try proxy.connect()
            }
          }
          return count
        }
      }
      var process = proxy.process.identifier
      for _ in 0..<3 {
        try eventually("load") { try proxy.outcomeCount("delivered") > 20 }
        let old = process
        process = try Self.replace(proxy, process)
        if old == proxy.process.identifier {
          #expect(try proxy.process.waitForEnd() == 0)
        } else {
          try Self.waitForEnd(of: old)
        }
      }
      try eventually("load") { try proxy.outcomeCount("delivered") > 20 }
      try Files.write(ended, "")
      #expect(try clients.allSatisfy { try $0.value() > 0 })
      // It can be told what the first one could.
      kill(process, SIGTERM)
      try eventually("it drains") { proxy.process.errorText.contains("draining") }
      try eventually("nobody listens") { (try? proxy.connect()) == nil }
    }
  }

  @Test func whatIsInFlightIsFinishedByWhomItCameTo() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let body = Bodies.bytes(500_000)
      let half = try proxy.connect()
      try half.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\nExpect: 100-continue\r\n\r\n"
      )
      #expect(try half.readHead() != nil)
      try half.send(body[..<200_000])
      let idle = try proxy.connect()
      try idle.upload([1])
      #expect(try idle.readAnswer().status == 200)
      let successor = try Self.replace(proxy, proxy.process.identifier)
      #expect(try proxy.upload([1, 2]).status == 200)
      #expect(proxy.process.ending == nil)
      try half.send(body[200_000...])
      let answer = try half.readAnswer()
      #expect(answer.status == 200 && answer.head["connection"] == "close")
      #expect(answer.member("sha256") == (try Bodies.sha256(body)))
      try idle.upload([1])
      let last = try idle.readAnswer()
      #expect(last.status == 200 && last.head["connection"] == "close")
      #expect(try proxy.process.waitForEnd() == 0)
      #expect(try proxy.upload([1, 2]).status == 200)
      // Nothing that the first one had open is open in the second, but for what it was given.
      let targets = Files.names("/proc/\(successor)/fd").compactMap {
        Files.linkTarget("/proc/\(successor)/fd/\($0)")
      }
      #expect(targets.count { $0.hasSuffix("access.log") } == 1)
    }
  }

  @Test func whoCannotServeTakesNothingOver() async throws {
    try await onStage { stage in
      let settings = ProxySettings(try stage.startSampleBackend())
      let proxy = try stage.startProxy(settings)
      let descriptors = proxy.process.descriptorCount
      try Files.write(stage.path("cordon.yaml"), "listeners: 1\n")
      let times = 8
      for time in 1...times {
        proxy.process.send(SIGUSR2)
        try eventually("the other one ends; \(proxy.process.errorText)") {
          let lines = proxy.process.errorText.split(separator: "\n")
          return lines.count { $0.contains("has ended (exit status 1), this process stays") }
            == time
        }
      }
      #expect(try proxy.upload([1, 2, 3]).status == 200)
      // Some come and go whatever happens, but not one for each time.
      #expect(proxy.process.descriptorCount < descriptors + times)
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      _ = try Self.replace(proxy, proxy.process.identifier)
      #expect(try proxy.process.waitForEnd() == 0)
      #expect(try proxy.upload([1, 2, 3]).status == 200)
    }
  }

  /// Workers, listeners and what cannot be reloaded may be others in the process that comes.
  @Test(arguments: [1, 3]) func theConfigurationMayHaveChanged(_ workers: Int) async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.workers = 2
      settings.otherListeners = [
        .unix(path: stage.path("l.sock")), .unix(path: stage.path("m.sock")),
      ]
      let proxy = try stage.startProxy(settings)
      settings.workers = workers
      settings.otherListeners = [.unix(path: stage.path("l.sock")), Ports.address()]
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      _ = try Self.replace(proxy, proxy.process.identifier)
      #expect(try proxy.process.waitForEnd() == 0)
      #expect(!Files.exists(stage.path("m.sock")))
      for address in [settings.listen] + settings.otherListeners {
        // More connections than sockets that somebody might have forgotten.
        for _ in 0..<16 {
          var other = proxy
          other = Proxy(
            stage: stage, process: proxy.process, address: address, admin: proxy.admin)
          #expect(try other.upload([1, 2, 3]).status == 200)
        }
      }
    }
  }

  @Test func whoIsToldToEndEndsItsSuccessorToo() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      // Delivered in this order.
      proxy.process.send(SIGUSR2)
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd() == 0)
      for process in Self.identifiers("a successor is starting", of: proxy) {
        try Self.waitForEnd(of: process)
      }
      #expect((try? proxy.connect()) == nil)
    }
  }

  @Test func refusedUploadsAreKeptByBoth() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.lines = try stage.quarantineLines()
      let proxy = try stage.startProxy(settings)
      let first = try proxy.upload(Eicar.bytes).id
      let half = try proxy.connect()
      try half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(Eicar.bytes.count)\r\n\r\n")
      try half.send(Eicar.bytes[..<10])
      _ = try Self.replace(proxy, proxy.process.identifier)
      let second = try proxy.upload(Eicar.bytes).id
      try half.send(Eicar.bytes[10...])
      let third = try half.readAnswer().id
      #expect(try proxy.process.waitForEnd() == 0)
      try proxy.waitForKept(1)
      for id in [first, second, third] { #expect(try stage.exported(id) == Eicar.bytes) }
    }
  }

  @Test func callsOfAKeyAreCountedOn() async throws {
    try await onStage { stage in
      let hash = try Bodies.sha256(Array("k".utf8))
      try Files.write(stage.path("keys"), "\(hash) shop 3 unlimited\n")
      let (proxy, client) = try ScanClient.start(stage) { settings in
        settings.scanAPI = [
          "keysFile: \(stage.path("keys"))", "quotasFile: \(stage.path("quotas"))",
        ]
      }
      let scan = { try client.scan([0x61], fields: "Apikey: k\r\n").status }
      #expect(try [scan(), scan()] == [200, 200])
      _ = try Self.replace(proxy, proxy.process.identifier)
      #expect(try proxy.process.waitForEnd() == 0)
      #expect(try [scan(), scan()] == [200, 402])
    }
  }

  /// As systemd asks it of services of the type `notify`.
  @Test func theSupervisorIsTold() async throws {
    try await onStage { stage in
      let supervisor = try DatagramSocket(path: stage.path("notify"))
      let settings = ProxySettings(try stage.startSampleBackend())
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      let process = try ChildProcess(
        "/usr/bin/env",
        [
          "NOTIFY_SOCKET=\(stage.path("notify"))", "\(Stage.products)/cordon", "run", "--config",
          stage.path("cordon.yaml"),
        ], outPath: stage.path("out"), errorPath: stage.path("error"))
      stage.whenDone { process.end() }
      let proxy = Proxy(
        stage: stage, process: process, address: settings.listen, admin: settings.admin)
      #expect(try supervisor.receive() == "READY=1")
      #expect(try proxy.upload([1]).status == 200)
      let successor = try Self.replace(proxy, process.identifier)
      #expect(try supervisor.receive() == "MAINPID=\(successor)")
      #expect(try supervisor.receive() == "READY=1")
      #expect(try process.waitForEnd() == 0)
      kill(successor, SIGTERM)
      #expect(try supervisor.receive() == "STOPPING=1")
    }
  }
}

/// What a supervisor is told by.
private final class DatagramSocket {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    Sockets.setTimeouts(descriptor, seconds: 60)
    var storage = sockaddr_storage()
    let length = SocketAddress.unix(path: path).store(in: &storage)
    let result = unsafe withUnsafePointer(to: &storage) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length)
      }
    }
    guard result == 0 else { throw Expired(description: "bind: \(errno)") }
  }

  deinit { close(descriptor) }

  func receive() throws -> String {
    var room = [UInt8](repeating: 0, count: 256)
    let count = unsafe recv(descriptor, &room, room.count, 0)
    guard count >= 0 else { throw Expired(description: "nothing is told: \(errno)") }
    return String(decoding: room[..<count], as: UTF8.self)
  }
}
