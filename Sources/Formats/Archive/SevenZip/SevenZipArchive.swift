internal import Decoding

/// What a 7z archive says of how it is packed, which its reader does not tell from damage. Source: 7-Zip's
/// "7zFormat.txt" and "Methods.txt".
public struct SevenZipArchive: Hashable, Sendable {
  /// Whether its list of members lies beyond its end: it was cut, or goes on in other files.
  public let isCut: Bool
  /// Whether libarchive opens all that it is packed by, as far as the list can be read.
  public let isOpened: Bool

  /// Looks at an archive.
  public init(_ bytes: Span<UInt8>) {
    guard let list = SevenZipList(bytes) else {
      isCut = SevenZipList.isBeyond(bytes)
      isOpened = true
      return
    }
    isCut = false
    isOpened = list.folders(bytes)?.allSatisfy(Self.isOpened) ?? true
  }

  /// Whether libarchive 3.6 knows the coders of a folder, and opens them together. Branches of processors but
  /// x86 it undoes behind LZMA2 alone, and no two filters.
  private static func isOpened(_ coders: [UInt64]) -> Bool {
    guard
      coders.allSatisfy({ packers.contains($0) || filters.contains($0) || branches.contains($0) })
    else { return false }
    // What is encrypted is told as that.
    if coders.contains(bcj2) || coders.contains(cipher) { return true }
    return coders.count <= 2
      && (!coders.contains { branches.contains($0) } || coders.contains(lzma2))
  }

  private static let lzma2: UInt64 = 0x21
  private static let bcj2: UInt64 = 0x0303_011B
  private static let cipher: UInt64 = 0x06F1_0701
  /// As it is, LZMA, LZMA2, DEFLATE, bzip2, PPMd; the cipher, which is told by itself.
  private static let packers: [UInt64] = [
    0, 0x03_0101, lzma2, 0x04_0108, 0x04_0202, 0x03_0401, cipher,
  ]
  /// Differences, x86.
  private static let filters: [UInt64] = [3, 0x0303_0103, bcj2]
  /// PowerPC, Itanium, ARM, Thumb, SPARC.
  private static let branches: [UInt64] = [
    0x0303_0205, 0x0303_0401, 0x0303_0501, 0x0303_0701, 0x0303_0805,
  ]
}
