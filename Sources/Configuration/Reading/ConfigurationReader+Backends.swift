import Primitives
import TLS
import Yams

extension ConfigurationReader {
  /// The names that routes may use: also of backends that are themselves wrong, so that one mistake
  /// is one error.
  func backendNames(_ value: Value?) -> [String] {
    guard let value, case .mapping(let mapping) = value.node else { return [] }
    return mapping.compactMap { $0.key.scalar?.string }
  }

  /// All backends, in the order of the file. None is needed where no route has one.
  func backends(_ section: Section, for listeners: [Placed<Listener>]?) -> [Backend]? {
    let routes = listeners?.flatMap(\.value.routes) ?? []
    guard
      routes.isEmpty || routes.contains(where: { $0.backend != nil })
        || section["backends"] != nil
    else { return [] }
    return section.required("backends", "a mapping of backends by name, at least one")
      .map(self.backends)
  }

  /// All backends, in the order of the file.
  func backends(_ value: Value) -> [Backend] {
    guard case .mapping(let mapping) = value.node, !mapping.isEmpty else {
      value.refuse(expected: "a mapping of backends by name, at least one")
      return []
    }
    return mapping.compactMap { key, node in
      guard let name = name(Value(reading: reading, node: key, key: value.key)) else { return nil }
      return backend(
        name, Value(reading: reading, node: node, key: "\(value.key).\(name)"))
    }
  }

  /// A name of the operator's choice: it stands in logs and metrics.
  func name(_ value: Value) -> String? {
    let expected = "a name of 1 to 64 letters, digits, -, _ and ."
    guard let text = value.text(expected: expected) else { return nil }
    guard text.utf8.count <= 64, text.utf8.allSatisfy(\.isNameByte) else {
      value.refuse(expected: expected)
      return nil
    }
    return text
  }

  private func backend(_ name: String, _ value: Value) -> Backend? {
    let keys = [
      "balance", "hash", "sticky", "upstreams", "maxConnections", "queueMax", "queueTimeout",
      "maxFails", "eject", "ejectMax", "ejectPercentMax", "slowStart", "check",
      "tls", "proxyProtocol",
    ]
    guard let section = Section(value, keys: keys) else { return nil }
    var backend = Backend(name: name, upstreams: [])
    if let balance = section["balance"]?.word(Balance.self) { backend.balance = balance }
    readHash(section, &backend)
    backend.sticky = section["sticky"].flatMap(sticky)
    if let waiting = section["queueMax"]?.integer(0...1_000_000) { backend.queueMax = waiting }
    if let longest = section["queueTimeout"]?.duration(1...3_600_000) {
      backend.queueMilliseconds = longest
    }
    readEjection(section, &backend)
    if let window = section["slowStart"]?.duration(0...3_600_000) {
      backend.slowStartMilliseconds = window
    }
    backend.check = section["check"].flatMap(check)
    let connectionsMax = section["maxConnections"]?.integer(0...Upstream.connectionsMaxMax) ?? 0
    backend.upstreams =
      section.required("upstreams", "a list of upstreams, at least one")
      .map { upstreams($0, connectionsMax: connectionsMax) } ?? []
    if !backend.upstreams.isEmpty, backend.upstreams.allSatisfy(\.isBackup) {
      section["upstreams"]?.refuse(expected: "one upstream at least that is no backup")
    }
    readTLS(section, &backend)
    if let mode = section["proxyProtocol"]?.word(ProxyProtocolMode.self) {
      backend.proxyProtocol = mode
    }
    return backend
  }

  private func readTLS(_ section: Section, _ backend: inout Backend) {
    guard let value = section["tls"] else {
      if backend.check?.kind == .tls {
        section["check"]?.refuse(expected: "tls beside it, which says whom to trust")
      }
      return
    }
    backend.tls = upstreamTLS(value)
    if let tls = backend.tls, tls.verifies, tls.name == nil,
      backend.upstreams.contains(where: { $0.address.port == nil })
    {
      value.refuse(expected: "a name, as a Unix socket has no address to be certified")
    }
  }

  private func readEjection(_ section: Section, _ backend: inout Backend) {
    if let fails = section["maxFails"]?.integer(1...1000) { backend.maxFails = fails }
    if let eject = section["eject"]?.duration(1...3_600_000) { backend.ejectMilliseconds = eject }
    if let longest = section["ejectMax"]?.duration(1...86_400_000) {
      backend.ejectMillisecondsMax = longest
    } else {
      backend.ejectMillisecondsMax = max(backend.ejectMillisecondsMax, backend.ejectMilliseconds)
    }
    if let longest = section["ejectMax"], backend.ejectMillisecondsMax < backend.ejectMilliseconds {
      longest.refuse(expected: "at least eject (\(Milliseconds.text(backend.ejectMilliseconds)))")
    }
    if let percent = section["ejectPercentMax"]?.integer(0...100) {
      backend.ejectPercentMax = percent
    }
  }

  private func upstreams(_ value: Value, connectionsMax: Int) -> [Upstream] {
    let list = value.list(of: "upstreams")
    if list.count > Backend.upstreamsMax {
      reading.report(
        value.key, at: value.position, found: "\(list.count) upstreams",
        expected: "at most \(Backend.upstreamsMax)")
    }
    var lines: [SocketAddress: Int] = [:]
    return list.compactMap { item in
      guard let upstream = upstream(item, connectionsMax: connectionsMax) else { return nil }
      if let line = lines[upstream.address] {
        reading.report(
          item.key, at: item.position, found: "\(upstream.address) again (first in line \(line))",
          expected: "each upstream once; weight gives it a larger share")
      }
      lines[upstream.address] = item.position?.line ?? 0
      return upstream
    }
  }

  /// An address alone, or a mapping of an address and what is particular to it.
  private func upstream(_ value: Value, connectionsMax: Int) -> Upstream? {
    guard case .mapping = value.node else {
      return value.address().map { Upstream(address: $0, connectionsMax: connectionsMax) }
    }
    let keys = ["address", "weight", "backup", "maxConnections"]
    guard let section = Section(value, keys: keys) else { return nil }
    let weight = section["weight"].map { $0.integer(1...Upstream.weightMax) } ?? 1
    let isBackup = section["backup"].map { $0.flag() } ?? false
    let most =
      section["maxConnections"].map { $0.integer(0...Upstream.connectionsMaxMax) } ?? connectionsMax
    guard let address = section.required("address", "an address such as 127.0.0.1:9001")?.address(),
      let weight, let isBackup, let most
    else { return nil }
    return Upstream(address: address, weight: weight, isBackup: isBackup, connectionsMax: most)
  }

  /// Warns of each backend that no route names.
  func checkUse(_ backends: [Backend], by listeners: [Placed<Listener>]) {
    let used = Set(listeners.flatMap { $0.value.routes.compactMap(\.backend) })
    // After another error the indices of routes are not those of `backends`.
    guard reading.problems.isEmpty else { return }
    for (index, backend) in backends.enumerated() where !used.contains(index) {
      let key = "backends.\(backend.name)"
      reading.warn(
        key, at: reading.positions[key], found: "a backend that no route names",
        expected: "a route with backend: \(backend.name)")
    }
  }
}
