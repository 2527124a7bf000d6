import Digests
import Inspection
import Policy
internal import Primitives
import TLS

extension Configuration {
  /// The configuration as a file that gives every value: reading it gives the same values.
  ///
  /// For people (`cordon check`); the file that was read is not this text.
  public var text: String {
    var lines = ["workers: \(workers)"]
    lines += ["admin:", "  address: \(admin.address.map { Self.quoted("\($0)") } ?? "off")"]
    lines.append("signatures:")
    if let directory = signatures.directory {
      lines.append("  directory: \(Self.quoted(directory))")
    }
    if let file = signatures.file { lines.append("  file: \(Self.quoted(file))") }
    lines.append("  unwanted: \(signatures.usesUnwanted)")
    lines.append("listeners:")
    for listener in listeners {
      lines.append("  - address: \(Self.quoted("\(listener.address)"))")
      if let tls = listener.tls { lines += Self.lines(of: tls) }
      lines.append("    http2: \(listener.speaksHTTP2)")
      lines += Self.lines(of: listener.errorPages, indent: "    ")
      lines += Self.lines(of: listener.edge)
      lines.append("    routes:")
      for route in listener.routes {
        lines += Self.matchLines(of: route)
        lines += self.lines(of: route) + Self.limitLines(of: route) + Self.answerLines(of: route)
        lines += Self.lines(of: route.errorPages, indent: "        ")
      }
    }
    if !backends.isEmpty { lines.append("backends:") }
    for backend in backends { lines += Self.lines(of: backend) }
    if let scanAccess { lines += Self.lines(of: scanAccess) }
    lines += Self.lines(of: policies)
    lines.append("accessLog: \(Self.text(of: accessLog))")
    lines.append("detectionLog: \(Self.text(of: detectionLog))")
    lines += [
      "refusal:", "  infectedStatus: \(refusal.infectedStatus)",
      "  forbiddenStatus: \(refusal.forbiddenStatus)",
      "  unscannableStatus: \(refusal.unscannableStatus)", "limits:",
    ]
    for field in LimitField.all { lines.append("  \(field.name): \(field.text(in: limits))") }
    lines += ["spill:", "  directory: \(Self.quoted(spill.directory))"]
    if let quarantine { lines += Self.lines(of: quarantine) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of tls: TLSSettings) -> [String] {
    var lines = ["    tls:", "      profile: \(tls.profile)"]
    if let clients = tls.clientCertificates {
      lines += [
        "      clientCertificates:", "        mode: \(clients.mode)",
        "        issuers: \(quoted(clients.issuers))",
      ]
    }
    lines.append("      certificates:")
    for files in tls.certificates {
      lines += [
        "        - certificate: \(quoted(files.certificate))",
        "          key: \(quoted(files.key))",
      ]
      if let status = files.status { lines.append("          status: \(quoted(status))") }
    }
    return lines
  }

  /// What becomes of a route's requests.
  private func lines(of route: Route) -> [String] {
    let access = Self.lines(of: route.access).map { "        \($0)" }
    guard let backend = route.backend else { return Self.endLines(of: route) + access }
    var lines = [
      "        backend: \(backends[backend].name)", "        scan: \(route.scan)",
      "        bodies: \(route.bodies)", "        retry: \(route.retry)",
      "        verdictHeaders: \(route.hasVerdictHeaders)", "        tunnel: \(route.tunnel)",
    ]
    if route.scan == .stream {
      lines += [
        "        streamWindow: \(ByteSize.text(route.streamWindowBytes))",
        "        wholeFile: \(route.wholeFile)",
      ]
    }
    if let policy = route.policyName { lines.append("        policy: \(Self.quoted(policy))") }
    if quarantine != nil { lines.append("        quarantine: \(route.isQuarantined)") }
    return lines + Self.changeLines(of: route) + access
  }

  private static func lines(of access: ScanAccess) -> [String] {
    var lines = ["scanAPI:"]
    if let keys = access.keys {
      if !keys.isEmpty { lines.append("  keys:") }
      for key in keys {
        let (monthly, second) = (key.monthlyMax, key.perSecondMax)
        lines += [
          "    - name: \(quoted(key.name))", "      sha256: \(key.digest.hex)",
          "      monthly: \(monthly.map { "\($0)" } ?? "unlimited")",
          "      perSecond: \(second.map { "\($0)" } ?? "unlimited")",
        ]
      }
    } else {
      lines.append("  keys: off")
    }
    if let file = access.keysFile { lines.append("  keysFile: \(quoted(file))") }
    return lines + ["  quotasFile: \(quoted(access.quotasFile))"]
  }

  private static func lines(of place: QuarantinePlace) -> [String] {
    [
      "quarantine:", "  directory: \(quoted(place.directory))",
      "  keyFile: \(quoted(place.keyFile))", "  bytesMax: \(ByteSize.text(place.bytesMax))",
      "  uploadsMax: \(place.uploadsMax)",
      "  ageMax: \(Milliseconds.text(place.ageMaxMilliseconds))",
      "  uploadBytesMax: \(ByteSize.text(place.uploadBytesMax))",
      "  waitingBytesMax: \(ByteSize.text(place.waitingBytesMax))",
    ]
  }

  private static func lines(of policies: [NamedPolicy]) -> [String] {
    if policies.isEmpty { return [] }
    var lines = ["policies:"]
    for named in policies {
      lines.append("  \(quoted(named.name)):")
      for threat in ThreatClass.allCases {
        lines.append("    \(threat.name): \(named.policy[threat])")
      }
      lines.append("    unscannable:")
      for reason in UnjudgedReason.allCases {
        lines.append("      \(reason.name): \(named.policy[reason])")
      }
      if let types = named.policy.fileTypes {
        lines.append("    fileTypes: [\(types.extensions.map(quoted).joined(separator: ", "))]")
        lines.append("    fileTypesInArchives: \(named.policy.restrictsMembers)")
      }
      lines.append("    dryRun: \(named.policy.isDryRun)")
    }
    return lines
  }

  private static func text(of log: LogDestination) -> String {
    switch log {
    case .off: "off"
    case .stdout: "stdout"
    case .path(let path): quoted(path)
    }
  }

  /// Text as it is where YAML reads it so, else as a double-quoted scalar.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
          UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"):
          true
        default: false
        }
      } && text.utf8.last != UInt8(ascii: ":") && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.first != UInt8(ascii: ":")
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        quoted += "\\x" + Hexadecimal.text(UInt64(scalar.value), digits: 2)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension LimitField {
  /// The value in `limits` as the file writes it.
  func text(in limits: Limits) -> String { text(of: limits[keyPath: property]) }

  /// A value as the file writes it.
  func text(of value: Int) -> String {
    switch kind {
    case .count: "\(value)"
    case .bytes: ByteSize.text(value)
    case .milliseconds: Milliseconds.text(value)
    }
  }
}
