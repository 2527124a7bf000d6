extension BodyDescription {
  /// What the head of a request says: a request line and fields, each ending with CR LF, none folded, with
  /// one space behind the colon. The values of a field that occurs again are joined by commas, as
  /// RFC 9110, section 5.2, has it: whoever reads them sees that there were several.
  public init(head: Span<UInt8>) {
    self.init()
    var place = 0
    while place < head.count {
      var end = place
      while end < head.count, head[end] != 13 { end += 1 }
      take(head.extracting(place..<end))
      place = end + 2
    }
  }

  private mutating func take(_ line: Span<UInt8>) {
    if let value = Self.value(of: "content-type", in: line) {
      Self.join(value, to: &contentType)
    } else if let value = Self.value(of: "content-encoding", in: line) {
      Self.join(value, to: &contentEncoding)
    } else if let value = Self.value(of: "content-disposition", in: line) {
      Self.join(value, to: &contentDisposition)
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
    guard isSame else { return nil }
    var start = count + 1
    while start < line.count, line[start] == 32 || line[start] == 9 { start += 1 }
    return (start..<line.count).map { line[$0] }
  }

  private static func join(_ value: [UInt8], to values: inout [UInt8]) {
    if !values.isEmpty { values += Array(", ".utf8) }
    values += value
  }
}
