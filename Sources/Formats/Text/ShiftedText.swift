/// Text in ISO 2022, as mail from Japan and Korea has it, without the sequences that change character sets:
/// what is ASCII in it stays, and each byte of other sets becomes a question mark. Sources: RFC 1468;
/// RFC 1554.
///
/// Who reads such text by its character set finds words that the sequences cut, and passes over quotes and
/// brackets that are halves of other characters.
public struct ShiftedText: Hashable, Sendable {
  /// The text.
  public private(set) var bytes: [UInt8] = []

  /// Reads a text; `nil` where no such sequence is in it.
  public init?(_ text: Span<UInt8>) {
    // Most texts have no escape, and what others have is none of these: they need no copy.
    guard var escape = Self.nextSequence(text, from: 0) else { return nil }
    var place = 0
    var isASCII = true
    bytes.reserveCapacity(text.count)
    while true {
      append(text.extracting(place..<escape.place), &isASCII)
      isASCII = escape.isASCII ?? isASCII
      place = escape.end
      guard let next = Self.nextSequence(text, from: place) else { break }
      escape = next
    }
    append(text.extracting(place...), &isASCII)
  }

  private mutating func append(_ text: Span<UInt8>, _ isASCII: inout Bool) {
    for place in 0..<text.count {
      let byte = text[place]
      // What is not ASCII ends with its line.
      if byte == 0x0A { isASCII = true }
      bytes.append(isASCII || byte <= 0x20 ? byte : 0x3F)
    }
  }

  /// A sequence that changes character sets.
  private struct Sequence {
    var place: Int
    var end: Int
    /// Whether what follows is ASCII; `nil` where it is for other halves of the set.
    var isASCII: Bool?
  }

  private static func nextSequence(_ text: Span<UInt8>, from offset: Int) -> Sequence? {
    var place = offset
    while let escape = text.firstPlace(of: 0x1B, from: place) {
      if let (end, set) = sequence(text, at: escape) {
        return Sequence(place: escape, end: end, isASCII: set)
      }
      place = escape + 1
    }
    return nil
  }

  /// A sequence at an escape: its end, and whether what follows is ASCII; `nil` of that where it is for other
  /// halves of the set. Source: ECMA-35, section 14.
  private static func sequence(_ text: Span<UInt8>, at start: Int) -> (end: Int, isASCII: Bool?)? {
    guard var byte = text.byte(at: start + 1) else { return nil }
    var place = start + 1
    var isDouble = false
    if byte == 0x24 {
      isDouble = true
      place += 1
      guard let next = text.byte(at: place) else { return nil }
      byte = next
      // The first sets of two bytes need no more.
      if byte == 0x40 || byte == 0x41 || byte == 0x42 { return (place + 1, false) }
    }
    guard (0x28...0x2F).contains(byte), let set = text.byte(at: place + 1), set >= 0x30, set < 0x7F
    else { return nil }
    guard byte == 0x28 else { return (place + 2, nil) }
    // ASCII, and the Roman set of Japan, which is it but for two signs.
    return (place + 2, !isDouble && (set == 0x42 || set == 0x4A))
  }
}
