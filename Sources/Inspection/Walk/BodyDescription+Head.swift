extension BodyDescription {
  /// What the head of a request says: a request line and fields, each ending with CR LF, none folded, with
  /// one space behind the colon. The values of a field that occurs again are joined by commas, as
  /// RFC 9110, section 5.2, has it: whoever reads them sees that there were several.
  ///
  /// - Parameter bodyBytes: the length of the request's body.
  public init(head: Span<UInt8>, bodyBytes: Int) {
    self.init()
    var part = PartialUpload()
    var query: [UInt8] = []
    var place = 0
    while place < head.count {
      var end = place
      while end < head.count, head[end] != 13 { end += 1 }
      let line = head.extracting(place..<end)
      if place == 0 { query = Self.query(of: line) } else { take(line, &part) }
      place = end + 2
    }
    isPartial = part.isPartial(contentType: contentType, query: query, bodyBytes: bodyBytes)
  }

  /// What follows the first question mark of the target, and the version with it.
  private static func query(of line: Span<UInt8>) -> [UInt8] {
    guard let mark = line.indices.first(where: { line[$0] == UInt8(ascii: "?") }) else { return [] }
    return (mark + 1..<line.count).map { line[$0] }
  }

  private mutating func take(_ line: Span<UInt8>, _ part: inout PartialUpload) {
    guard let colon = line.indices.first(where: { line[$0] == UInt8(ascii: ":") }) else { return }
    let name = line.extracting(..<colon)
    let value = Self.value(behind: colon, in: line)
    if ContentInspection.isName(name, "content-type") {
      Self.join(value, to: &contentType)
    } else if ContentInspection.isName(name, "content-encoding") {
      Self.join(value, to: &contentEncoding)
    } else if ContentInspection.isName(name, "content-disposition") {
      Self.join(value, to: &contentDisposition)
    } else if ContentInspection.isName(name, "content-transfer-encoding") {
      let codings = value.split { $0 == 0x2C || $0 <= 0x20 }
      isQuoted =
        isQuoted
        || codings.contains { ContentInspection.isName(Array($0).span, "quoted-printable") }
    } else {
      part.take(name: name, value: value)
    }
  }

  private static func value(behind colon: Int, in line: Span<UInt8>) -> [UInt8] {
    var start = colon + 1
    while start < line.count, line[start] == 32 || line[start] == 9 { start += 1 }
    return (start..<line.count).map { line[$0] }
  }

  private static func join(_ value: [UInt8], to values: inout [UInt8]) {
    if !values.isEmpty { values += Array(", ".utf8) }
    values += value
  }
}
