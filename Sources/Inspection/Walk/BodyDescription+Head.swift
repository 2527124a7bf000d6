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
    if let value = Self.value(of: "content-type", in: line) {
      Self.join(value, to: &contentType)
    } else if let value = Self.value(of: "content-encoding", in: line) {
      Self.join(value, to: &contentEncoding)
    } else if let value = Self.value(of: "content-disposition", in: line) {
      Self.join(value, to: &contentDisposition)
    } else if let value = Self.value(of: "content-transfer-encoding", in: line) {
      let codings = value.split { $0 == 0x2C || $0 <= 0x20 }
      isQuoted =
        isQuoted
        || codings.contains { ContentInspection.isName(Array($0).span, "quoted-printable") }
    } else if let colon = line.indices.first(where: { line[$0] == UInt8(ascii: ":") }) {
      let name = (0..<colon).map { line[$0] | (line[$0] >= 65 && line[$0] <= 90 ? 0x20 : 0) }
      part.take(name: name.span, value: Self.value(behind: colon, in: line))
    }
  }

  /// The value of a line, where it is of a field; `name` in lower case.
  private static func value(of name: StaticString, in line: Span<UInt8>) -> [UInt8]? {
    let count = name.utf8CodeUnitCount
    guard line.count > count, line[count] == UInt8(ascii: ":") else { return nil }
    let isSame = name.withUTF8Buffer { name in
      for place in 0..<count {
        let byte = line[place]
        let lower = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
        if unsafe lower != name[place] { return false }
      }
      return true
    }
    return isSame ? value(behind: count, in: line) : nil
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
