import Glibc
import Primitives

/// A listening socket whose queue is full: connecting to it neither succeeds nor fails.
final class FullListener: Sendable {
  let address = Ports.address()
  private let listening: Int32
  private let waiting: [Int32]

  init() throws {
    listening = try Sockets.listen(address)
    _ = Glibc.listen(listening, 0)
    var waiting: [Int32] = []
    // A queue of length 0 takes one connection. One more is tried than fits.
    for _ in 0..<2 { waiting.append(try Sockets.beginConnect(address)) }
    self.waiting = waiting
  }

  deinit {
    for descriptor in waiting + [listening] { close(descriptor) }
  }
}
