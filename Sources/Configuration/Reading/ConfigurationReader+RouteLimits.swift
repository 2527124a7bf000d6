extension ConfigurationReader {
  /// The limits that a route has of its own, of the same ranges as those of all.
  func routeLimits(_ section: Section) -> RouteLimits {
    var limits = RouteLimits()
    limits.bodyBytesMax = routeLimit("bodyBytesMax", section)
    limits.bodyTimeoutMilliseconds = routeLimit("bodyTimeout", section)
    limits.upstreamTimeoutMilliseconds = routeLimit("upstreamTimeout", section)
    return limits
  }

  private func routeLimit(_ name: String, _ section: Section) -> Int? {
    guard let value = section[name], let field = LimitField.all.first(where: { $0.name == name })
    else { return nil }
    switch field.kind {
    case .count: return value.integer(field.range)
    case .bytes: return value.size(field.range)
    case .milliseconds: return value.duration(field.range)
    }
  }
}
