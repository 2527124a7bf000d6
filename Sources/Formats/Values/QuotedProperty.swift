/// A value of a property in quoted-printable, as vCard 2.1 and vCalendar 1.0 have them:
/// `NOTE;ENCODING=QUOTED-PRINTABLE:=48=49`. Sources: vCard 2.1, section 2.1.5; vCalendar 1.0, section 2.1.
public struct QuotedProperty: Hashable, Sendable {
  /// What it stands for.
  public let bytes: [UInt8]
  /// Where its name and parameters lie.
  public let name: Range<Int>
  /// Where the next line begins.
  public let end: Int

  /// Such files begin within so much of a text.
  private static let headBytes = 4096

  /// Whether a text has a card or a calendar at the beginning of one of its first lines.
  public static func mayLie(in text: Span<UInt8>) -> Bool {
    let head = text.extracting(first: headBytes)
    var place = PlainText.start(head)
    while place < head.count {
      if PlainText.has("begin:vc", at: place, in: head) { return true }
      guard let end = head.firstPlace(of: 0x0A, from: place) else { return false }
      place = end + 1
      while let byte = head.byte(at: place), byte <= 0x20 { place += 1 }
    }
    return false
  }

  /// The next one in a line that begins at an offset or behind it.
  public static func next(in text: Span<UInt8>, from offset: Int) -> QuotedProperty? {
    var place = offset
    while place < text.count {
      let lineEnd = text.firstPlace(of: 0x0A, from: place) ?? text.count
      let line = text.extracting(place..<lineEnd)
      if let colon = line.firstPlace(of: 0x3A), isQuoted(line.extracting(0..<colon)) {
        let end = valueEnd(text, lineEnd)
        let value = text.extracting(place + colon + 1..<end)
        return QuotedProperty(
          bytes: QuotedPrintable(value).bytes, name: place..<place + colon,
          end: min(end + 1, text.count))
      }
      place = lineEnd + 1
    }
    return nil
  }

  private static func isQuoted(_ head: Span<UInt8>) -> Bool {
    var place = 0
    // A parameter, or the value of one.
    while place < head.count {
      if head[place] == 0x3B || head[place] == 0x3D,
        PlainText.has("quoted-printable", at: place + 1, in: head)
      {
        return true
      }
      place += 1
    }
    return false
  }

  /// The end of the last line: one that ends with an equals sign goes on.
  private static func valueEnd(_ text: Span<UInt8>, _ first: Int) -> Int {
    var end = first
    while end < text.count {
      var last = end - 1
      while let byte = text.byte(at: last), byte == 0x0D || byte == 0x20 || byte == 0x09 {
        last -= 1
      }
      guard text.byte(at: last) == 0x3D else { return end }
      end = text.firstPlace(of: 0x0A, from: end + 1) ?? text.count
    }
    return end
  }
}
