/// The forms of an answer.
public enum ScanFormat: UInt8, CaseIterable, Sendable {
  case json
  case textJSON
  case xml
  case textXML

  /// The value of `Content-Type`.
  public var mediaType: StaticString {
    switch self {
    case .json: "application/json"
    case .textJSON: "text/json; charset=utf-8"
    case .xml: "application/xml"
    case .textXML: "text/xml; charset=utf-8"
    }
  }

  /// Whether it is XML, and not JSON.
  public var isXML: Bool { self == .xml || self == .textXML }

  private var names: (group: String, type: String) {
    switch self {
    case .json: ("application/*", "application/json")
    case .textJSON: ("text/*", "text/json")
    case .xml: ("application/*", "application/xml")
    case .textXML: ("text/*", "text/xml")
    }
  }

  /// Chooses a form by the fields `Accept` of a canonical head (RFC 9110, section 12.5.1): the one that is
  /// wanted most, of equals the first here; JSON where nothing is said, `nil` where none is acceptable.
  public init?(acceptedBy head: Span<UInt8>) {
    var ranges: [(name: String, weight: Double)] = []
    var isSaid = false
    var fields = HeadFields(head)
    while let (name, value) = fields.next() {
      guard name == "accept" else { continue }
      isSaid = true
      for range in String(decoding: value, as: UTF8.self).split(separator: ",").prefix(64) {
        ranges.append(Self.range(range.lowercased()))
      }
    }
    guard isSaid, !ranges.isEmpty else {
      self = .json
      return
    }
    var best: (format: ScanFormat, weight: Double)?
    for format in Self.allCases {
      let weight = format.weight(among: ranges)
      if weight > best?.weight ?? 0 { best = (format, weight) }
    }
    guard let best else { return nil }
    self = best.format
  }

  private static func range(_ text: String) -> (name: String, weight: Double) {
    let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
    let quality = parts.dropFirst().first { $0.hasPrefix("q=") }
    return (parts.first ?? "", quality.map { Double($0.dropFirst(2)) ?? 0 } ?? 1)
  }

  /// The weight of the range that names it most closely.
  private func weight(among ranges: [(name: String, weight: Double)]) -> Double {
    for name in [names.type, names.group, "*/*"] {
      let weights = ranges.filter { $0.name == name }.map(\.weight)
      if let weight = weights.max() { return weight }
    }
    return 0
  }
}
