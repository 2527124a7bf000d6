import HTTP
import Primitives
import Yams

extension ConfigurationReader {
  /// What requests a route is for. Without a backend yet.
  func matching(_ section: Section) -> Route {
    var route = Route(backend: nil)
    route.host = section["host"].flatMap(host)
    let forms = PathForm.allCases.filter { section[$0.rawValue] != nil }
    if forms.count > 1 {
      section[forms[1].rawValue]?.refuse(expected: "one of path, exact, expression alone")
    }
    if let form = forms.first, let value = section[form.rawValue] {
      route.pathForm = form
      let path = form == .expression ? expression(value) : self.path(value)
      if let path { route.path = path }
    }
    route.methods = section["methods"].map(methods) ?? []
    route.headers = section["headers"].map(headerConditions) ?? []
    return route
  }

  /// What tells a route's requests from those of others.
  func matchText(_ route: Route) -> String {
    let headers = route.headers.map { "\($0.name): \($0.value ?? "*")" }
    let words = [
      route.host ?? "*", route.pathForm.rawValue, route.path,
      route.methods.sorted().joined(separator: ","),
    ]
    return (words + headers).joined(separator: "\n")
  }

  /// Reports more expressions than are searched for in one pass.
  func checkExpressions(_ routes: [Value], _ list: Value) {
    let count = routes.count { item in
      guard case .mapping(let mapping) = item.node else { return false }
      return mapping.contains { $0.key.scalar?.string == PathForm.expression.rawValue }
    }
    guard count > PathExpression.countMax else { return }
    reading.report(
      list.key, at: list.position, found: "\(count) expressions",
      expected: "at most \(PathExpression.countMax) in a listener")
  }

  func methods(_ value: Value) -> [String] {
    let expected = "a method in capital letters such as POST, and not CONNECT"
    let items = value.list(of: "methods")
    // What says which are allowed must fit into a head.
    if items.count > Route.methodsMax {
      reading.report(
        value.key, at: value.position, found: "\(items.count) methods",
        expected: "at most \(Route.methodsMax)")
    }
    return items.compactMap { item in
      guard let text = item.text(expected: expected) else { return nil }
      let isMethod =
        text.utf8.count <= 32 && text != "CONNECT"
        && text.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A || $0 == 0x2D || $0 == 0x5F }
      if isMethod { return text }
      item.refuse(expected: expected)
      return nil
    }
  }

  /// Fields by their names, each with its value or `*`; in the order of their names.
  private func headerConditions(_ value: Value) -> [HeaderCondition] {
    guard case .mapping(let mapping) = value.node, !mapping.isEmpty else {
      value.refuse(expected: "a mapping of header fields to their values, or to *")
      return []
    }
    var names: Set<String> = []
    let conditions: [HeaderCondition] = mapping.compactMap { key, node in
      let name = Value(reading: reading, node: key, key: value.key)
      guard let text = conditionName(name), names.insert(text.lowercased()).inserted else {
        return nil
      }
      let said = Value(reading: reading, node: node, key: "\(value.key).\(text)")
      guard let wanted = fieldValue(said) else { return nil }
      return HeaderCondition(name: text, value: wanted == "*" ? nil : wanted)
    }
    return conditions.sorted { $0.name < $1.name }
  }

  /// The name of a field that reaches backends: no other tells requests apart.
  private func conditionName(_ value: Value) -> String? {
    let expected = "the name of a header field that reaches backends, and not Host"
    guard let text = value.text(expected: expected) else { return nil }
    let name = Array(text.utf8)
    let isToken = FieldRules.isToken(name.span)
    let isHopByHop = FieldRules.isHopByHop(name.span)
    if name.count <= 64, isToken, !isHopByHop, text.lowercased() != "host" { return text }
    value.refuse(expected: expected)
    return nil
  }

  /// What a field says: visible characters, with blanks between them.
  func fieldValue(_ value: Value) -> String? {
    let expected = "a value of visible ASCII characters, with blanks between them at most"
    guard let text = value.text(expected: expected) else { return nil }
    let isValue =
      text.utf8.count <= 1024 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
      && text.utf8.first != 0x20 && text.utf8.last != 0x20
    if isValue { return text }
    value.refuse(expected: expected)
    return nil
  }

  /// A regular expression that can be compiled.
  private func expression(_ value: Value) -> String? {
    let expected = "a regular expression of at most \(PathExpression.bytesMax) bytes"
    guard let text = value.text(expected: expected) else { return nil }
    guard text.utf8.count <= PathExpression.bytesMax, !text.utf8.contains(0) else {
      value.refuse(expected: expected)
      return nil
    }
    if let fault = PathExpression.fault(of: text) {
      value.refuse(expected: "a regular expression that Hyperscan knows: \(fault)")
      return nil
    }
    return text
  }

  /// A host name, `*.` and a host name, an IPv4 address or an IPv6 address in brackets, without a port.
  private func host(_ value: Value) -> String? {
    let expected =
      "a host such as uploads.example.com or \"*.example.com\", without a port; without the key, "
      + "every host fits"
    guard let text = value.text(expected: expected) else { return nil }
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
    let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
    let isHost =
      isBracketed
      ? SocketAddress("\(text):1") != nil
      : text.utf8.count <= 253 && !name.isEmpty && !name.hasPrefix(".")
        && name.utf8.allSatisfy(\.isNameByte)
    guard isHost else {
      value.refuse(expected: expected)
      return nil
    }
    return text.lowercased()
  }

  /// Segments that a request's path may begin with. What servers read in more than one way (percent
  /// signs, parameters, empty and dot segments) is left out: routes are matched under every reading,
  /// so such a path would be a route that never fits.
  func path(_ value: Value) -> String? {
    let expected =
      "a path that begins with / and has no %, ?, #, ;, \\, blanks, empty or dot segments"
    guard let text = value.text(expected: expected) else { return nil }
    let refused = Set("%?#;\\".utf8)
    let segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let isPath =
      text.hasPrefix("/") && text.utf8.count <= 4096
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !refused.contains($0) }
      && !segments.dropLast().contains("") && !segments.contains(".") && !segments.contains("..")
    guard isPath else {
      value.refuse(expected: expected)
      return nil
    }
    // `/a` and `/a/` fit the same requests.
    return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}

extension Route {
  /// Whether more than host and path decide.
  var hasConditions: Bool { !methods.isEmpty || !headers.isEmpty }
}
