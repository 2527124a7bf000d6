extension PatternPart {
  func variants() -> [BodyPattern] { [pattern] }
}
extension BodyPattern {
  var hasBoundaries: Bool { false }
}
