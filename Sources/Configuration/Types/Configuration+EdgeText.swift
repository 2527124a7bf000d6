internal import HTTP
internal import Primitives

extension Configuration {
  /// Who may connect to a listener and who is believed, as the file writes it.
  static func lines(of edge: ListenerEdge) -> [String] {
    var lines = self.lines(of: edge.access)
    if let proxies = edge.proxies { lines.append("proxyProtocol: \(text(of: proxies))") }
    if let trusted = edge.trusted {
      lines.append("trustedProxies: \(trusted.isEmpty ? "none" : text(of: trusted))")
      if !trusted.isEmpty { lines.append("forwardedField: \(edge.forwardedField.rawValue)") }
    }
    return lines.map { "    \($0)" }
  }

  /// Who is admitted, as the file writes it; nothing where all are.
  static func lines(of access: AccessList) -> [String] {
    var lines: [String] = []
    if let allow = access.allow { lines.append("allow: \(text(of: allow))") }
    if let deny = access.deny { lines.append("deny: \(text(of: deny))") }
    return lines
  }

  private static func text(of list: NetworkList) -> String {
    let words = list.networks.map { "\"\($0)\"" } + (list.hasUnix ? ["unix"] : [])
    return "[" + words.joined(separator: ", ") + "]"
  }
}
