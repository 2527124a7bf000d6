extension ConfigurationReader {
  /// The keys of a route about its backend.
  private static let backendKeys = [
    "backend", "scan", "streamWindow", "wholeFile", "bodies", "retry", "policy", "verdictHeaders",
    "quarantine", "stripPrefix",
    "replacePrefix", "upstreamHost", "requestHeaders", "responseHeaders", "upstreamTimeout",
    "blockStatuses", "tunnel",
  ]
  /// All keys of a route.
  static let routeKeys =
    ["host", "path", "exact", "expression", "methods", "headers"] + backendKeys
    + [
      "allow", "deny", "errorPages", "bodyBytesMax", "bodyTimeout", "scanAPI", "redirect",
      "respond",
    ]

  /// What becomes of the requests of a route that has no backend; `nil` where it is to have one.
  func ownEnd(_ section: Section) -> RouteEnd? {
    if section["scanAPI"]?.flag() ?? false {
      refuseKeysOfBackends(section, beside: "scanAPI")
      return .scanAPI
    }
    if let value = section["redirect"] {
      refuseKeysOfBackends(section, beside: "redirect")
      // After a problem nothing is made of it.
      return .redirect(redirect(value) ?? Redirect(target: RedirectTarget("/")!))
    }
    if let value = section["respond"] {
      refuseKeysOfBackends(section, beside: "respond")
      return .respond(fixedAnswer(value) ?? FixedAnswer(status: 404))
    }
    return nil
  }

  /// Reports what a route has that is about its backend, where it has none.
  private func refuseKeysOfBackends(_ section: Section, beside end: String) {
    // Where files are taken, they are limited as well.
    let limits = end == "scanAPI" ? [] : ["bodyBytesMax", "bodyTimeout"]
    let keys = Self.backendKeys + limits + ["scanAPI", "redirect", "respond"]
    for key in keys where key != end {
      guard let value = section[key], key != "scanAPI" || value.scalar == "true" else { continue }
      reading.report(
        value.key, at: value.position, found: "\(key) beside \(end)",
        expected: "a backend, or \(end), which has none")
    }
  }

  private func redirect(_ value: Value) -> Redirect? {
    guard let section = Section(value, keys: ["to", "status"]) else { return nil }
    let status = section["status"].map { $0.integer(301...308, "a status") } ?? 302
    if let status, !Redirect.statuses.contains(status) {
      section["status"]?.refuse(expected: "one of 301, 302, 303, 307, 308")
    }
    let expected =
      "a URL that begins with http:// or https:// and a host or $host, or with / and a name; with "
      + "$host, $path and $query once each at most"
    guard let to = section.required("to", expected), let text = to.text(expected: expected),
      let status
    else { return nil }
    guard let target = RedirectTarget(text) else {
      to.refuse(expected: expected)
      return nil
    }
    return Redirect(target: target, status: status)
  }

  private func fixedAnswer(_ value: Value) -> FixedAnswer? {
    let keys = ["status", "body", "type", "file", "allow"]
    guard let section = Section(value, keys: keys) else { return nil }
    let expected = "a status: 200, 204, or 400 to 599"
    guard let value = section.required("status", expected) else { return nil }
    guard let status = value.integer(200...599, "a status") else { return nil }
    guard status == 200 || status == 204 || status >= 400 else {
      value.refuse(expected: expected)
      return nil
    }
    let body = fixedBody(section)
    if status == 204, let body, body != .own {
      value.refuse(expected: "another status beside a body, as 204 has none")
    }
    return FixedAnswer(status: status, body: body ?? .own, allowed: allowed(section, status))
  }

  private func fixedBody(_ section: Section) -> FixedAnswer.Body? {
    let type = section["type"].flatMap { $0.word(PageType.self) }
    switch (section["body"], section["file"]) {
    case (nil, nil):
      section["type"]?.refuse(expected: "body beside it")
      return .own
    case (let body?, nil):
      guard let text = body.text(expected: "text") else { return nil }
      return .text(text, type ?? .text)
    case (nil, let file?):
      section["type"]?.refuse(expected: "body beside it: a file's type is in its name")
      return pageFile(file).map(FixedAnswer.Body.file)
    case (_?, let file?):
      file.refuse(expected: "either body or file")
      return nil
    }
  }

  /// The path of a file whose type is known by its name.
  func pageFile(_ value: Value) -> String? {
    guard let path = value.absolutePath() else { return nil }
    reading.note(path, at: value.position)
    if PageType(path: path) != nil { return path }
    value.refuse(
      expected: "a name that ends in .html, .txt, .json, .xml, .css, .js, .svg, .png, .jpg, .gif "
        + "or .ico")
    return nil
  }

  private func allowed(_ section: Section, _ status: Int) -> [String] {
    guard status == 405 else {
      section["allow"]?.refuse(expected: "status: 405 beside it")
      return []
    }
    return section.required("allow", "the methods that are allowed, which 405 must say")
      .map(methods) ?? []
  }
}
