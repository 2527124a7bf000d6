public import Primitives

/// The admin listener: `/healthz`, `/readyz`, `/metrics` and verdicts.
public struct Admin: Sendable, Equatable {
  /// Where it listens; `nil` where the file says `off`.
  public var address: SocketAddress?

  /// The address where the file says nothing: loopback, since metrics name upstreams and nothing
  /// here asks who is reading.
  public static let defaultAddress = SocketAddress.ipv4(0x7F00_0001, port: 9090)

  /// An admin listener on `address`, or none.
  public init(address: SocketAddress? = Self.defaultAddress) {
    self.address = address
  }
}
