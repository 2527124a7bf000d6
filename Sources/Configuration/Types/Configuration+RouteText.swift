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

  /// What becomes of the requests of a route without a backend.
  static func endLines(of route: Route) -> [String] {
    switch route.end {
    case .backend: []
    case .scanAPI: ["        scanAPI: true"]
    case .redirect(let redirect):
      [
        "        redirect:", "          to: \(quoted(redirect.target.template))",
        "          status: \(redirect.status)",
      ]
    case .respond(let answer): lines(of: answer)
    }
  }

  private static func lines(of answer: FixedAnswer) -> [String] {
    var lines = ["        respond:", "          status: \(answer.status)"]
    switch answer.body {
    case .own: break
    case .text(let text, let type):
      lines += ["          body: \(quoted(text))", "          type: \(type)"]
    case .file(let path): lines.append("          file: \(quoted(path))")
    }
    if !answer.allowed.isEmpty {
      lines.append("          allow: [\(answer.allowed.joined(separator: ", "))]")
    }
    return lines
  }
}
