/// What characters a stretch of text is made of, by which it is told whether it may be base64.
public struct TextShape: Hashable, Sendable {
  /// Capital letters.
  public let capitals: Int
  /// Small letters.
  public let smalls: Int
  public let digits: Int
  /// `+`, `/`, `-` and `_`.
  public let signs: Int
  /// `=`, spaces and line breaks.
  public let fillers: Int
  /// All else.
  public let others: Int

  /// Text is looked at in stretches of so many bytes.
  public static let stretchBytes = 512
  /// Shorter texts are not decoded: nothing that fewer than 18 bytes could do is looked for in values.
  public static let bytesMin = 24

  /// Looks at a stretch of ``stretchBytes`` at most; what follows is not looked at.
  public init(_ text: Span<UInt8>) {
    let counts = Self.counts.span
    var sum: UInt64 = 0
    for place in 0..<min(text.count, Self.stretchBytes) { sum &+= counts[Int(text[place])] }
    func count(_ kind: UInt64) -> Int { Int(sum >> (10 * kind) & 0x3FF) }
    capitals = count(0)
    smalls = count(1)
    digits = count(2)
    signs = count(3)
    fillers = count(4)
    others = count(5)
  }

  /// By character, a one in the field of ten bits of what it is counted as.
  private static let counts: [UInt64] = (0..<256).map { byte in
    switch UInt8(byte) {
    case 0x41...0x5A: 1
    case 0x61...0x7A: 1 << 10
    case 0x30...0x39: 1 << 20
    case 0x2B, 0x2F, 0x2D, 0x5F: 1 << 30
    case 0x3D, 0x20, 0x09, 0x0D, 0x0A: 1 << 40
    default: 1 << 50
    }
  }

  /// How many characters are of base64's alphabets.
  public var alphabetCount: Int { capitals + smalls + digits + signs }

  /// Whether letters and digits are mixed as in base64 and hardly elsewhere: in what it encodes, about 40 of
  /// 100 characters are capitals and 15 are digits; in prose, fewer than 5 and 2.
  public var isMixed: Bool {
    let count = alphabetCount
    return count >= 16 && capitals * 8 >= count && smalls * 16 >= count
      && (digits + signs) * 64 >= count
  }

  /// Whether a text may be base64: nothing but its characters, padding and spaces, or somewhere mixed like it
  /// with others strewn in.
  public static func mayBeBase64(_ text: Span<UInt8>) -> Bool {
    var hasOthers = false
    var place = 0
    while place < text.count {
      let end = min(text.count, place + stretchBytes)
      let shape = TextShape(text.extracting(place..<end))
      if shape.isMixed { return true }
      if shape.others > 0 { hasOthers = true }
      place = end
    }
    // Words of languages have spaces between them.
    return !hasOthers && text.firstPlace(of: 0x20) == nil
  }
}
