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

  /// Pages, one a status and form, by statuses.
  static func lines(of pages: [ErrorPage], indent: String) -> [String] {
    if pages.isEmpty { return [] }
    var ranges: [ClosedRange<Int>] = []
    for page in pages where !ranges.contains(page.statuses) { ranges.append(page.statuses) }
    return ["\(indent)errorPages:"]
      + ranges.map { range in
        let files = pages.filter { $0.statuses == range }.map { quoted($0.file) }
        return "\(indent)  \(text(of: range)): [\(files.joined(separator: ", "))]"
      }
  }

  private static func text(of statuses: ClosedRange<Int>) -> String {
    statuses.count == 1
      ? "\(statuses.lowerBound)" : "\(statuses.lowerBound)-\(statuses.upperBound)"
  }

  /// What a route makes of its backend's answers.
  static func answerLines(of route: Route) -> [String] {
    guard !route.blockedStatuses.isEmpty else { return [] }
    let statuses = route.blockedStatuses.map { text(of: $0) }.joined(separator: ", ")
    return ["        blockStatuses: [\(statuses)]"]
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
