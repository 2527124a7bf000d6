import Policy
import Primitives

/// A value and the place that it was read from.
struct Placed<Content> {
  var value: Content
  var source: Value
}

extension ConfigurationReader {
  /// All listeners, in the order of the file.
  func listeners(
    _ value: Value, backendNames: [String], policies: [NamedPolicy]
  ) -> [Placed<Listener>] {
    value.list(of: "listeners").compactMap { item in
      let keys = [
        "address", "tls", "http2", "allow", "deny", "proxyProtocol", "trustedProxies",
        "forwardedField", "errorPages", "routes",
      ]
      guard let section = Section(item, keys: keys) else { return nil }
      let address = section.required("address", "an address such as 0.0.0.0:8080")
      let tls = section["tls"].map(self.tls)
      let speaksHTTP2 = section["http2"]?.flag() ?? true
      let edge = edge(section)
      let routes = section.required("routes", "a list of routes, at least one")
        .map { self.routes($0, backendNames: backendNames, policies: policies) }
      guard let address, let parsed = address.address(), let routes else { return nil }
      var listener = Listener(
        address: parsed, tls: tls ?? nil, speaksHTTP2: speaksHTTP2, edge: edge, routes: routes)
      listener.errorPages = section["errorPages"].map(errorPages) ?? []
      return Placed(value: listener, source: address)
    }
  }

  private func routes(
    _ value: Value, backendNames: [String], policies: [NamedPolicy]
  ) -> [Route] {
    var lines: [String: Int] = [:]
    let items = value.list(of: "routes")
    checkExpressions(items, value)
    return items.compactMap { item in
      guard let route = route(item, backendNames: backendNames, policies: policies) else {
        return nil
      }
      let match = matchText(route)
      if let line = lines[match] {
        let host = route.host.map { "host \($0), " } ?? ""
        reading.report(
          item.key, at: item.position,
          found: "\(host)\(route.pathForm.rawValue) \(route.path) again (first in line \(line))",
          expected: "each host and path once in a listener"
            + (route.hasConditions ? ", with these methods and headers" : ""))
      }
      lines[match] = item.position?.line ?? 0
      return route
    }
  }

  private func route(
    _ value: Value, backendNames: [String], policies: [NamedPolicy]
  ) -> Route? {
    guard let section = Section(value, keys: Self.routeKeys) else { return nil }
    var route = matching(section)
    route.limits = routeLimits(section)
    route.errorPages = section["errorPages"].map(errorPages) ?? []
    route.access = access(section)
    if let end = ownEnd(section) {
      route.end = end
      if end != .scanAPI { route.scan = .off }
      if end == .scanAPI, route.pathForm != .prefix {
        section[route.pathForm.rawValue]?.refuse(
          expected: "path: the scan API has several below it")
      }
      return route
    }
    let backend = section.required("backend", "the name of a backend")
      .flatMap { self.backend($0, among: backendNames) }
    let scan = section["scan"].map { $0.word(ScanMode.self) }
    let (window, wholeFile) = streaming(section, (scan ?? nil) ?? .hold)
    let bodies = section["bodies"].map { self.bodies($0, (scan ?? nil) ?? .hold) }
    let retry = section["retry"].map { $0.word(RetryMode.self) }
    let tunnel = section["tunnel"].flatMap { $0.word(TunnelMode.self) }
    let hasVerdictHeaders = section["verdictHeaders"]?.flag() ?? false
    let isQuarantined = section["quarantine"].flatMap(self.isQuarantined)
    let policy = section["policy"].flatMap { self.policy($0, among: policies) }
    guard let backend else { return nil }
    route.end = .backend(backend)
    route.scan = (scan ?? nil) ?? .hold
    route.streamWindowBytes = window ?? Route.streamWindowBytesDefault
    route.wholeFile = wholeFile ?? .hold
    route.retry = (retry ?? nil) ?? .idempotent
    route.policyName = policy?.name
    route.policy = policy?.policy ?? Policy()
    route.hasVerdictHeaders = hasVerdictHeaders
    route.bodies = (bodies ?? nil) ?? .strict
    route.isQuarantined = isQuarantined ?? true
    route.tunnel = tunnel ?? .refuse
    route.blockedStatuses = section["blockStatuses"].map(blockedStatuses) ?? []
    readHeadChanges(section, &route)
    return route
  }

  /// What a route that streams says of that.
  private func streaming(_ section: Section, _ scan: ScanMode) -> (Int?, WholeFileMode?) {
    for name in ["streamWindow", "wholeFile"] where scan != .stream {
      section[name]?.refuse(expected: "scan: stream beside it: other routes deliver nothing early")
    }
    let window = section["streamWindow"]?.size(Route.streamWindowBytesMin...1 << 30)
    return (window, section["wholeFile"]?.word(WholeFileMode.self))
  }

  /// Reports windows of streams that a body could not be held for, and makes those fit that the file says
  /// nothing of.
  func fitStreams(_ listeners: inout [Placed<Listener>], _ limits: Limits) {
    for listener in listeners.indices {
      for route in listeners[listener].value.routes.indices
      where listeners[listener].value.routes[route].scan == .stream {
        let path = "listeners[\(listener)].routes[\(route)]"
        let key = "\(path).streamWindow"
        let window = listeners[listener].value.routes[route].streamWindowBytes
        if window <= limits.holdBytesMax { continue }
        if limits.holdBytesMax < Route.streamWindowBytesMin {
          let least = ByteSize.text(Route.streamWindowBytesMin)
          reading.report(
            "\(path).scan", at: reading.positions["\(path).scan"], found: "stream",
            expected: "limits.holdBytesMax of at least \(least) for it")
        } else if let position = reading.positions[key] {
          reading.report(
            key, at: position, found: ByteSize.text(window),
            expected: "at most holdBytesMax (\(ByteSize.text(limits.holdBytesMax)))")
        } else {
          listeners[listener].value.routes[route].streamWindowBytes = limits.holdBytesMax
        }
      }
    }
  }

  private func backend(_ value: Value, among names: [String]) -> Int? {
    guard let name = value.text(expected: "the name of a backend") else { return nil }
    if let index = names.firstIndex(of: name) { return index }
    value.refuse(
      expected: (names.isEmpty ? "a backend" : "one of \(names.joined(separator: ", "))")
        + Suggestion.hint(for: name, among: names))
    return nil
  }

  private func bodies(_ value: Value, _ scan: ScanMode) -> BodyMode? {
    guard let mode = value.word(BodyMode.self) else { return nil }
    guard mode == .canonical, scan != .hold else { return mode }
    value.refuse(
      expected: "strict: only what is held (scan: hold) can be delivered in another form")
    return nil
  }

  /// Reports addresses that two listeners would take from each other.
  func checkAddresses(_ listeners: [Placed<Listener>], _ list: Value?, _ admin: Admin??) {
    var lines: [SocketAddress: Int] = [:]
    for listener in listeners {
      let address = listener.value.address
      if let line = lines[address] {
        reading.report(
          listener.source.key, at: listener.source.position,
          found: "\(address) again (first in line \(line))", expected: "each address once")
      }
      lines[address] = listener.source.position?.line ?? 0
    }
    // The default address counts where the file says nothing about it.
    let adminAddress: SocketAddress? =
      switch admin {
      case .some(.some(let admin)): admin.address
      case .some(.none): nil
      case .none: Admin.defaultAddress
      }
    guard let adminAddress else { return }
    for listener in listeners where listener.value.address.overlaps(adminAddress) {
      reading.report(
        listener.source.key, at: listener.source.position, found: "\(listener.value.address)",
        expected: "an address other than admin.address (\(adminAddress))")
    }
  }
}

extension SocketAddress {
  /// Whether one socket bound to this address and one bound to `other` are in each other's way: the
  /// same, or one of them all addresses of the same port. `[::]` counts for IPv4 too.
  func overlaps(_ other: SocketAddress) -> Bool {
    if self == other { return true }
    guard let port, port == other.port else { return false }
    switch (self, other) {
    case (.ipv6(0, 0, _), _), (_, .ipv6(0, 0, _)), (.ipv4(0, _), .ipv4), (.ipv4, .ipv4(0, _)):
      return true
    default: return false
    }
  }
}
