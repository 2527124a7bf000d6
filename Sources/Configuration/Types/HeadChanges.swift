/// What is changed in the fields of heads on their way.
public struct FieldChanges: Sendable, Equatable {
  /// A field.
  public struct Field: Sendable, Equatable {
    /// Its name, a token.
    public var name: String
    /// Its value: visible ASCII, with blanks between.
    public var value: String

    /// A field.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Fields that take the place of all of their names.
  public var set: [Field]
  /// Fields that are added.
  public var add: [Field]
  /// Names of fields that are left out.
  public var remove: [String]

  /// Whether there is nothing to change.
  public var isEmpty: Bool { self.set.isEmpty && add.isEmpty && remove.isEmpty }

  /// Changes.
  public init(set: [Field] = [], add: [Field] = [], remove: [String] = []) {
    self.set = set
    self.add = add
    self.remove = remove
  }
}

/// What becomes of the beginning of a path on its way to a backend.
public struct PathRewrite: Sendable, Equatable {
  /// The segments that are replaced: ``Route/path``, or some of its first. Without a slash at the end, but for `/`.
  public var from: String
  /// What takes their place; `/`: nothing.
  public var to: String

  /// A rewrite.
  public init(from: String, to: String) {
    self.from = from
    self.to = to
  }
}
