/// Names of what is but a piece of an archive, which says so itself in the first piece alone.
enum VolumeName {
  /// Whether a name is that of a piece behind the first: of 7-Zip's and of `split` (`a.7z.002`), of ZIP
  /// (`a.z01`).
  static func isPiece(_ name: Span<UInt8>) -> Bool {
    guard let said = ContentType.fileExtension(of: name) else { return false }
    let signs = Array(said.utf8)
    if signs.count == 3, signs[0] == 0x7A, isDigit(signs[1]), isDigit(signs[2]) { return true }
    guard signs.count >= 3, signs.allSatisfy(isDigit), name.count > signs.count + 1 else {
      return false
    }
    let around = ContentType.fileExtension(of: name.extracting(0..<name.count - signs.count - 1))
    return around.map { archives.contains($0) } ?? false
  }

  private static let archives: Set<String> = [
    "7z", "zip", "rar", "tar", "gz", "tgz", "bz2", "xz", "zst", "cab", "arj", "iso", "img", "wim",
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
