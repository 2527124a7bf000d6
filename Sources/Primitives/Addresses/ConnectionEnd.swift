/// One end of a connection over IP.
public struct ConnectionEnd: Hashable, Sendable {
  /// The host's address.
  public var address: IPAddress
  /// The port; zero where it is not known.
  public var port: UInt16

  /// An end.
  public init(_ address: IPAddress, port: UInt16) {
    self.address = address
    self.port = port
  }
}

/// Where the other side of a connection is.
public enum RemoteAddress: Hashable, Sendable {
  /// A host.
  case host(IPAddress)
  /// This host, over a Unix socket.
  case unix
  /// Not known: it was gone before it could be asked for.
  case unknown

  /// Where a connection comes from, as the kernel says it; `nil`: it cannot say.
  public init(_ address: SocketAddress?) {
    switch address {
    case .ipv4, .ipv6: self = address?.end.map { .host($0.address) } ?? .unknown
    case .unix: self = .unix
    case nil: self = .unknown
    }
  }
}

extension SocketAddress {
  /// The address as an end of a connection over IP; `nil` for a Unix socket.
  public var end: ConnectionEnd? {
    switch self {
    case .ipv4(let address, let port): ConnectionEnd(IPAddress(ipv4: address), port: port)
    case .ipv6(let high, let low, let port):
      ConnectionEnd(IPAddress(ipv6: UInt128(high) << 64 | UInt128(low)), port: port)
    case .unix: nil
    }
  }
}
