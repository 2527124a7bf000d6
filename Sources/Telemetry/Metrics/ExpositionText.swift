/// Builds Prometheus text exposition format 0.0.4, one family after the other.
///
/// For the control side: it grows as it is filled.
struct ExpositionText {
  /// The word after `# TYPE`.
  enum Kind: String {
    case counter
    case gauge
    case histogram
  }

  private(set) var bytes: [UInt8] = []

  /// Begins a family. The format wants all its samples in one group, after its two lines.
  mutating func family(_ family: MetricFamily, _ kind: Kind) {
    append("# HELP ")
    append(family.name)
    append(" ")
    append(family.help)
    append("\n# TYPE ")
    append(family.name)
    append(" ")
    append(kind.rawValue)
    append("\n")
  }

  /// Adds a sample; `labels` without braces, as ``label(_:_:)`` makes them.
  mutating func sample(
    _ family: MetricFamily, suffix: String = "", labels: String = "", value: String
  ) {
    append(family.name)
    append(suffix)
    if !labels.isEmpty {
      append("{")
      append(labels)
      append("}")
    }
    append(" ")
    append(value)
    append("\n")
  }

  /// A label with its value escaped: backslash, quote and line feed, as the format says.
  static func label(_ name: String, _ value: String) -> String {
    var text = "\(name)=\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// Nanoseconds as seconds, exact, without a trailing zero.
  static func seconds(_ nanoseconds: UInt64) -> String {
    let fraction = nanoseconds % 1_000_000_000
    guard fraction > 0 else { return "\(nanoseconds / 1_000_000_000)" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(nanoseconds / 1_000_000_000).\(digits)"
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(_ text: StaticString) { append(text.description) }
}
