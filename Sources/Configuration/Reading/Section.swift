import Yams

/// A mapping of the file whose keys are known.
struct Section {
  let reading: Reading
  /// Its place among the keys; empty for the whole file.
  let key: String
  let position: FilePosition?
  private let values: [String: Value]

  /// Reads a mapping, and records each key that is not one of `keys`; `nil` where it is none.
  init?(_ value: Value, keys: [String]) {
    guard case .mapping(let mapping) = value.node else {
      value.refuse(expected: "a mapping with \(Self.listed(keys))")
      return nil
    }
    reading = value.reading
    key = value.key
    position = value.position
    var values: [String: Value] = [:]
    for (name, node) in mapping {
      guard let word = name.scalar?.string, keys.contains(word) else {
        let unknown = Value(reading: value.reading, node: name, key: value.key)
        let hint = Suggestion.hint(for: name.scalar?.string ?? "", among: keys)
        value.reading.report(
          value.key, at: unknown.position, found: "the unknown key \(unknown.found)",
          expected: Self.listed(keys) + hint)
        continue
      }
      values[word] = Value(
        reading: value.reading, node: node, key: value.key.isEmpty ? word : "\(value.key).\(word)")
    }
    self.values = values
  }

  private static func listed(_ keys: [String]) -> String {
    keys.count == 1 ? "the key \(keys[0])" : "one of the keys \(keys.joined(separator: ", "))"
  }

  /// The value of a key that may be left out.
  subscript(name: String) -> Value? { values[name] }

  /// The value of a key that may not; records that it is missing.
  func required(_ name: String, _ expected: String) -> Value? {
    if let value = values[name] { return value }
    let path = key.isEmpty ? name : "\(key).\(name)"
    reading.report(path, at: position, found: "nothing", expected: expected)
    return nil
  }
}
