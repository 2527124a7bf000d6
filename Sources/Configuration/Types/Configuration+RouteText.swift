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

  /// The limits that a route has of its own.
  static func limitLines(of route: Route) -> [String] {
    let limits = route.limits
    let texts = [
      ("bodyBytesMax", limits.bodyBytesMax.map(ByteSize.text)),
      ("bodyTimeout", limits.bodyTimeoutMilliseconds.map(Milliseconds.text)),
      ("upstreamTimeout", limits.upstreamTimeoutMilliseconds.map(Milliseconds.text)),
    ]
    return texts.compactMap { name, text in text.map { "        \(name): \($0)" } }
  }

  /// What a route changes in heads on their way.
  static func changeLines(of route: Route) -> [String] {
    var lines: [String] = []
    if let rewrite = route.rewrite, rewrite.to == "/", rewrite.from != "/" {
      lines.append("        stripPrefix: \(quoted(rewrite.from))")
    } else if let rewrite = route.rewrite {
      lines += [
        "        replacePrefix:", "          from: \(quoted(rewrite.from))",
        "          to: \(quoted(rewrite.to))",
      ]
    }
    if let host = route.upstreamHost { lines.append("        upstreamHost: \(quoted(host))") }
    lines += self.lines(of: route.requestHeaders, "requestHeaders")
    return lines + self.lines(of: route.responseHeaders, "responseHeaders")
  }

  private static func lines(of changes: FieldChanges, _ key: String) -> [String] {
    guard !changes.isEmpty else { return [] }
    var lines = ["        \(key):"]
    for (word, fields) in [("set", changes.set), ("add", changes.add)] where !fields.isEmpty {
      lines.append("          \(word):")
      lines += fields.map { "            \(quoted($0.name)): \(quoted($0.value))" }
    }
    if !changes.remove.isEmpty {
      lines.append("          remove: [\(changes.remove.map(quoted).joined(separator: ", "))]")
    }
    return lines
  }
}
