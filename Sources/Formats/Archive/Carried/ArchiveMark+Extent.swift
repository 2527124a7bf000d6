extension ArchiveMark {
  /// How many bytes the file has that begins with these bytes, as its headers have it; all of them where they
  /// do not tell, or do not lead to an end.
  public func byteCount(of bytes: Span<UInt8>) -> Int {
    let count: Int? =
      switch self {
      case .sevenZip: SevenZipHeader(bytes)?.byteCount
      case .rar: RarBlocks.byteCount(of: bytes)
      case .cab: CabinetHeader(bytes)?.byteCount
      case .tar: TarWalk(bytes).end
      case .cpio: CpioHeader.end(in: bytes)
      case .lha, .lz: LhaHeader.end(in: bytes)
      case .iso: Self.isoBytes(bytes)
      default: nil
      }
    return min(count ?? bytes.count, bytes.count)
  }

  /// Source: ECMA-119, section 8.4: sectors of the volume, and their size.
  private static func isoBytes(_ bytes: Span<UInt8>) -> Int? {
    guard let sectors = bytes.little32(at: 0x8050), let size = bytes.little16(at: 0x8080),
      sectors > 16, size > 0
    else { return nil }
    return Int(sectors) * Int(size)
  }
}
