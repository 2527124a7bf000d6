/// Sizes as the file writes them: `1GiB`, `512MiB`, `16KiB` or plain bytes.
enum ByteSize {
  /// The units, greatest first.
  private static let units: [(name: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
  ]

  /// What a size looks like, for errors.
  static let example = "a size such as 1GiB, 512MiB or 65536"

  /// Why text is not a size.
  enum Failure: Error, Equatable {
    /// A decimal unit, or one that could be read as decimal; the binary one to write instead.
    case decimalUnit(instead: String)
    /// Anything else.
    case malformed
  }

  /// Reads a size: digits, then at most one of the binary units directly or after a space.
  static func bytes(_ text: String) throws(Failure) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).trimmingPrefix(" ")
    guard let number = Int(digits) else { throw .malformed }
    if unit.isEmpty { return number }
    if let known = units.first(where: { $0.name == unit }) {
      let (bytes, overflow) = number.multipliedReportingOverflow(by: known.bytes)
      guard !overflow else { throw .malformed }
      return bytes
    }
    switch unit.lowercased() {
    case "k", "kb", "kib": throw .decimalUnit(instead: "\(number)KiB")
    case "m", "mb", "mib": throw .decimalUnit(instead: "\(number)MiB")
    case "g", "gb", "gib": throw .decimalUnit(instead: "\(number)GiB")
    default: throw .malformed
    }
  }

  /// Writes a size in the greatest unit that divides it, so that reading gives the same.
  static func text(_ bytes: Int) -> String {
    for unit in units where bytes >= unit.bytes && bytes % unit.bytes == 0 {
      return "\(bytes / unit.bytes)\(unit.name)"
    }
    return "\(bytes)"
  }
}
