extension Route {
  /// How much a route asks for: of two that both fit a request, the greater has it. Where they are equal it is
  /// the one that stands first in the file.
  ///
  /// Compared from the first to the last: the host (a name, the longer of two wildcards, none), the form of the
  /// path (exact, expression, prefix), the length of a prefix, the number of header conditions, whether methods
  /// are named. Expressions are equal among themselves: nothing tells which of two asks for more.
  public var specificity: Specificity {
    guard pathForm != .expression else {
      return Specificity(host: hostRank, form: 1, length: 0, headers: 0, methods: 0)
    }
    return Specificity(
      host: hostRank, form: pathForm == .exact ? 2 : 0, length: path.utf8.count,
      headers: headers.count, methods: methods.isEmpty ? 0 : 1)
  }

  private var hostRank: Int {
    guard let host else { return 0 }
    return host.hasPrefix("*.") ? host.utf8.count : .max
  }

  /// See ``Route/specificity``.
  public struct Specificity: Sendable, Equatable, Comparable {
    let host: Int
    let form: Int
    let length: Int
    let headers: Int
    let methods: Int

    public static func < (left: Specificity, right: Specificity) -> Bool {
      (left.host, left.form, left.length, left.headers, left.methods)
        < (right.host, right.form, right.length, right.headers, right.methods)
    }
  }
}
