public import Primitives

/// A listening socket of the worker under test: actors connect to it.
public final class SimulatedListener {
  /// Where it listens.
  public let address: SocketAddress
  /// The worker's descriptor for it.
  public let descriptor: Descriptor
  /// Connections that nobody has accepted yet.
  var backlog: [SimulatedConnection] = []
  /// The worker has closed it: connects are refused.
  public internal(set) var isClosed = false

  init(address: SocketAddress, descriptor: Descriptor) {
    self.address = address
    self.descriptor = descriptor
  }
}
