import Glibc
import Primitives
import Synchronization

/// A backend in the test's own process: it does what its script says and records what it hears.
final class Backend: Sendable {
  /// What is done with one connection. Its number counts from 0.
  typealias Script = @Sendable (_ wire: Wire, _ number: Int, _ backend: Backend) throws -> Void

  let address: SocketAddress
  private let listening: Int32
  private let state = Mutex((connections: 0, received: [Received](), isStopped: false))

  /// Starts to listen.
  init(_ address: SocketAddress = Ports.address(), script: @escaping Script = Backend.answering())
    throws
  {
    self.address = address
    listening = try Sockets.listen(address)
    Background.start { [self] in accept(script) }
  }

  private func accept(_ script: @escaping Script) {
    while true {
      let descriptor = Sockets.accept(listening)
      if descriptor < 0 || state.withLock({ $0.isStopped }) {
        if descriptor >= 0 { close(descriptor) }
        break
      }
      let wire = Wire(accepted: descriptor)
      let number = state.withLock { state in
        state.connections += 1
        return state.connections - 1
      }
      Background.start { [self] in
        try? script(wire, number, self)
        wire.close()
      }
    }
    close(listening)
  }

  /// Accepts no more.
  func stop() {
    state.withLock { $0.isStopped = true }
    shutdown(listening, Int32(SHUT_RDWR))
  }

  /// How many connections there were.
  var connections: Int { state.withLock { $0.connections } }
  /// The requests that were received whole.
  var received: [Received] { state.withLock { $0.received } }

  /// Remembers a request.
  func record(_ request: Received) { state.withLock { $0.received.append(request) } }

  /// A backend that answers each request with what `answer` says.
  static func answering(
    _ answer: @escaping @Sendable (Received) -> String = { _ in Backend.ok("ok") }
  ) -> Script {
    { wire, _, backend in
      while let request = try wire.readRequest() {
        backend.record(request)
        try wire.send(answer(request))
      }
    }
  }

  /// A response with a length.
  static func ok(_ body: String, fields: String = "") -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
  }
}

extension Stage {
  /// Starts a backend in this process that ends with the test.
  func startBackend(
    _ address: SocketAddress = Ports.address(),
    script: @escaping Backend.Script = Backend.answering()
  ) throws -> Backend {
    let backend = try Backend(address, script: script)
    whenDone { backend.stop() }
    return backend
  }
}
