import Configuration
import HTTP

/// What a route changes in heads, in the form that the data path wants. `nil`: nothing.
struct HeadEdits {
  let request: RequestEdits?
  let response: FieldEdits?

  init(_ route: Route) {
    var edits = RequestEdits()
    if let rewrite = route.rewrite {
      edits.prefixBytes = rewrite.from == "/" ? 0 : rewrite.from.utf8.count
      edits.replacement = rewrite.to == "/" ? [] : Array(rewrite.to.utf8)
    }
    edits.host = Array((route.upstreamHost ?? "").utf8)
    edits.fields = FieldEdits(route.requestHeaders)
    request = edits == RequestEdits() ? nil : edits
    response = route.responseHeaders.isEmpty ? nil : FieldEdits(route.responseHeaders)
  }
}

extension FieldEdits {
  fileprivate init(_ changes: FieldChanges) {
    self.init(
      set: changes.set.map { ($0.name, $0.value) }, add: changes.add.map { ($0.name, $0.value) },
      remove: changes.remove)
  }
}
