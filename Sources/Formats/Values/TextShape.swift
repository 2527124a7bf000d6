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

  /// Whether bytes begin as a text in UTF-8, or in a charset of which they use little more than ASCII. What
  /// base64 is guessed to stand for often seems a text to those who take any bytes but a few for letters.
  public static func isReadable(_ bytes: Span<UInt8>) -> Bool {
    var high = 0
    let end = min(bytes.count, stretchBytes)
    for place in 0..<end where bytes[place] >= 0x80 { high += 1 }
    return high * 8 <= end || isUTF8(bytes, to: end)
  }

  /// Whether bytes begin as a text in UTF-8, without control characters that text does not have.
  public static func isUTF8Text(_ bytes: Span<UInt8>) -> Bool {
    let head = bytes.extracting(first: stretchBytes)
    return !PlainText.hasOddControls(head) && isUTF8(bytes, to: head.count)
  }

  /// A character that does not end before `end` is left.
  private static func isUTF8(_ bytes: Span<UInt8>, to end: Int) -> Bool {
    var place = 0
    while place < end {
      let count =
        switch bytes[place] {
        case ..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
      if count == 0 { return false }
      for next in place + 1..<place + count where next < end && bytes[next] & 0xC0 != 0x80 {
        return false
      }
      place += count
    }
    return true
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

  /// Whether a text may be base64: nothing but its characters, padding and line breaks, or mixed like it in
  /// half of its stretches, with others strewn in.
  public static func mayBeBase64(_ text: Span<UInt8>) -> Bool {
    var hasOthers = false
    var stretches = 0
    var mixed = 0
    var place = 0
    while place < text.count {
      let end = min(text.count, place + stretchBytes)
      let shape = TextShape(text.extracting(place..<end))
      stretches += 1
      if shape.isMixed { mixed += 1 }
      if shape.others > 0 { hasOthers = true }
      place = end
    }
    // Words of languages have spaces between them.
    return mixed * 2 >= stretches || !hasOthers && text.firstPlace(of: 0x20) == nil
  }
}
