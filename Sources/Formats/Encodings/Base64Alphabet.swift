/// What characters are worth in base64. Both alphabets at once: `-` and `_` are worth what `+` and `/` are.
struct Base64Alphabet: Sendable {
  /// What a character is, where it is none of the alphabet's. All have the highest bit.
  enum Kind {
    static let padding: UInt8 = 0x80
    /// Line breaks.
    static let lineBreak: UInt8 = 0x81
    /// Spaces and tabs.
    static let space: UInt8 = 0x82
    static let other: UInt8 = 0x83
  }

  /// What a character is where others are strewn in, with ``isKept`` or what is passed over.
  enum Strewn {
    static let isKept: UInt8 = 1
    static let isStray: UInt8 = 2
    static let isSpace: UInt8 = 4
    static let isPadding: UInt8 = 8
  }

  /// The values and signs of a group of four characters, joined by or.
  enum Group {
    /// One of them is none of the alphabet's.
    static let invalid: UInt32 = 1 << 31
    /// `+` and `/` are among them.
    static let plainSign: UInt32 = 1 << 24
    /// `-` and `_` are among them.
    static let urlSign: UInt32 = 1 << 25
  }

  /// By character: up to 63 what it is worth, else its ``Kind``.
  let values: [UInt8]
  /// By character: one of ``Strewn``; none of them for line breaks.
  let strewn: [UInt8]
  /// By place in a group of four, and character: what it is worth there, with the marks of ``Group``.
  let groups: [UInt32]

  /// Both alphabets.
  static let both = Base64Alphabet(outside: [])
  /// Padding counts for nothing.
  static let withoutPadding = Base64Alphabet(outside: [0x3D])
  /// The plain alphabet.
  static let plain = Base64Alphabet(outside: [0x2D, 0x5F])
  /// The alphabet of URLs.
  static let url = Base64Alphabet(outside: [0x2B, 0x2F])

  /// Both alphabets without some characters, which are as others.
  private init(outside: [UInt8]) {
    var values = [UInt8](repeating: Kind.other, count: 256)
    for letter in 0..<26 {
      values[0x41 + letter] = UInt8(letter)
      values[0x61 + letter] = UInt8(26 + letter)
    }
    for digit in 0..<10 { values[0x30 + digit] = UInt8(52 + digit) }
    for (sign, value) in [(0x2B, 62), (0x2D, 62), (0x2F, 63), (0x5F, 63)] {
      values[sign] = UInt8(value)
    }
    values[0x3D] = Kind.padding
    values[0x0D] = Kind.lineBreak
    values[0x0A] = Kind.lineBreak
    values[0x20] = Kind.space
    values[0x09] = Kind.space
    for byte in outside { values[Int(byte)] = Kind.other }
    self.values = values
    strewn = values.map { value in
      switch value {
      case ..<64: Strewn.isKept
      case Kind.padding: Strewn.isPadding
      case Kind.lineBreak: 0
      case Kind.space: Strewn.isSpace
      default: Strewn.isStray
      }
    }
    groups = (0..<4).flatMap { place in
      values.enumerated().map { byte, value in
        value >= 64 ? Group.invalid : UInt32(value) << UInt32(18 - 6 * place) | Self.sign(byte)
      }
    }
  }

  private static func sign(_ byte: Int) -> UInt32 {
    switch byte {
    case 0x2B, 0x2F: Group.plainSign
    case 0x2D, 0x5F: Group.urlSign
    default: 0
    }
  }

  /// Whether a character is of the alphabet.
  func contains(_ byte: UInt8) -> Bool { values[Int(byte)] < 64 }
}
