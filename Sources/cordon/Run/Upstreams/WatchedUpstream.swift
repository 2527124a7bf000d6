import Configuration
import Primitives
import Proxy
import TLS

/// An upstream that is looked after.
struct WatchedUpstream: Sendable {
  var backend: String
  var address: SocketAddress
  /// Its cell in the shared loads.
  var cell: Int
  var check: UpstreamCheck?
  /// What sessions with it are made of, and the host that is asked for; `nil`: it is spoken to in the clear.
  var client: TLSClient?
  var name: String?

  /// All upstreams of a configuration.
  static func all(
    of configuration: Configuration, cells: [[Int]], clients: [TLSClient?]
  ) -> [WatchedUpstream] {
    zip(zip(configuration.backends, clients), cells).flatMap { entry, cells in
      let (backend, client) = entry
      return zip(backend.upstreams, cells).map { upstream, cell in
        WatchedUpstream(
          backend: backend.name, address: upstream.address, cell: cell, check: backend.check,
          client: client, name: backend.tls?.name)
      }
    }
  }
}
