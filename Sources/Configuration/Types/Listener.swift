public import HTTP
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
  /// Who may connect, and who is believed of where clients are.
  public var edge: ListenerEdge
  /// The routes, most specific first (``Route/specificity``). So the first that fits a request is its route. At
  /// least one.
  public var routes: [Route]
  /// What Cordon sends in place of its own words, where a route has none.
  public var errorPages: [ErrorPage] = []

  /// A listener; `routes` are put in order.
  public init(
    address: SocketAddress, tls: TLSSettings? = nil, speaksHTTP2: Bool = true,
    edge: ListenerEdge = ListenerEdge(), routes: [Route]
  ) {
    self.address = address
    self.tls = tls
    self.speaksHTTP2 = speaksHTTP2
    self.edge = edge
    self.routes = routes.enumerated().sorted { left, right in
      let (first, second) = (left.element.specificity, right.element.specificity)
      return first == second ? left.offset < right.offset : first > second
    }.map(\.element)
  }
}

/// Who may connect to a listener, and who is believed of where clients are.
public struct ListenerEdge: Sendable, Equatable {
  /// Who may connect: by the address of the connection, or the one in its PROXY header.
  public var access = AccessList()
  /// Those whose connections begin with a PROXY header; `nil`: nobody's do.
  public var proxies: NetworkList?
  /// Those who are believed in ``forwardedField``; `nil`: what requests say of where they come from is passed on, and
  /// believed of nobody. A list that is empty: it is believed of nobody, and replaced.
  public var trusted: NetworkList?
  /// Where those say it.
  public var forwardedField = ForwardedField.xForwardedFor

  /// All may connect, nobody is believed, and what is said is passed on.
  public init() {}

  /// Whether anything depends on where a connection comes from.
  public var asksForAddresses: Bool { access.isRestricted || proxies != nil || trusted != nil }
}
