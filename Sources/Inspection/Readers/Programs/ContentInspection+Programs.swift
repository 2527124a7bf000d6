extension ContentInspection {
  /// The current content is of the class that its type is of.
  ///
  /// The source of macros is no script of its own: the document has macros, and that says it.
  mutating func classify(_ type: ContentType) {
    guard let threat = type.threat else { return }
    if threat == .script, record.contents[current].relation == .macro { return }
    mark(threat)
  }
}
