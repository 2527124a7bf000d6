extension Limits {
  /// Why a limit is not set.
  public struct SettingFault: Error, Equatable, CustomStringConvertible {
    /// In words: what was found, and what was expected.
    public var description: String

    /// A fault in these words.
    public init(description: String) { self.description = description }
  }

  /// Sets one limit, by its name in the configuration and with a value as it is written there; for
  /// commands that read no configuration. Relations between limits are ``violations``.
  public mutating func set(_ name: String, to text: String) throws(SettingFault) {
    guard let field = LimitField.all.first(where: { $0.name == name }) else {
      throw SettingFault(description: "there is no limit \(name)")
    }
    guard let number = field.number(text), field.range.contains(number) else {
      throw SettingFault(
        description: "\(name): found \(text), expected \(field.example) "
          + "from \(field.text(of: field.range.lowerBound)) to \(field.text(of: field.range.upperBound))"
      )
    }
    self[keyPath: field.property] = number
  }
}

extension LimitField {
  fileprivate func number(_ text: String) -> Int? {
    switch kind {
    case .count: text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int(text) : nil
    case .bytes: try? ByteSize.bytes(text)
    case .milliseconds: Milliseconds.milliseconds(text)
    }
  }

  fileprivate var example: String {
    switch kind {
    case .count: "a whole number"
    case .bytes: ByteSize.example
    case .milliseconds: Milliseconds.example
    }
  }
}
