/// Durations as the file writes them: `500ms`, `30s`, `5m`, `12h`, `30d`. A number without a unit is none.
enum Milliseconds {
  private static let units: [(name: String, milliseconds: Int)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// What a duration looks like, for errors.
  static let example = "a duration such as 500ms, 30s, 5m or 30d"

  /// Reads a duration; `nil` where the text is none.
  static func milliseconds(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).trimmingPrefix(" ")
    guard let number = Int(digits), let known = units.first(where: { $0.name == unit })
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: known.milliseconds)
    return overflow ? nil : product
  }

  /// Writes a duration in the greatest unit that divides it, so that reading gives the same.
  static func text(_ milliseconds: Int) -> String {
    for unit in units where milliseconds >= unit.milliseconds {
      if milliseconds % unit.milliseconds == 0 {
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
      }
    }
    return "\(milliseconds)ms"
  }
}

extension Configuration {
  /// The milliseconds of a duration as the file writes it (`30s`, `12h`, `7d`); `nil` where the text is none.
  public static func milliseconds(of text: String) -> Int? { Milliseconds.milliseconds(text) }
}
