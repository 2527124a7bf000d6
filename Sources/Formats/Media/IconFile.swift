/// Icons and cursors of Windows: a directory of images. Source: Microsoft, "Icons", and `GRPICONDIR`.
public enum IconFile {
  /// Whether bytes begin as an icon or a cursor does: entries with a zero byte at its place, whose images lie
  /// behind the directory.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    guard let count = bytes.little16(at: 4), count > 0, let size = bytes.little32(at: 14),
      let offset = bytes.little32(at: 18), bytes.byte(at: 9) ?? 1 == 0 || bytes.byte(at: 9) == 0xFF
    else { return false }
    return size > 0 && Int(offset) >= 6 + 16 * Int(count)
  }
}
