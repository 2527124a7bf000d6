internal import Primitives

/// Text in quoted-printable, RFC 2045, section 6.7.
public struct QuotedPrintable: Hashable, Sendable {
  /// What it stands for: what is no escape stands for itself, as all decoders have it.
  public private(set) var bytes: [UInt8] = []
  /// Whether decoders read it in different ways: an equals sign that begins no escape, and no line's end.
  public private(set) var isAmbiguous = false

  /// Decodes a text.
  public init(_ text: Span<UInt8>) {
    bytes.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == 0x3D else {
        bytes.append(byte)
        continue
      }
      if let high = text.byte(at: place)?.hexadecimalValue,
        let low = text.byte(at: place + 1)?.hexadecimalValue
      {
        bytes.append(high << 4 | low)
        place += 2
      } else if let next = Self.nextLine(text, place) {
        place = next
        if text[next - 1] == 0x0D { isAmbiguous = true }
      } else {
        isAmbiguous = true
        bytes.append(byte)
      }
    }
  }

  /// Where the next line begins, if nothing but spaces is left of this one. That a carriage return alone ends
  /// it is what some decoders have.
  private static func nextLine(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var place = start
    while let byte = text.byte(at: place), FieldValue.isSpace(byte) { place += 1 }
    if place == text.count { return place }
    if text.has("\r\n", at: place) { return place + 2 }
    return text[place] == 0x0A || text[place] == 0x0D ? place + 1 : nil
  }
}
