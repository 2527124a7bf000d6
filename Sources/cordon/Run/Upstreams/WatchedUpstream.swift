import Configuration
import HTTP
import Primitives
import Proxy
import TLS
import Worker

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
  /// The PROXY header that connections to it begin with, which says that nobody else is meant; empty: none.
  var greeting: [UInt8] = []

  /// All upstreams of a configuration.
  static func all(
    of configuration: Configuration, cells: [[Int]], clients: [TLSClient?]
  ) -> [WatchedUpstream] {
    zip(zip(configuration.backends, clients), cells).flatMap { entry, cells in
      let (backend, client) = entry
      let greeting = greeting(backend.proxyProtocol)
      return zip(backend.upstreams, cells).map { upstream, cell in
        WatchedUpstream(
          backend: backend.name, address: upstream.address, cell: cell, check: backend.check,
          client: client, name: backend.tls?.name, greeting: greeting)
      }
    }
  }

  private static func greeting(_ mode: ProxyProtocolMode) -> [UInt8] {
    guard let version = ProxyVersion(mode) else { return [] }
    var bytes = [UInt8](repeating: 0, count: ProxyHeader.emissionBytesMax)
    var writer = ByteWriter(bytes.mutableSpan)
    ProxyHeader(ends: nil).emit(version, isLocal: true, into: &writer)
    let count = writer.count
    return Array(bytes[..<count])
  }
}
