import Configuration
import HTTP
import Primitives
import Proxy
import Testing

extension RouteTable {
  /// Matches what is given as text.
  func match(
    _ path: String, host: String = "", method: String = "GET", fields: [String] = []
  ) -> RouteMatch {
    let host = Array(host.utf8)
    let path = Array(path.utf8)
    let lines = (["\(method) / HTTP/1.1", "Host: a"] + fields).map { $0 + "\r\n" }
    let bytes = Array((lines.joined() + "\r\n").utf8)
    var head = RequestHead()
    let fault = head.parse(bytes.span)
    #expect(fault == nil)
    return match(host: host.span, path: path.span, head: head, in: bytes.span)
  }

  /// Routes for any host.
  convenience init(paths: [String]) { self.init(paths.map { (host: nil, path: $0) }) }

  /// Routes that ask for no more than a host and a path.
  convenience init(_ routes: [(host: String?, path: String)]) {
    self.init(inOrder: routes.map { Route(host: $0.host, path: $0.path, backend: 0) })
  }

  /// Routes in the order in which they are given.
  convenience init(inOrder routes: [Route]) {
    do {
      try self.init(routes, expressions: RouteExpressions(routes))
    } catch {
      fatalError("\(error)")
    }
  }

  /// Routes in the order in which a listener tries them.
  convenience init(of routes: [Route]) {
    self.init(inOrder: Listener(address: .ipv4(0, port: 1), routes: routes).routes)
  }
}

extension Route {
  /// A route of one of the forms.
  init(
    _ form: PathForm, _ path: String, host: String? = nil, methods: [String] = [],
    headers: [HeaderCondition] = [], backend: Int = 0
  ) {
    self.init(host: host, path: path, backend: backend)
    pathForm = form
    self.methods = methods
    self.headers = headers
  }
}
