/// What the Prometheus text says once about a group of series: its name and what it means.
public struct MetricFamily: Sendable {
  /// The name, with the unit and, for counters, `_total` at its end.
  public let name: StaticString
  /// One sentence for `# HELP`. It holds neither a backslash nor a line feed.
  public let help: StaticString

  /// Names a family.
  public init(_ name: StaticString, _ help: StaticString) {
    self.name = name
    self.help = help
  }
}

/// One series of a family: its labels in the exposition's form (`outcome="delivered"`), or nothing.
public struct MetricSeries: Sendable {
  /// The family that the series belongs to.
  public let family: MetricFamily
  /// The label set without braces; empty where the family has one series only.
  public let labels: StaticString

  /// Describes a series. The labels are written out as they are: values need their escapes.
  public init(_ family: MetricFamily, labels: StaticString = "") {
    self.family = family
    self.labels = labels
  }
}
