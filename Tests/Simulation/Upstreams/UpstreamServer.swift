public import Primitives
public import TLS

/// A server behind the worker: it records what it receives and answers as its behaviours have it.
public final class UpstreamServer: ConnectionTarget {
  public let address: SocketAddress
  /// Its index among the upstreams of the world.
  public let index: Int
  /// What it may do with a request; each is as likely as the others, so that doubles weigh more.
  public var behaviours: [UpstreamBehaviour]
  /// Whether it accepts connections.
  public var isUp = true
  /// The longest answer's body.
  public var answerBytesMax = 4_096
  /// What it speaks TLS with; `nil`: it speaks in the clear.
  public var security: TLSServer?
  /// What it has received, in the order of completion.
  public internal(set) var deliveries: [Delivery] = []
  /// Requests that were not HTTP/1.1.
  public internal(set) var errors: [String] = []
  /// How many connections were made to it.
  public private(set) var connectionCount = 0

  /// A server that does what is in `behaviours`.
  public init(address: SocketAddress, index: Int, behaviours: [UpstreamBehaviour] = [.normal]) {
    self.address = address
    self.index = index
    self.behaviours = behaviours
  }

  /// Loses what it has received: for checking the checks.
  public func forgetDeliveries() { deliveries = [] }

  public func isAccepting(in world: World) -> Bool { isUp }

  public func accepted(_ connection: SimulatedConnection, in world: World) {
    connectionCount += 1
    world.add(UpstreamConnection(connection, server: self))
  }
}
