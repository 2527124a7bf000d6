/// Images of file systems, and of discs of virtual machines, by their first blocks.
///
/// Sources: Linux, `fs/ext4/ext4.h`, `fs/squashfs/squashfs_fs.h`, `fs/xfs/libxfs/xfs_format.h`,
/// `include/uapi/linux/btrfs_tree.h`, `cramfs_fs.h`, `romfs_fs.h`; Microsoft, "FAT: General Overview of
/// On-Disk Format", "exFAT file system specification", "VHDX"; QEMU, `docs/interop/qcow2.txt`; VMware,
/// "Virtual Disk Format 5.0".
public enum DiskImage {
  /// Whether bytes begin as such an image.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    for (text, place) in marks where bytes.has(text, at: place) { return true }
    // Numbers that are no letters.
    switch bytes.big32(at: 0) {
    case 0x5146_49FB, 0x453D_CD28, 0x28CD_3D45: return true
    default: break
    }
    return isSquashed(bytes) || isExtended(bytes) || isAllocationTable(bytes)
  }

  private static let marks: [(StaticString, Int)] = [
    ("XFSB", 0), ("_BHRfS_M", 0x10040), ("-rom1fs-", 0), ("vhdxfile", 0), ("KDMV", 0),
    ("# Disk DescriptorFile", 0), ("<<< Oracle VM VirtualBox Disk Image >>>", 0),
  ]

  /// In both orders of bytes, of version 2 to 4.
  private static func isSquashed(_ bytes: Span<UInt8>) -> Bool {
    let version =
      bytes.has("hsqs", at: 0)
      ? bytes.little16(at: 28) : bytes.has("sqsh", at: 0) ? bytes.big16(at: 28) : nil
    return version.map { (2...4).contains($0) } ?? false
  }

  /// The second to the fourth: behind 1,024 bytes a block with a number, a state, and what is done at errors.
  private static func isExtended(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.little16(at: 1024 + 56) == 0xEF53, let blockSize = bytes.little32(at: 1024 + 24),
      let state = bytes.little16(at: 1024 + 58), let errors = bytes.little16(at: 1024 + 60),
      let inodes = bytes.little32(at: 1024)
    else { return false }
    return blockSize <= 6 && state <= 7 && errors <= 3 && inodes > 0
  }

  /// FAT, exFAT and NTFS: a name at its place in a boot sector.
  private static func isAllocationTable(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.byte(at: 510) == 0x55, bytes.byte(at: 511) == 0xAA else { return false }
    if bytes.has("NTFS    ", at: 3) || bytes.has("EXFAT   ", at: 3) { return true }
    return bytes.has("FAT12   ", at: 54) || bytes.has("FAT16   ", at: 54)
      || bytes.has("FAT     ", at: 54) || bytes.has("FAT32   ", at: 82)
  }
}
