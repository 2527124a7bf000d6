extension ContentSignature {
  /// The signature decoded for a person, in lines: target and conditions, the logic in words, then
  /// each part with where it may begin and its bytes.
  ///
  /// - Parameter anchors: what is searched for of a part, by its number; shown with the part.
  public func explanation(anchors: [Int: String] = [:]) -> [String] {
    if let rule { return ["rule \(printable(name))"] + rule.explanation.map { "  \($0)" } }
    var lines = ["\(isLogical ? "logical signature" : "signature") \(printable(name))"]
    lines += description.explanation.map { "  \($0)" }
    if isLogical || logic != .part(0, nil) { lines.append("  found when \(logic.explanation)") }
    for (number, part) in parts.enumerated() {
      let shown = part.explanation
      lines.append("  part \(number): \(shown[0])")
      lines += shown.dropFirst().map { "    \($0)" }
      if let anchor = anchors[number] { lines.append("    searched for by: \(anchor)") }
    }
    return lines
  }
}

/// Text of a signature with what would disturb a terminal left out.
func printable(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) ? "?" : scalar
      }))
}

extension TargetDescription {
  /// What a file must be, a line for each condition.
  var explanation: [String] {
    var lines = ["for \(target.explanation) (target \(target.rawValue))"]
    if let fileSize { lines.append("file size: \(Self.words(fileSize)) bytes") }
    if let entryPoint { lines.append("entry point: at byte \(Self.words(entryPoint))") }
    if let sectionCount { lines.append("sections: \(Self.words(sectionCount))") }
    if let container { lines.append("in a container of type \(container)") }
    if !intermediates.isEmpty {
      lines.append("in containers of types \(intermediates.joined(separator: ", in it "))")
    }
    if let handlerType {
      lines.append("the file is read again as \(handlerType); what is found then counts")
    }
    let groups = [iconGroup1, iconGroup2].compactMap { $0 }
    if !groups.isEmpty {
      lines.append("with an icon of the group \(printable(groups.joined(separator: " and ")))")
    }
    return lines
  }

  private static func words(_ range: ClosedRange<UInt64>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}

extension TargetType {
  /// What files it means.
  var explanation: String {
    switch self {
    case .any: "any file"
    case .portableExecutable: "Windows and DOS executables"
    case .ole2: "OLE2 containers"
    case .html: "normalised HTML"
    case .mail: "mail messages"
    case .graphics: "images"
    case .elf: "ELF files"
    case .text: "normalised text"
    case .machO: "Mach-O files"
    case .pdf: "PDF documents"
    case .flash: "Flash films"
    case .java: "Java classes"
    case .other: "binary data of no known type"
    }
  }
}

extension LogicExpression {
  /// The expression in words.
  var explanation: String { words(isInner: false) }

  private func words(isInner: Bool) -> String {
    switch self {
    case .part(let number, nil): return "part \(number)"
    case .part(let number, let comparison?):
      return "part \(number) \(comparison.times)"
    case .both(let left, let right, let comparison):
      return Self.words(left, "and", right, comparison, isInner)
    case .either(let left, let right, let comparison):
      return Self.words(left, "or", right, comparison, isInner)
    }
  }

  private static func words(
    _ left: LogicExpression, _ word: String, _ right: LogicExpression,
    _ comparison: CountComparison?, _ isInner: Bool
  ) -> String {
    let both = "\(left.words(isInner: true)) \(word) \(right.words(isInner: true))"
    if let comparison { return "(\(both)) together \(comparison.times)" }
    return isInner ? "(\(both))" : both
  }
}

extension CountComparison {
  /// How often, in words.
  fileprivate var times: String {
    let number = count == 1 ? "once" : "\(count) times"
    let words =
      switch relation {
      case .equal: count == 0 ? "not at all" : "exactly \(number)"
      case .less: "less than \(number)"
      case .greater: "more than \(number)"
      }
    return partsMin > 0 ? "\(words), at least \(partsMin) different parts" : words
  }
}
