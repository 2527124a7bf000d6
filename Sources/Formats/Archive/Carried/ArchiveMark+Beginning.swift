internal import Decoding

extension ArchiveMark {
  /// Whether a file begins at a place at which its text is: by its header's checksum where there is one, else
  /// by fields that have few values. Of random bytes with the text hardly any pass.
  public func isBeginning(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    guard place >= 0, place < bytes.count else { return false }
    let file = bytes.extracting(place...)
    return switch self {
    case .sevenZip: SevenZipHeader(file) != nil
    case .rar: RarBlocks.isBeginning(file)
    case .cab: CabinetHeader(file) != nil
    case .zipMember: ZipArchive.isMember(file)
    case .gzip: Self.isGzip(file)
    case .bzip2: file.has("BZh", at: 0) && (0x31...0x39).contains(file[3])
    case .xz: Self.isXz(file)
    // A bit of the frame's description is reserved.
    case .zstd: file.byte(at: 4).map { $0 & 0x08 == 0 } ?? false
    case .lzip: file.byte(at: 5).map { (12...29).contains($0 & 0x1F) } ?? false
    case .xar: Self.isXar(file)
    case .tar: TarHeader(file, at: 0) != nil
    case .cpio: CpioHeader(file, at: 0) != nil
    case .iso: file.has("CD001\u{1}\0", at: 0x8001)
    case .lha, .lz: LhaHeader(file, at: 0) != nil
    case .lzma: Self.isLzma(file)
    case .compress: Decoder.isLikelyCompress(file)
    case .arj: Self.isArj(file)
    case .ace: file.little16(at: 2).map { $0 >= 27 } ?? false && file.byte(at: 4) == 0
    case .egg: file.little16(at: 4) == 0x0100 && file.little32(at: 10) == 0
    case .alz: file.has("BLZ\u{1}", at: 8)
    case .wim: file.has("\0\0\0", at: 5) && file.little32(at: 8) == 208
    case .chm: file.little32(at: 4) == 3 && file.little32(at: 8) == 0x60
    }
  }

  /// With a dictionary that no decoder refuses for its size: tables of numbers have the same bytes.
  private static func isLzma(_ file: Span<UInt8>) -> Bool {
    guard let dictionary = file.little32(at: 1), dictionary <= 64 << 20 else { return false }
    return CompressedFile.begins(file, as: .lzma)
  }

  /// Source: RFC 1952, section 2.3.1: flags of which three are reserved, how it was packed, and on what system.
  private static func isGzip(_ file: Span<UInt8>) -> Bool {
    guard let flags = file.byte(at: 3), let effort = file.byte(at: 8), let system = file.byte(at: 9)
    else { return false }
    return flags & 0xE0 == 0 && (effort == 0 || effort == 2 || effort == 4)
      && (system <= 13 || system == 255)
  }

  /// Source: The .xz File Format, section 2.1.1.
  private static func isXz(_ file: Span<UInt8>) -> Bool {
    guard file.byte(at: 5) == 0, let flags = file.run(at: 6, count: 2) else { return false }
    return file.little32(at: 8) == Checksum.crc32(flags)
  }

  /// Source: the format as its makers describe it ("xarformat"): a header's size, a version, sizes of a list
  /// of members, which is a zlib stream.
  private static func isXar(_ file: Span<UInt8>) -> Bool {
    guard let headerBytes = file.big16(at: 4), (28...512).contains(headerBytes),
      file.big16(at: 6) == 1, let packed = file.big64(at: 8), packed < UInt64(file.count)
    else { return false }
    return file.byte(at: Int(headerBytes)) == 0x78
  }

  /// Source: ARJ's "technote": a header's size, of at most 2,600 bytes, the header, its CRC-32.
  private static func isArj(_ file: Span<UInt8>) -> Bool {
    guard let size = file.little16(at: 2), (30...2600).contains(size),
      let header = file.run(at: 4, count: Int(size))
    else { return false }
    return file.little32(at: 4 + Int(size)) == Checksum.crc32(header)
  }
}
