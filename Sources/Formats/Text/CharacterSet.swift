/// What the name of a character set says of the bytes of ASCII in it. Sources: IANA, "Character Sets";
/// the names that glibc, ICU, Java and .NET know.
///
/// Text is read as bytes that extend ASCII. In some character sets it is another text to whoever knows them.
public struct CharacterSet: Hashable, Sendable {
  /// Whether the characters of ASCII are other bytes in it, or its bytes stand for others: EBCDIC, UTF-7 and
  /// its like. UTF-16 and UTF-32 are not counted: bytes tell them.
  public let hidesASCII: Bool
  /// Whether sequences in the text change what its bytes stand for: ISO 2022 and HZ, which mail is written in.
  public let shifts: Bool

  /// Reads a name, in letters of any size.
  public init(_ name: Span<UInt8>) {
    var word: [UInt8] = []
    for place in 0..<min(name.count, 64) where name[place] > 0x20 {
      word.append(name[place].lowercased)
    }
    while let last = word.last, last == 0x22 || last == 0x27 { word.removeLast() }
    let start = word.firstIndex { $0 != 0x22 && $0 != 0x27 } ?? word.count
    let bare = word.span.extracting(start...)
    shifts = Self.begins(
      bare, with: ["iso-2022", "iso2022", "csiso2022", "hz", "x-windows-iso2022"])
    hidesASCII = Self.begins(bare, with: Self.hiding) || Self.isHidingPage(bare)
  }

  private static let hiding: [StaticString] = [
    "utf-7", "utf7", "unicode-1-1-utf-7", "unicode-2-0-utf-7", "csunicode11utf7", "csutf7",
    "x-utf-7",
    "x-imap", "imap", "utf-7-imap", "scsu", "csscsu", "bocu", "csbocu", "utf-ebcdic",
    "ebcdic", "x-ebcdic", "csebcdic", "osf1002", "x-eur-fin",
  ]

  private static func begins(_ name: Span<UInt8>, with starts: [StaticString]) -> Bool {
    starts.contains { name.has($0, at: 0) }
  }

  /// Whether a name is that of a code page, and of none that extends ASCII. Those of IBM's mainframes are
  /// hundreds, so the others are listed.
  private static func isHidingPage(_ name: Span<UInt8>) -> Bool {
    var place = 0
    if name.has("x-", at: 0) { place = 2 } else if name.has("cs", at: 0) { place = 2 }
    let isOfIBM = name.has("ibm", at: place)
    if isOfIBM {
      place += 3
    } else if name.has("ccsid", at: place) {
      place += 5
    } else if name.has("cp", at: place) {
      place += 2
    } else if place > 0 {
      return false
    }
    if name.byte(at: place) == 0x2D || name.byte(at: place) == 0x5F { place += 1 }
    var number = 0
    var digits = 0
    while let byte = name.byte(at: place), (0x30...0x39).contains(byte), digits < 7 {
      number = number * 10 + Int(byte - 0x30)
      digits += 1
      place += 1
    }
    // `IBM-Thai`; and what has more behind the number is a name of another kind: `8859_1`.
    guard digits > 0 else { return isOfIBM }
    if place < name.count, !isOfIBM { return false }
    return !isPlainPage(number)
  }

  /// Code pages that extend ASCII, and those whose bytes tell that they are UTF-16 or UTF-32.
  private static func isPlainPage(_ number: Int) -> Bool {
    switch number {
    case 367, 437, 646, 708, 720, 737, 775, 808, 813, 819, 848...869, 872, 874, 878: true
    case 895, 897, 901, 902, 912...916, 919...923, 932, 936, 942, 943, 949...951, 954, 964, 970:
      true
    case 1006, 1041, 1046, 1051, 1089, 1098, 1116...1119, 1124, 1125, 1127, 1129, 1131, 1133: true
    case 1161...1163, 1168, 1200, 1201, 1250...1258, 1275, 1280...1286, 1361, 1363, 1381, 1383: true
    case 1386, 1392, 5346...5354, 5488, 10000...10082, 12000, 12001, 20127, 20866, 20932, 20936:
      true
    case 21866, 28591...28606, 33722, 51932, 51936, 51949, 54936, 65001: true
    default: false
    }
  }
}
