public import Primitives
public import TLS

/// An address on which clients connect, and where their requests go.
public struct Listener: Sendable, Equatable {
  /// Where it listens. No two listeners have the same.
  public var address: SocketAddress
  /// How it speaks TLS; `nil` where clients speak in the clear.
  public var tls: TLSSettings?
  /// The routes, most specific first: those with a host before those without, longer paths before
  /// shorter ones. So the first that fits a request is its route. At least one.
  public var routes: [Route]

  /// A listener; `routes` are put in order.
  public init(address: SocketAddress, tls: TLSSettings? = nil, routes: [Route]) {
    self.address = address
    self.tls = tls
    self.routes = routes.enumerated().sorted { left, right in
      if (left.element.host == nil) != (right.element.host == nil) {
        return left.element.host != nil
      }
      let lengths = (left.element.path.utf8.count, right.element.path.utf8.count)
      return lengths.0 != lengths.1 ? lengths.0 > lengths.1 : left.offset < right.offset
    }.map(\.element)
  }
}
