import HTTP
import Yams

extension ConfigurationReader {
  /// What a route changes in heads on their way.
  func readHeadChanges(_ section: Section, _ route: inout Route) {
    route.rewrite = rewrite(section, route)
    route.upstreamHost = section["upstreamHost"].flatMap(authority)
    if let value = section["requestHeaders"] {
      route.requestHeaders = fieldChanges(value) { name in
        let isAboutBody = FieldRules.isAboutBody(name.span)
        let isRewritten = FieldRules.isRewritten(name.span)
        return isAboutBody || isRewritten
      }
    }
    if let value = section["responseHeaders"] {
      route.responseHeaders = fieldChanges(value) { name in
        let isCoding = ["content-encoding", "content-range"].contains(
          String(decoding: name, as: UTF8.self).lowercased())
        let isRewritten = FieldRules.isRewritten(name.span)
        return isCoding || isRewritten
      }
    }
    checkSize(
      route.requestHeaders, section["requestHeaders"],
      beside: (route.rewrite?.to.utf8.count ?? 0) + (route.upstreamHost?.utf8.count ?? 0))
    checkSize(route.responseHeaders, section["responseHeaders"], beside: 0)
  }

  private func checkSize(_ changes: FieldChanges, _ value: Value?, beside others: Int) {
    guard let value else { return }
    let bytes = (changes.set + changes.add).reduce(others) {
      $0 + $1.name.utf8.count + $1.value.utf8.count + 4
    }
    guard bytes > FieldEdits.bytesMax else { return }
    reading.report(
      value.key, at: value.position, found: "\(bytes) bytes",
      expected: "at most \(FieldEdits.bytesMax) that are added to a head")
  }

  private func rewrite(_ section: Section, _ route: Route) -> PathRewrite? {
    if let value = section["stripPrefix"] {
      section["replacePrefix"]?.refuse(expected: "either stripPrefix or replacePrefix")
      guard let from = ownPrefix(value, route) else { return nil }
      if from == "/" {
        value.refuse(expected: "a path longer than /, which leaves nothing to strip")
      }
      return PathRewrite(from: from, to: "/")
    }
    guard let value = section["replacePrefix"],
      let parts = Section(value, keys: ["from", "to"]),
      let from = parts.required("from", "the path of the route, or its first segments"),
      let to = parts.required("to", "a path that begins with /"), let new = rewritten(to),
      let old = ownPrefix(from, route)
    else { return nil }
    return PathRewrite(from: old, to: new)
  }

  private func rewritten(_ value: Value) -> String? {
    guard let path = path(value) else { return nil }
    if path.utf8.count <= 1024 { return path }
    value.refuse(expected: "a path of at most 1024 bytes")
    return nil
  }

  /// What each request of the route begins with: only that can be replaced.
  private func ownPrefix(_ value: Value, _ route: Route) -> String? {
    guard let path = path(value) else { return nil }
    let isOwn = path == "/" || path == route.path || route.path.hasPrefix(path + "/")
    if route.pathForm != .expression, isOwn { return path }
    value.refuse(
      expected: route.pathForm == .expression
        ? "path or exact in place of expression, whose paths do not all begin alike"
        : "\(route.path), the path of the route, or its first segments")
    return nil
  }

  private func authority(_ value: Value) -> String? {
    let expected = "a host such as app.internal, with a port where it needs one"
    guard let text = value.text(expected: expected) else { return nil }
    let isHost =
      text.utf8.count <= 253
      && text.utf8.allSatisfy { $0.isNameByte || "[]:".utf8.contains($0) }
    if isHost { return text }
    value.refuse(expected: expected)
    return nil
  }

  // MARK: Fields

  private func fieldChanges(
    _ value: Value, _ isRefused: ([UInt8]) -> Bool
  ) -> FieldChanges {
    guard let section = Section(value, keys: ["set", "add", "remove"]) else {
      return FieldChanges()
    }
    var changes = FieldChanges()
    changes.set = section["set"].map { fields($0, isRefused) } ?? []
    changes.add = section["add"].map { fields($0, isRefused) } ?? []
    changes.remove =
      section["remove"]?.list(of: "names of header fields").compactMap {
        changeableName($0, isRefused)
      } ?? []
    return changes
  }

  private func fields(_ value: Value, _ isRefused: ([UInt8]) -> Bool) -> [FieldChanges.Field] {
    guard case .mapping(let mapping) = value.node, !mapping.isEmpty else {
      value.refuse(expected: "a mapping of header fields to their values")
      return []
    }
    return mapping.compactMap { key, node in
      let name = Value(reading: reading, node: key, key: value.key)
      guard let text = changeableName(name, isRefused) else { return nil }
      let said = Value(reading: reading, node: node, key: "\(value.key).\(text)")
      return fieldValue(said).map { FieldChanges.Field(name: text, value: $0) }
    }
  }

  /// The name of a field that may be changed.
  private func changeableName(_ value: Value, _ isRefused: ([UInt8]) -> Bool) -> String? {
    let expected = "the name of a header field"
    guard let text = value.text(expected: expected) else { return nil }
    let name = Array(text.utf8)
    let isToken = FieldRules.isToken(name.span)
    guard name.count <= 64, isToken else {
      value.refuse(expected: expected)
      return nil
    }
    let isHopByHop = FieldRules.isHopByHop(name.span)
    if isHopByHop || isRefused(name) {
      value.refuse(
        expected: "\(expected) that is not of one connection, of the body or Cordon's own"
          + (text.lowercased() == "host" ? "; upstreamHost sets Host" : ""))
      return nil
    }
    return text
  }
}
