import Inspection
import Policy
import Yams

extension ConfigurationReader {
  /// All policies, in the order of the file; those that are wrong as well, with what could be read, so that
  /// one mistake is one error.
  func policies(_ value: Value) -> [NamedPolicy] {
    guard case .mapping(let mapping) = value.node, !mapping.isEmpty else {
      value.refuse(expected: "a mapping of policies by name, at least one")
      return []
    }
    return mapping.compactMap { key, node in
      guard let name = name(Value(reading: reading, node: key, key: value.key)) else { return nil }
      return NamedPolicy(
        name: name, policy: policy(Value(reading: reading, node: node, key: "\(value.key).\(name)"))
      )
    }
  }

  private static let policyKeys = ["unscannable", "dryRun", "fileTypes", "fileTypesInArchives"]

  /// Types by the extensions of their files, with a dot or without.
  private func fileTypes(_ value: Value) -> ContentTypes? {
    var extensions: [String] = []
    for item in value.list(of: "extensions such as [.pdf, .docx]") {
      guard let text = item.text(expected: "an extension such as .pdf") else { continue }
      let name = (text.hasPrefix(".") ? String(text.dropFirst()) : text).lowercased()
      if ContentTypes(extensions: [name]).isEmpty {
        item.refuse(expected: "the extension of a type that is told by its content")
      }
      extensions.append(name)
    }
    return ContentTypes(extensions: extensions)
  }

  private func policy(_ value: Value) -> Policy {
    var policy = Policy()
    let reasons = UnjudgedReason.allCases.map { "\($0.name)" }
    let classes = ThreatClass.allCases.map { "\($0.name)" }
    guard let section = Section(value, keys: classes + Self.policyKeys) else {
      return policy
    }
    for (threat, name) in zip(ThreatClass.allCases, classes) {
      if let action = section[name]?.word(PolicyAction.self) { policy.set(action, for: threat) }
    }
    // After the classes: a reason that is named by itself is not its class's twin any more.
    if let value = section["unscannable"], let section = Section(value, keys: reasons) {
      for (reason, name) in zip(UnjudgedReason.allCases, reasons) {
        if let action = section[name]?.word(PolicyAction.self) { policy.set(action, for: reason) }
      }
    }
    if let value = section["fileTypes"] { policy.fileTypes = fileTypes(value) }
    if let restricts = section["fileTypesInArchives"]?.flag() {
      policy.restrictsMembers = restricts
      if restricts, section["fileTypes"] == nil {
        section["fileTypesInArchives"]?.refuse(expected: "fileTypes beside it")
      }
    }
    if let isDryRun = section["dryRun"]?.flag() { policy.isDryRun = isDryRun }
    return policy
  }

  /// The policy that a route names.
  func policy(_ value: Value, among policies: [NamedPolicy]) -> NamedPolicy? {
    guard let name = value.text(expected: "the name of a policy") else { return nil }
    if let policy = policies.first(where: { $0.name == name }) { return policy }
    let names = policies.map(\.name)
    value.refuse(
      expected: (names.isEmpty ? "a policy" : "one of \(names.joined(separator: ", "))")
        + Suggestion.hint(for: name, among: names))
    return nil
  }
}
