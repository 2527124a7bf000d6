/// What the name of a character set says of the bytes of ASCII in it. Sources: IANA, "Character Sets"; the
/// names that glibc, ICU, Java, Python and .NET know.
///
/// Text is read as bytes that extend ASCII. In some character sets it is another text to whoever knows them.
/// Libraries pass over case, signs and prefixes of names, each in its own way, so letters and digits alone
/// count here, and what is not known to extend ASCII is taken to hide it.
public struct CharacterSet: Hashable, Sendable {
  /// Whether the characters of ASCII are other bytes in it, or its bytes stand for others, as far as is known:
  /// EBCDIC, UTF-7 and its like. UTF-16 and UTF-32 are not counted: bytes tell them.
  public let hidesASCII: Bool
  /// Whether sequences in the text change what its bytes stand for: ISO 2022 and HZ, which mail is written in.
  public let shifts: Bool

  /// Whether it is either.
  public var isOdd: Bool { hidesASCII || shifts }

  /// Reads a name.
  public init(_ name: Span<UInt8>) {
    var word: [UInt8] = []
    for place in 0..<min(name.count, 64) {
      let byte = name[place].lowercased
      if (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) { word.append(byte) }
    }
    let bare = word.span
    shifts = Self.begins(bare, with: Self.shifting)
    hidesASCII =
      !bare.isEmpty && !shifts
      && (Self.begins(bare, with: Self.strange)
        || !(Self.begins(bare, with: Self.plain) || PlainText.isOne(of: Self.plainWhole, bare)
          || Self.isPlainPage(bare)))
  }

  private static let shifting: [StaticString] = [
    "iso2022", "csiso2022", "hz", "jis", "csjis", "xjis", "ms5022", "cp5022", "windows5022",
    "xwindows5022", "windowsiso2022", "xwindowsiso2022",
  ]

  /// Names that begin like those of others.
  private static let strange: [StaticString] = [
    "macsymbol", "macdingbat", "xmacsymbol", "xmacdingbat", "greek7", "gb1988", "iso646cn",
  ]

  private static let plain: [StaticString] = [
    "utf8", "utf16", "utf32", "ucs2", "ucs4", "iso10646", "csunicode", "unicodefffe", "cesu8",
    "wtf8",
    "iso8859", "8859", "isolatin", "csisolatin", "latin", "isoir100", "isoir101", "isoir126",
    "isoir144",
    "windows125", "win125", "windows874", "windows31j", "cswindows31j", "windows93", "windows949",
    "xwindows9",
    "koi8", "cskoi8", "shiftjis", "csshiftjis", "xsjis", "sjis", "mskanji", "eucjp", "euckr",
    "euccn", "euctw",
    "cseuc", "xeuc", "gb", "csgb", "xgb", "cngb", "big5", "csbig5", "xbig5", "cnbig5", "ksc56",
    "csksc56",
    "ksx1001", "johab", "xjohab", "tis620", "viscii", "tcvn", "armscii", "georgian", "mac", "csmac",
    "xmac",
    "hproman8", "cshproman8", "ascii", "usascii", "csascii", "ansi", "iso646us", "iso646irv",
    "cspc",
  ]

  private static let plainWhole: [StaticString] = [
    "us", "l1", "l2", "l3", "l4", "l5", "l6", "l7", "l8", "l10", "greek", "greek8", "hebrew",
    "arabic", "cyrillic",
    "thai", "thai8", "roman8", "r8", "ujis", "uhc", "unicode", "utf", "pt154", "ptcp154", "cp154",
    "rk1048",
    "strk1048", "nextstep", "mik", "xuserdefined", "userdefined", "binary", "8bit", "7bit",
    "unknown8bit",
    "unknown", "xunknown", "none", "default", "elot928", "ecma114", "ecma118", "logical", "visual",
    "ms936",
    "msgreek", "mshebr", "msarab", "mscyrl", "msee", "msturk", "mskorean", "winbaltrim",
  ]

  private static func begins(_ name: Span<UInt8>, with starts: [StaticString]) -> Bool {
    starts.contains { name.has($0, at: 0) }
  }

  /// Whether a name is that of a code page that extends ASCII: its number, behind whose it is.
  private static func isPlainPage(_ name: Span<UInt8>) -> Bool {
    var place = 0
    for prefix: StaticString in ["x", "cs", "ibm", "ccsid", "cp", "ms", "dos"]
    where name.has(prefix, at: place) {
      place += prefix.utf8CodeUnitCount
    }
    guard place < name.count, name.count - place < 8 else { return false }
    var number = 0
    while let byte = name.byte(at: place) {
      guard (0x30...0x39).contains(byte) else { return false }
      number = number * 10 + Int(byte - 0x30)
      place += 1
    }
    return isPlainPage(number)
  }

  /// Code pages that extend ASCII, and those whose bytes tell that they are UTF-16 or UTF-32. Those of IBM's
  /// mainframes are hundreds, and do not.
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
