/// A member of a ZIP archive, as one of its headers or both describe it. Places are in the archive's bytes
/// and lie in them.
public struct ZipMember: Hashable, Sendable {
  /// Its name, of the header that names it first: the central one where there is one.
  public var name: Range<Int>
  /// Its name in the other header, where that has another.
  public var otherName: Range<Int>?
  /// The name that an extra field has in Unicode, where there is one.
  public var unicodeName: Range<Int>?
  /// How it is packed: APPNOTE.TXT 6.3.10, section 4.4.5.
  public var method: UInt16
  /// How the other header says that it is packed, where that says otherwise.
  public var otherMethod: UInt16?
  /// The general purpose flags of both headers together.
  public var flags: UInt16
  /// The checksum of what it unpacks to; nil where no header has it.
  public var checksum: UInt32?
  /// How many bytes it unpacks to, by its header; nil where no header has it.
  public var unpackedBytes: Int?
  /// How many bytes it has packed and unpacked by its local header, where that and the central one say
  /// something else; zeros where they follow the data.
  public var localPackedBytes: Int?
  public var localUnpackedBytes: Int?
  /// The packed bytes. Where no header tells how many, all up to the next header that is known.
  public var data: Range<Int>
  /// Whether ``data`` has an end that a header tells.
  public var isSized: Bool
  /// The mode of a Unix file, where one is given.
  public var mode: UInt16?
  /// Where its local header begins.
  public var headerPlace: Int

  /// Whether it is encrypted, by either of its headers.
  public var isEncrypted: Bool { flags & ZipFlag.encrypted != 0 || method == ZipMethod.encrypted }

  /// What kind of file its mode makes it.
  public var isSymbolicLink: Bool { mode.map { $0 & 0xF000 == 0xA000 } ?? false }

  /// Whether its mode is that of a device or a socket, or of a pipe without data. One with data is what
  /// packing from a pipe leaves.
  public var isDevice: Bool {
    switch (mode ?? 0) & 0xF000 {
    case 0x2000, 0x6000, 0xC000: true
    case 0x1000: data.isEmpty
    default: false
    }
  }
}

/// Bits of a member's general purpose flags. Source: APPNOTE.TXT 6.3.10, section 4.4.4.
enum ZipFlag {
  static let encrypted: UInt16 = 1 << 0
  /// Sizes and checksum follow the data.
  static let descriptor: UInt16 = 1 << 3
  /// Bits that no writer sets.
  static let reserved: UInt16 = 0xD780
}

/// How members are packed. Source: APPNOTE.TXT 6.3.10, section 4.4.5.
public enum ZipMethod {
  public static let stored: UInt16 = 0
  public static let deflate: UInt16 = 8
  public static let deflate64: UInt16 = 9
  public static let bzip2: UInt16 = 12
  public static let lzma: UInt16 = 14
  public static let zstd: UInt16 = 93
  public static let xz: UInt16 = 95
  public static let ppmd: UInt16 = 98
  /// AES around another method.
  public static let encrypted: UInt16 = 99

  /// Whether a number stands for a method at all.
  static func isKnown(_ method: UInt16) -> Bool {
    method <= 20 || (93...99).contains(method)
  }
}
