import Configuration
import Primitives
import Proxy

/// An upstream that is looked after.
struct WatchedUpstream: Sendable {
  var backend: String
  var address: SocketAddress
  /// Its cell in the shared loads.
  var cell: Int
  var check: UpstreamCheck?

  /// All upstreams of a configuration.
  static func all(of configuration: Configuration, cells: [[Int]]) -> [WatchedUpstream] {
    zip(configuration.backends, cells).flatMap { backend, cells in
      zip(backend.upstreams, cells).map { upstream, cell in
        WatchedUpstream(
          backend: backend.name, address: upstream.address, cell: cell, check: backend.check)
      }
    }
  }
}
