/// What archives and compressed files are found by where they lie in another file, as unpackers find them: a
/// text, and how many bytes lie before it. Whether a file really begins there
/// ``isBeginning(_:at:)`` tells.
public enum ArchiveMark: UInt8, CaseIterable, Hashable, Sendable {
  // Opened.
  case sevenZip, rar, cab, zipMember, gzip, bzip2, xz, zstd, lzip, xar, tar, cpio, iso
  case lha, lz, lzma, compress
  // Told alone.
  case arj, ace, egg, alz, wim, chm

  /// The text: no longer than it takes, since for longer ones the engine is compiled for a hundred times as
  /// long.
  public var text: [UInt8] {
    switch self {
    case .sevenZip: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
    case .rar: Array("Rar!\u{1A}\u{7}".utf8)
    case .cab: Array("MSCF".utf8)
    case .zipMember: Array("PK\u{3}\u{4}".utf8)
    case .gzip: [0x1F, 0x8B, 8]
    case .bzip2: Array("1AY&SY".utf8)
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .lzip: Array("LZIP\u{1}".utf8)
    case .xar: Array("xar!".utf8)
    case .tar: Array("ustar".utf8)
    case .cpio: Array("0707".utf8)
    case .iso: Array("\u{1}CD00".utf8)
    case .lha: Array("-lh".utf8)
    case .lz: Array("-lz".utf8)
    case .lzma: [0x5D, 0, 0]
    case .compress: [0x1F, 0x9D]
    case .arj: [0x60, 0xEA]
    case .ace: Array("**ACE**".utf8)
    case .egg: Array("EGGA".utf8)
    case .alz: Array("ALZ\u{1}".utf8)
    case .wim: Array("MSWIM".utf8)
    case .chm: Array("ITSF\u{3}".utf8)
    }
  }

  /// How many bytes of the file lie before the text.
  public var textOffset: Int {
    switch self {
    case .bzip2: 4
    case .tar: 257
    case .iso: 0x8000
    case .lha, .lz: 2
    case .ace: 7
    default: 0
    }
  }

  /// The longest text, in bytes.
  public static let textBytesMax = allCases.map(\.text.count).max() ?? 0
  /// The most bytes before a text.
  public static let textOffsetMax = allCases.map(\.textOffset).max() ?? 0
}
