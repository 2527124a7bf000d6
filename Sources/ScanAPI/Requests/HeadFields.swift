/// The fields of a canonical head: a request line and lines that each end with CR LF, none folded.
struct HeadFields: ~Copyable, ~Escapable {
  private let head: Span<UInt8>
  private var place: Int

  @_lifetime(copy head)
  init(_ head: Span<UInt8>) {
    self.head = head
    place = 0
    _ = nextLine()
  }

  /// The next field: its name in small letters, and its value without the white space around it.
  mutating func next() -> (name: String, value: [UInt8])? {
    while place < head.count {
      let line = nextLine()
      guard let colon = line.first(where: { head[$0] == UInt8(ascii: ":") }) else { continue }
      let name = (line.lowerBound..<colon).map { Self.lowercased(head[$0]) }
      var (start, end) = (colon + 1, line.upperBound)
      while start < end, Self.isBlank(head[start]) { start += 1 }
      while end > start, Self.isBlank(head[end - 1]) { end -= 1 }
      return (String(decoding: name, as: UTF8.self), (start..<end).map { head[$0] })
    }
    return nil
  }

  private mutating func nextLine() -> Range<Int> {
    let start = place
    var end = place
    while end < head.count, head[end] != 13 { end += 1 }
    place = end + 2
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 65 && byte <= 90 ? byte | 0x20 : byte
  }
}
