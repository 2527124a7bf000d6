import Configuration
import Primitives

/// What every exchange asks of its route, without anything that is counted by reference: routes are shared
/// by all workers, and those counts would be what they wait for.
struct RouteTerms {
  /// Where its requests go; 0 where they go to no backend.
  let backend: Int
  let scan: ScanMode
  let streamWindowBytes: Int
  let isRetryUnsafe: Bool
  let isScanAPI: Bool
  /// Whether its requests are answered by their heads alone.
  let endsHere: Bool
  /// Whether some answers are not passed on.
  let blocksAnswers: Bool
  /// Whether it has lists of those whose requests are taken.
  let isRestricted: Bool
  let allowsTunnels: Bool
  let limits: ExchangeLimits

  init(_ route: Route, _ limits: Limits) {
    backend = route.backend ?? 0
    scan = route.scan
    streamWindowBytes = route.streamWindowBytes
    isRetryUnsafe = route.retry == .unsafe
    isScanAPI = route.isScanAPI
    endsHere = route.backend == nil && !route.isScanAPI
    blocksAnswers = !route.blockedStatuses.isEmpty
    isRestricted = route.access.isRestricted
    allowsTunnels = route.tunnel == .allow && route.backend != nil
    self.limits = ExchangeLimits(limits, route.limits)
  }
}
