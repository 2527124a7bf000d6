import Configuration
import Primitives

/// The names of a configuration's parts as bytes, ready for log lines.
struct SnapshotNames {
  let nothing: [UInt8] = []
  private let listeners: [[UInt8]]
  private let admin = Array("admin".utf8)
  private let routes: [[[UInt8]]]
  let backends: [[UInt8]]
  let upstreams: [[[UInt8]]]

  init(_ configuration: Configuration) {
    listeners = configuration.listeners.map { Array($0.address.description.utf8) }
    routes = configuration.listeners.map { listener in
      listener.routes.map { Array(Self.name(of: $0).utf8) }
    }
    backends = configuration.backends.map { Array($0.name.utf8) }
    upstreams = configuration.backends.map { backend in
      backend.upstreams.map { Array($0.address.description.utf8) }
    }
  }

  /// `POST files.example.com=/whole/path`, with `~` before an expression and nothing before a prefix.
  private static func name(of route: Route) -> String {
    let mark =
      switch route.pathForm {
      case .prefix: ""
      case .exact: "="
      case .expression: "~"
      }
    let methods = route.methods.isEmpty ? "" : route.methods.joined(separator: ",") + " "
    return methods + (route.host ?? "") + mark + route.path
  }

  /// A listener's address.
  func listener(_ purpose: ListeningSocket.Purpose) -> [UInt8] {
    switch purpose {
    case .frontend(let index): index < listeners.count ? listeners[index] : nothing
    case .admin: admin
    }
  }

  /// What a route is for: its methods, host and path.
  func route(_ purpose: ListeningSocket.Purpose, _ index: Int) -> [UInt8] {
    guard case .frontend(let listener) = purpose, listener < routes.count,
      index < routes[listener].count
    else { return nothing }
    return routes[listener][index]
  }
}
