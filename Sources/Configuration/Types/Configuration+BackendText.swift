import TLS

extension Configuration {
  /// A backend as the file writes it.
  static func lines(of backend: Backend) -> [String] {
    var lines = ["  \(quoted(backend.name)):", "    balance: \(backend.balance)"]
    switch backend.hash {
    case .header(let name): lines.append("    hash: { header: \(quoted(name)) }")
    case .cookie(let name): lines.append("    hash: { cookie: \(quoted(name)) }")
    case nil: break
    }
    if let sticky = backend.sticky { lines += self.lines(of: sticky) }
    lines += [
      "    queueMax: \(backend.queueMax)",
      "    queueTimeout: \(Milliseconds.text(backend.queueMilliseconds))",
      "    maxFails: \(backend.maxFails)",
      "    eject: \(Milliseconds.text(backend.ejectMilliseconds))",
      "    ejectMax: \(Milliseconds.text(backend.ejectMillisecondsMax))",
      "    ejectPercentMax: \(backend.ejectPercentMax)",
      "    slowStart: \(Milliseconds.text(backend.slowStartMilliseconds))",
      "    proxyProtocol: \(backend.proxyProtocol)",
    ]
    if let check = backend.check { lines += self.lines(of: check) }
    if let tls = backend.tls { lines += self.lines(of: tls) }
    lines.append("    upstreams:")
    for upstream in backend.upstreams {
      var line = "      - { address: \(quoted("\(upstream.address)")), weight: \(upstream.weight)"
      if upstream.isBackup { line += ", backup: true" }
      if upstream.connectionsMax > 0 { line += ", maxConnections: \(upstream.connectionsMax)" }
      lines.append(line + " }")
    }
    return lines
  }

  private static func lines(of tls: UpstreamTLS) -> [String] {
    var lines = ["    tls:", "      verify: \(tls.verifies)", "      profile: \(tls.profile)"]
    if let name = tls.name { lines.append("      name: \(quoted(name))") }
    if let issuers = tls.issuers { lines.append("      issuers: \(quoted(issuers))") }
    if let files = tls.certificate {
      lines += [
        "      certificate: \(quoted(files.certificate))", "      key: \(quoted(files.key))",
      ]
    }
    return lines
  }

  private static func lines(of sticky: Sticky) -> [String] {
    var lines = [
      "    sticky:", "      cookie: \(quoted(sticky.cookie))",
      "      path: \(quoted(sticky.path))", "      httpOnly: \(sticky.isHTTPOnly)",
      "      sameSite: \(sticky.sameSite)",
    ]
    if let isSecure = sticky.isSecure { lines.append("      secure: \(isSecure)") }
    if let age = sticky.ageMilliseconds { lines.append("      maxAge: \(Milliseconds.text(age))") }
    if let file = sticky.secretFile { lines.append("      secretFile: \(quoted(file))") }
    return lines
  }

  private static func lines(of check: UpstreamCheck) -> [String] {
    var lines = [
      "    check:", "      kind: \(check.kind)",
      "      interval: \(Milliseconds.text(check.intervalMilliseconds))",
      "      timeout: \(Milliseconds.text(check.timeoutMilliseconds))",
      "      rise: \(check.rise)", "      fall: \(check.fall)",
    ]
    guard check.kind == .http else { return lines }
    let statuses = check.statuses.map { "\($0.lowerBound)-\($0.upperBound)" }
    lines += [
      "      path: \(quoted(check.path))", "      status: [\(statuses.joined(separator: ", "))]",
    ]
    if let host = check.host { lines.append("      host: \(quoted(host))") }
    if let body = check.body { lines.append("      body: \(quoted(body))") }
    return lines
  }
}
