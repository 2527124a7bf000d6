import Configuration
import Primitives
import Ring

/// The limits that routes may have of their own, as an exchange is held to them.
struct ExchangeLimits {
  var bodyBytesMax: UInt64 = 0
  var bodyTimeoutMilliseconds = 0
  var upstreamTimeoutMilliseconds = 0

  init() {}

  /// Those of all, where a route has none of its own.
  init(_ limits: Limits, _ own: RouteLimits = RouteLimits()) {
    bodyBytesMax = UInt64(own.bodyBytesMax ?? limits.bodyBytesMax)
    bodyTimeoutMilliseconds = own.bodyTimeoutMilliseconds ?? limits.bodyTimeoutMilliseconds
    upstreamTimeoutMilliseconds =
      own.upstreamTimeoutMilliseconds ?? limits.upstreamTimeoutMilliseconds
  }
}

extension Worker where Driver: ~Copyable {
  /// When an upstream has taken too long with what it does for an exchange.
  func upstreamDeadline(_ slot: UInt32) -> UInt64 {
    let milliseconds =
      clients[slot].phase == .exchange
      ? clients[slot].exchange.limits.upstreamTimeoutMilliseconds
      : limits(of: slot).upstreamTimeoutMilliseconds
    return deadline(milliseconds)
  }
}
