import HTTP
import Primitives

extension ConfigurationReader {
  /// Who may connect to a listener, and who is believed of where clients are.
  func edge(_ section: Section) -> ListenerEdge {
    var edge = ListenerEdge()
    edge.access = access(section)
    edge.proxies = section["proxyProtocol"].flatMap(networks)
    edge.trusted = section["trustedProxies"].flatMap { value in
      value.scalar == "none" ? NetworkList() : networks(value, orElse: ", or none")
    }
    if let field = section["forwardedField"] {
      edge.forwardedField = field.word(ForwardedField.self) ?? .xForwardedFor
      if edge.trusted?.isEmpty ?? (section["trustedProxies"] == nil) {
        field.refuse(expected: "trustedProxies beside it, which says who writes it")
      }
    }
    return edge
  }

  /// Who is admitted to a listener or a route.
  func access(_ section: Section) -> AccessList {
    AccessList(
      allow: section["allow"].flatMap { networks($0) },
      deny: section["deny"].flatMap { networks($0) })
  }

  private func networks(_ value: Value) -> NetworkList? { networks(value, orElse: "") }

  /// Networks, addresses and the word `unix`, for all that come over Unix sockets.
  private func networks(_ value: Value, orElse: String) -> NetworkList? {
    var networks: [Network] = []
    var hasUnix = false
    let items = value.list(of: "networks such as 10.0.0.0/8" + orElse)
    for item in items {
      if item.scalar == "unix" {
        hasUnix = true
      } else if let network = network(item) {
        networks.append(network)
      }
    }
    return items.isEmpty ? nil : NetworkList(networks, hasUnix: hasUnix)
  }

  private func network(_ value: Value) -> Network? {
    let expected = "a network such as 10.0.0.0/8 or 2001:db8::/32, an address, or unix"
    guard let text = value.text(expected: expected) else { return nil }
    if let network = Network(text) { return network }
    let around = Network.around(text).map { "; did you mean \($0)?" } ?? ""
    value.refuse(expected: expected + around)
    return nil
  }
}
