/// A URI that holds data, RFC 2397: `data:image/png;base64,…`.
public struct DataURI: Hashable, Sendable {
  /// The type that it is said to be of, with its parameters.
  public let type: Range<Int>
  /// Whether the data are in base64.
  public let isBase64: Bool
  /// Where the data begin.
  public let start: Int

  /// Reads a URI at the beginning of a text; `nil` where there is none.
  public init?(_ text: Span<UInt8>) {
    var place = 0
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    let scheme: StaticString = "data:"
    guard place + 5 <= text.count else { return nil }
    let isData = scheme.withUTF8Buffer { scheme in
      for index in 0..<5 where unsafe text[place + index].lowercased != scheme[index] {
        return false
      }
      return true
    }
    guard isData else { return nil }
    place += 5
    // Before the comma there may be parameters of any length.
    guard let end = text.firstPlace(of: 0x2C, from: place) else { return nil }
    var tail: [UInt8] = []
    var index = end
    while index > place, tail.count < 7 {
      index -= 1
      if text[index] > 0x20 { tail.append(text[index].lowercased) }
    }
    isBase64 = tail.span.has("46esab;", at: 0)
    type = place..<end
    start = end + 1
  }

  /// The data of a URI in base64 that begin at an offset or after it, wherever in a text: as far as their
  /// characters go, and spaces, line breaks and escapes with percent signs.
  public static func nextBase64(in text: Span<UInt8>, from offset: Int) -> Range<Int>? {
    let alphabet = Base64Alphabet.both
    let values = alphabet.values.span
    // Base64 itself has no semicolon.
    guard let place = text.firstPlace(of: ";base64,", from: offset) else { return nil }
    let start = place + 8
    var end = start
    while let byte = text.byte(at: end),
      values[Int(byte)] <= Base64Alphabet.Kind.space || byte == 0x25
    {
      end += 1
    }
    return start..<end
  }
}
