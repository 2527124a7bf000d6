import Yams

extension ConfigurationReader {
  /// Pages by the statuses that they are for: one, or one for each form.
  func errorPages(_ value: Value) -> [ErrorPage] {
    guard case .mapping(let mapping) = value.node, !mapping.isEmpty else {
      value.refuse(expected: "a mapping of statuses such as 403 or 500-599 to files")
      return []
    }
    return mapping.flatMap { key, node -> [ErrorPage] in
      let key = Value(reading: reading, node: key, key: value.key)
      guard let statuses = self.statuses(key, in: 400...599) else { return [] }
      let files = Value(
        reading: reading, node: node, key: "\(value.key).\(key.scalar ?? "")")
      var items = [files]
      if case .sequence = node { items = files.list(of: "files, each of another type") }
      let pages = items.compactMap(errorPage)
      let types = pages.compactMap { PageType(path: $0) }
      if Set(types).count < types.count {
        files.refuse(expected: "a file of each type: .html, .txt, .json")
      }
      return pages.map { ErrorPage(statuses: statuses, file: $0) }
    }
  }

  private func errorPage(_ value: Value) -> String? {
    guard let path = value.absolutePath() else { return nil }
    reading.note(path, at: value.position)
    if let type = PageType(path: path), ErrorPage.types.contains(type) { return path }
    value.refuse(expected: "a name that ends in .html, .txt or .json")
    return nil
  }

  /// A status, or a range of them.
  private func statuses(_ value: Value, in range: ClosedRange<Int>) -> ClosedRange<Int>? {
    let expected =
      "a status such as 403, or a range such as 500-599, from \(range.lowerBound) to "
      + "\(range.upperBound)"
    guard let text = value.text(expected: expected) else { return nil }
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard bounds.count <= 2, let low = bounds[0], let high = bounds[bounds.count - 1],
      range.contains(low), range.contains(high), low <= high
    else {
      value.refuse(expected: expected)
      return nil
    }
    return low...high
  }

  /// The statuses of a backend's answers that are not passed on.
  func blockedStatuses(_ value: Value) -> [ClosedRange<Int>] {
    var items = [value]
    if case .sequence = value.node { items = value.list(of: "statuses") }
    return items.compactMap { statuses($0, in: 200...599) }
  }
}
