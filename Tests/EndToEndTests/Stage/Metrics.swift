/// Prometheus text, read: values by name and labels as they are written.
struct Metrics {
  let text: String
  private var values: [Substring: Double] = [:]

  init(_ text: String) {
    self.text = text
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " ") else { continue }
      values[line[..<space]] = Double(line[line.index(after: space)...])
    }
  }

  /// The value of a series; 0 where there is none.
  subscript(_ series: String) -> Int { Int(values[series[...]] ?? 0) }

  /// Whether there is such a series.
  func has(_ series: String) -> Bool { values[series[...]] != nil }

  /// The sum over all series of a family.
  func sum(_ family: String) -> Int {
    values.reduce(0) { sum, pair in
      let name = pair.key.prefix { $0 != "{" }
      return name == family ? sum + Int(pair.value) : sum
    }
  }

  /// The families that have samples, without the suffixes of histograms.
  var sampledNames: Set<String> { Set(values.keys.map { String($0.prefix { $0 != "{" }) }) }
}
