/// Files that are told by a few bytes at fixed places, and opened by nothing here: archives that are rare,
/// images of discs, and what is encrypted.
public enum ToldFile: Hashable, Sendable {
  /// Archives of ACE.
  case ace
  /// Images of Windows' installations, and of what else `wimlib` packs.
  case windowsImage
  /// Discs of Microsoft's virtual machines.
  case virtualDisk
  /// Apple's archives and patches.
  case appleArchive
  /// Archives and installers' packages of other kinds, file systems, discs with partitions.
  case archive
  /// What nobody reads without a key or a password.
  case encrypted

  /// What some bytes are; `nil` where they are none of these.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.bytesMin else { return nil }
    for mark in ToldMarks.byFirstByte[Int(bytes[0])] where mark.isBeginning(bytes) {
      self = mark.file
      return
    }
    guard let found = Self.byOtherPlaces(bytes) else { return nil }
    self = found
  }

  private static let bytesMin = 8

  /// What has its mark elsewhere than at the beginning.
  private static func byOtherPlaces(_ bytes: Span<UInt8>) -> ToldFile? {
    if ArchiveMark.ace.isBeginning(bytes, at: 0), bytes.has("**ACE**", at: 7) { return .ace }
    // The copy at the end of a disc that has all of its sectors is the only one.
    if bytes.has("conectix", at: bytes.count - 512) { return .virtualDisk }
    // Source: Microsoft, "BitLocker Drive Encryption"; of removable discs the name is another.
    if bytes.has("-FVE-FS-", at: 3) { return .encrypted }
    return isArchive(bytes) || DiscTables.isBeginning(bytes) ? .archive : nil
  }

  private static func isArchive(_ bytes: Span<UInt8>) -> Bool {
    // Books of Mobipocket and Palm.
    if bytes.has("BOOKMOBI", at: 60) || bytes.has("TEXtREAd", at: 60) { return true }
    // Installers of Symbian, before its version 9.
    if bytes.little32(at: 8) == 0x1000_0419 { return true }
    // Source: zoo, `zoo.h`.
    if bytes.little32(at: 20) == 0xFDC4_A7DC { return true }
    return isARC(bytes)
  }

  /// A member of an archive of ARC: a method, a name that ends in its 13 bytes, and a size that fits. Source:
  /// ARC 6.02, `arcs.h`.
  private static func isARC(_ bytes: Span<UInt8>) -> Bool {
    guard bytes[0] == 0x1A, (1...11).contains(bytes[1]), let size = bytes.little32(at: 15),
      Int(size) <= bytes.count - 29
    else { return false }
    var place = 2
    while place < 15, (0x21...0x7E).contains(bytes[place]) { place += 1 }
    return place > 2 && place < 15 && bytes[place] == 0
  }
}
