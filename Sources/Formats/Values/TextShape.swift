/// What characters a text is made of, by which it is told whether it may be base64 or hexadecimal.
public struct TextShape: Hashable, Sendable {
  /// Letters, by their size.
  public private(set) var capitals = 0
  public private(set) var smalls = 0
  public private(set) var digits = 0
  /// `+`, `/`, `-` and `_`.
  public private(set) var signs = 0
  /// `=`, line breaks.
  public private(set) var paddings = 0
  /// All else.
  public private(set) var others = 0
  /// Whether all but `paddings` are hexadecimal digits.
  public private(set) var isHexadecimal = true

  /// So much of a long text is looked at.
  public static let sampleBytes = 4096
  /// Shorter texts are not decoded: nothing that fewer than 18 bytes could do is looked for in values.
  public static let bytesMin = 24

  /// Looks at the beginning of a text.
  public init(_ text: Span<UInt8>) {
    for place in 0..<min(text.count, Self.sampleBytes) {
      let byte = text[place]
      switch byte {
      case 0x41...0x5A: capitals += 1
      case 0x61...0x7A: smalls += 1
      case 0x30...0x39: digits += 1
      case 0x2B, 0x2F, 0x2D, 0x5F: signs += 1
      case 0x3D, 0x0D, 0x0A: paddings += 1
      default: others += 1
      }
      if byte.hexadecimalValue == nil, byte != 0x0D, byte != 0x0A { isHexadecimal = false }
    }
  }

  /// How many characters are of base64's alphabets.
  public var alphabetCount: Int { capitals + smalls + digits + signs }

  /// Whether capitals, small letters and digits are mixed as in base64 and hardly elsewhere: in what it
  /// encodes, about 40 of 100 characters are capitals and 15 are digits; in prose, fewer than 5 and 2.
  public var isMixed: Bool {
    capitals * 8 >= alphabetCount && smalls * 8 >= alphabetCount && digits * 32 >= alphabetCount
  }

  /// Whether it may be base64: nothing but its characters, or mixed like it with others strewn in.
  public var mayBeBase64: Bool {
    alphabetCount >= 16 && (others == 0 || isMixed && alphabetCount >= others)
  }
}
