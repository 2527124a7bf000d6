import Yams

extension ConfigurationReader {
  /// What requests are told apart by, where that is how they are balanced.
  func readHash(_ section: Section, _ backend: inout Backend) {
    guard backend.balance == .consistentHash else {
      section["hash"]?.refuse(expected: "balance: consistentHash beside it")
      return
    }
    guard let value = section.required("hash", "{ header: NAME } or { cookie: NAME }"),
      let hash = Section(value, keys: ["header", "cookie"])
    else { return }
    switch (hash["header"], hash["cookie"]) {
    case (let header?, nil):
      backend.hash = token(header, "the name of a header field").map { .header($0.lowercased()) }
    case (nil, let cookie?):
      backend.hash = token(cookie, "the name of a cookie").map { .cookie($0) }
    case (nil, nil), (_?, _?): value.refuse(expected: "either header or cookie")
    }
  }

  /// What RFC 9110, section 5.6.2, calls a token.
  private func token(_ value: Value, _ expected: String) -> String? {
    guard let text = value.text(expected: expected) else { return nil }
    let others = Set("!#$%&'*+-.^_`|~".utf8)
    let isToken =
      text.utf8.count <= 64
      && text.utf8.allSatisfy { byte in
        byte.isNameByte || others.contains(byte)
      }
    if isToken { return text }
    value.refuse(expected: "\(expected), a token of at most 64 bytes")
    return nil
  }

  /// How clients are bound to upstreams.
  func sticky(_ value: Value) -> Sticky? {
    let keys = ["cookie", "path", "secure", "httpOnly", "sameSite", "maxAge", "secretFile"]
    guard let section = Section(value, keys: keys),
      let cookie = section.required("cookie", "the name of a cookie").flatMap({
        token($0, "the name of a cookie")
      })
    else { return nil }
    var sticky = Sticky(cookie: cookie)
    if let path = section["path"].flatMap({ target($0) }) { sticky.path = path }
    sticky.isSecure = section["secure"]?.flag()
    if let isHTTPOnly = section["httpOnly"]?.flag() { sticky.isHTTPOnly = isHTTPOnly }
    if let sites = section["sameSite"]?.word(Sticky.SameSite.self) { sticky.sameSite = sites }
    sticky.ageMilliseconds = section["maxAge"]?.duration(1000...34_560_000_000)
    sticky.secretFile = section["secretFile"]?.absolutePath()
    if sticky.sameSite == .none, sticky.isSecure == false {
      section["sameSite"]?.refuse(expected: "secure: true beside none: browsers drop it otherwise")
    }
    return sticky
  }

  /// What upstreams are asked.
  func check(_ value: Value) -> UpstreamCheck? {
    let keys = [
      "kind", "path", "host", "interval", "timeout", "rise", "fall", "status", "body",
    ]
    guard let section = Section(value, keys: keys) else { return nil }
    var check = UpstreamCheck()
    if let kind = section["kind"]?.word(UpstreamCheck.Kind.self) { check.kind = kind }
    if check.kind != .http {
      for key in ["path", "host", "status", "body"] {
        section[key]?.refuse(expected: "kind: http beside it")
      }
    }
    if let path = section["path"].flatMap({ target($0) }) { check.path = path }
    check.host = section["host"].flatMap(checkHost)
    if let interval = section["interval"]?.duration(100...3_600_000) {
      check.intervalMilliseconds = interval
      check.timeoutMilliseconds = min(check.timeoutMilliseconds, interval)
    }
    if let timeout = section["timeout"]?.duration(10...3_600_000) {
      check.timeoutMilliseconds = timeout
    }
    if check.timeoutMilliseconds > check.intervalMilliseconds {
      section["timeout"]?.refuse(
        expected: "at most interval (\(Milliseconds.text(check.intervalMilliseconds)))")
    }
    if let rise = section["rise"]?.integer(1...100) { check.rise = rise }
    if let fall = section["fall"]?.integer(1...100) { check.fall = fall }
    if let statuses = section["status"] { check.statuses = self.statuses(statuses) }
    check.body = section["body"]?.text(expected: "a part of the answer's body")
    return check
  }

  /// What may stand in the first line of a request, and in the attribute of a cookie.
  private func target(_ value: Value) -> String? {
    let expected = "a path of at most 256 bytes that begins with /, without blanks, # and ;"
    guard let text = value.text(expected: expected) else { return nil }
    let isTarget =
      text.hasPrefix("/") && text.utf8.count <= 256
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x23 && $0 != 0x3B }
    if isTarget { return text }
    value.refuse(expected: expected)
    return nil
  }

  private func checkHost(_ value: Value) -> String? {
    let expected = "a host such as app.example.com, with a port where it needs one"
    guard let text = value.text(expected: expected) else { return nil }
    let isHost = text.utf8.count <= 253 && text.utf8.allSatisfy { $0.isNameByte || $0 == 0x3A }
    if isHost { return text }
    value.refuse(expected: expected)
    return nil
  }

  /// A status, a range such as 200-299, or a list of those.
  private func statuses(_ value: Value) -> [ClosedRange<Int>] {
    var items = [value]
    if case .sequence = value.node { items = value.list(of: "statuses") }
    return items.compactMap { item in
      let expected = "a status such as 200, or a range such as 200-299"
      guard let text = item.text(expected: expected) else { return nil }
      let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard bounds.count <= 2, let low = bounds[0], let high = bounds[bounds.count - 1],
        (200...599).contains(low), (200...599).contains(high), low <= high
      else {
        item.refuse(expected: expected)
        return nil
      }
      return low...high
    }
  }
}
