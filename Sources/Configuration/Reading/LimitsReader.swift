/// Reads `limits`.
enum LimitsReader {
  /// The limits: those given, those that follow from them, and the defaults of the rest.
  static func read(_ value: Value?) -> Limits {
    var limits = Limits()
    guard let value, let section = Section(value, keys: LimitField.all.map(\.name)) else {
      return limits
    }
    var given: Set<String> = []
    var isReadable = true
    for field in LimitField.all {
      guard let value = section[field.name] else { continue }
      let number =
        switch field.kind {
        case .count: value.integer(field.range)
        case .bytes: value.size(field.range)
        case .milliseconds: value.duration(field.range)
        }
      given.insert(field.name)
      if let number {
        limits[keyPath: field.property] = number
      } else {
        isReadable = false
      }
    }
    limits.derive(given: given)
    // A relation to a value that could not be read would be a second error for one mistake.
    guard isReadable else { return limits }
    for violation in limits.violations {
      let place = section[violation.name] ?? value
      value.reading.report(
        "\(value.key).\(violation.name)", at: place.position, found: violation.found,
        expected: violation.expected)
    }
    return limits
  }
}
