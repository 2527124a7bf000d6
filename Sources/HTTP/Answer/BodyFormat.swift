/// The forms in which Cordon's own answers come.
public enum BodyFormat: UInt8, CaseIterable, Sendable {
  /// `application/json`, the default: most clients of an upload endpoint are programs.
  case json
  /// `text/html`
  case html
  /// `text/plain`
  case text

  /// The value of `Content-Type`.
  public var contentType: StaticString {
    switch self {
    case .json: "application/json"
    case .html: "text/html; charset=utf-8"
    case .text: "text/plain; charset=utf-8"
    }
  }

  /// Chooses a form by the value of an `Accept` field (RFC 9110, section 12.5.1).
  ///
  /// Each form gets the weight of the most specific range that names it; the heaviest wins. Among
  /// equals, the one that is named more specifically, then JSON, HTML, text. Where nothing is
  /// acceptable, or the field cannot be read, JSON is sent all the same (section 12.5.1 permits to
  /// disregard the field): a refusal that says why is more use than 406.
  public static func negotiate(accept: Span<UInt8>) -> BodyFormat {
    var best = Candidate(format: .json)
    var html = Candidate(format: .html)
    var text = Candidate(format: .text)
    var offset = 0
    while offset < accept.count {
      var end = offset
      while end < accept.count, accept[end] != Byte.comma { end += 1 }
      let range = accept.extracting(offset..<end)
      let weight = Self.weight(range)
      best.consider(range, weight)
      html.consider(range, weight)
      text.consider(range, weight)
      offset = end + 1
    }
    if html.isBetter(than: best) { best = html }
    if text.isBetter(than: best) { best = text }
    return best.weight > 0 ? best.format : .json
  }

  /// A form with the range that names it best so far.
  private struct Candidate {
    let format: BodyFormat
    /// 0 where nothing names it, 1 for `*/*`, 2 for `type/*`, 3 for the type itself.
    var specificity = 0
    /// Thousandths.
    var weight = 0

    func isBetter(than other: Candidate) -> Bool {
      (weight, specificity) > (other.weight, other.specificity)
    }

    mutating func consider(_ range: Span<UInt8>, _ weight: Int) {
      let specificity = matched(BodyFormat.mediaType(range))
      if specificity > self.specificity {
        self.specificity = specificity
        self.weight = weight
      }
    }

    private func matched(_ type: Span<UInt8>) -> Int {
      if type.count == 3, ByteScan.equalIgnoringCase(type, "*/*") { return 1 }
      switch format {
      case .json:
        if ByteScan.equalIgnoringCase(type, "application/json") { return 3 }
        if ByteScan.equalIgnoringCase(type, "text/json") { return 3 }
        return ByteScan.equalIgnoringCase(type, "application/*") ? 2 : 0
      case .html:
        if ByteScan.equalIgnoringCase(type, "text/html") { return 3 }
        if ByteScan.equalIgnoringCase(type, "application/xhtml+xml") { return 3 }
        return ByteScan.equalIgnoringCase(type, "text/*") ? 2 : 0
      case .text:
        if ByteScan.equalIgnoringCase(type, "text/plain") { return 3 }
        return ByteScan.equalIgnoringCase(type, "text/*") ? 2 : 0
      }
    }
  }

  /// The media range without its parameters and the white space around it.
  @_lifetime(copy range)
  private static func mediaType(_ range: Span<UInt8>) -> Span<UInt8> {
    var lower = 0
    while lower < range.count, isBlank(range[lower]) { lower += 1 }
    var upper = lower
    while upper < range.count, range[upper] != Byte.semicolon { upper += 1 }
    while upper > lower, isBlank(range[upper - 1]) { upper -= 1 }
    return range.extracting(lower..<upper)
  }

  /// `;q=` with up to three decimals, in thousandths; 1000 where there is none, 0 where it is malformed.
  private static func weight(_ range: Span<UInt8>) -> Int {
    var offset = 0
    while offset < range.count {
      guard range[offset] == Byte.semicolon else {
        offset += 1
        continue
      }
      offset += 1
      while offset < range.count, isBlank(range[offset]) { offset += 1 }
      guard offset + 2 < range.count, range[offset] | 0x20 == 0x71,
        range[offset + 1] == Byte.equals
      else { continue }
      return thousandths(range.extracting(offset + 2..<range.count))
    }
    return 1_000
  }

  private static func thousandths(_ text: Span<UInt8>) -> Int {
    guard text[0] == Byte.zero || text[0] == Byte.zero + 1 else { return 0 }
    var weight = Int(text[0] &- Byte.zero) * 1_000
    var scale = 100
    guard text.count > 1, text[1] == Byte.dot else { return weight }
    for index in 2..<max(2, min(text.count, 5)) {
      guard ByteScan.isDigit(text[index]) else { break }
      weight += Int(text[index] &- Byte.zero) * scale
      scale /= 10
    }
    return min(weight, 1_000)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == Byte.space || byte == Byte.tab }
}
