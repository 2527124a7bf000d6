public import Primitives
public import TLS

/// An address on which clients connect, and where their requests go.
public struct Listener: Sendable, Equatable {
  /// Where it listens. No two listeners have the same.
  public var address: SocketAddress
  /// How it speaks TLS; `nil` where clients speak in the clear.
  public var tls: TLSSettings?
  /// Whether HTTP/2 is spoken beside HTTP/1.1: over TLS with clients that offer it, in the clear with those
  /// that begin with it.
  public var speaksHTTP2: Bool
  /// The routes, most specific first (``Route/specificity``). So the first that fits a request is its route. At
  /// least one.
  public var routes: [Route]
  /// What Cordon sends in place of its own words, where a route has none.
  public var errorPages: [ErrorPage] = []

  /// A listener; `routes` are put in order.
  public init(
    address: SocketAddress, tls: TLSSettings? = nil, speaksHTTP2: Bool = true, routes: [Route]
  ) {
    self.address = address
    self.tls = tls
    self.speaksHTTP2 = speaksHTTP2
    self.routes = routes.enumerated().sorted { left, right in
      let (first, second) = (left.element.specificity, right.element.specificity)
      return first == second ? left.offset < right.offset : first > second
    }.map(\.element)
  }
}
