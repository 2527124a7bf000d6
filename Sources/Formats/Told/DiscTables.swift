/// Discs as a whole: tables of partitions, and file systems of Macintosh and of memory cards.
///
/// Sources: UEFI Specification 2.10, chapter 5 (GPT, MBR); Apple, TN1150 (HFS+), "Inside Macintosh: Files"
/// (HFS), "Apple File System Reference"; Linux, `include/uapi/linux/jffs2.h`.
enum DiscTables {
  /// Whether bytes begin as such a disc.
  static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    if bytes.has("EFI PART", at: 512) || bytes.has("EFI PART", at: 4096) { return true }
    return isPartitioned(bytes) || isMacintosh(bytes) || isFlashMemory(bytes)
  }

  /// Four entries, of which each is empty or has a partition, and one of these begins in the file.
  private static func isPartitioned(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 1024, bytes[510] == 0x55, bytes[511] == 0xAA else { return false }
    var hasPartition = false
    for entry in stride(from: 446, to: 510, by: 16) {
      guard bytes[entry] & 0x7F == 0, let first = bytes.little32(at: entry + 8),
        let count = bytes.little32(at: entry + 12)
      else { return false }
      if bytes[entry + 4] == 0 {
        guard first == 0, count == 0 else { return false }
      } else {
        guard first > 0, count > 0 else { return false }
        if Int(first) * 512 < bytes.count { hasPartition = true }
      }
    }
    return hasPartition
  }

  /// HFS+ and HFSX by their versions, HFS by the size of its blocks and a volume's name, APFS by its letters.
  private static func isMacintosh(_ bytes: Span<UInt8>) -> Bool {
    let start = 1024
    if bytes.has("H+\0\u{4}", at: start) || bytes.has("HX\0\u{5}", at: start) { return true }
    if bytes.has("NXSB", at: 32), bytes.little32(at: 36) == 4096 { return true }
    guard bytes.has("BD", at: start), let blockBytes = bytes.big32(at: start + 20),
      let nameBytes = bytes.byte(at: start + 36)
    else { return false }
    return blockBytes > 0 && blockBytes % 512 == 0 && (1...27).contains(nameBytes)
  }

  /// A node of JFFS2, in the order of either kind of processor.
  private static func isFlashMemory(_ bytes: Span<UInt8>) -> Bool {
    let isLittle = bytes.little16(at: 0) == 0x1985
    guard isLittle || bytes.big16(at: 0) == 0x1985,
      let kind = isLittle ? bytes.little16(at: 2) : bytes.big16(at: 2),
      let count = isLittle ? bytes.little32(at: 4) : bytes.big32(at: 4)
    else { return false }
    return [0xE001, 0xE002, 0x2003, 0x2004, 0x2006, 0xE008, 0xE009].contains(kind) && count >= 12
      && Int(count) <= bytes.count
  }
}
