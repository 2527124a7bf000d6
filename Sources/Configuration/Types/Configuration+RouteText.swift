extension Configuration {
  /// What requests a route is for, as the file writes it.
  static func matchLines(of route: Route) -> [String] {
    var lines = ["      - \(route.pathForm.rawValue): \(quoted(route.path))"]
    if let host = route.host { lines.append("        host: \(quoted(host))") }
    if !route.methods.isEmpty {
      lines.append("        methods: [\(route.methods.joined(separator: ", "))]")
    }
    if !route.headers.isEmpty { lines.append("        headers:") }
    for header in route.headers {
      lines.append("          \(quoted(header.name)): \(quoted(header.value ?? "*"))")
    }
    return lines
  }
}
