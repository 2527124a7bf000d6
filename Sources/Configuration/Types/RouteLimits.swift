/// The limits that a route may have of its own; `nil`: those of ``Limits``.
///
/// ``Limits/headTimeoutMilliseconds`` is none of them: which route a request takes is known when its head is complete.
public struct RouteLimits: Sendable, Equatable {
  /// Bytes of a request body; see ``Limits/bodyBytesMax``.
  public var bodyBytesMax: Int?
  /// Between two bytes of a request body; see ``Limits/bodyTimeoutMilliseconds``.
  public var bodyTimeoutMilliseconds: Int?
  /// For the backend; see ``Limits/upstreamTimeoutMilliseconds``.
  public var upstreamTimeoutMilliseconds: Int?

  /// None.
  public init() {}
}

extension Limits {
  /// The largest body that a route takes.
  func bodyBytesMax(of route: Route) -> Int { route.limits.bodyBytesMax ?? bodyBytesMax }
}
