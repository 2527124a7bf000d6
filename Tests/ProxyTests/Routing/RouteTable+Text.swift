import Proxy

extension RouteTable {
  /// Matches what is given as text.
  func match(_ path: String, host: String = "") -> RouteMatch {
    let host = Array(host.utf8)
    let path = Array(path.utf8)
    return match(host: host.span, path: path.span)
  }

  /// Routes for any host.
  init(paths: [String]) { self.init(paths.map { (host: nil, path: $0) }) }
}
