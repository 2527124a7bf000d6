/// Icons and cursors of Windows: a directory of images. Source: Microsoft, "Icons", and `GRPICONDIR`.
public enum IconFile {
  /// Whether bytes begin as an icon or a cursor does: entries with a zero byte at its place, whose images
  /// lie behind the directory.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    guard let count = bytes.little16(at: 4), count > 0, let size = bytes.little32(at: 14),
      let offset = bytes.little32(at: 18), bytes.byte(at: 9) ?? 1 == 0 || bytes.byte(at: 9) == 0xFF
    else { return false }
    return size > 0 && Int(offset) >= 6 + 16 * Int(count)
  }
}

extension IconFile {
  /// A directory of images, all of which are there and begin as images do.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    guard let count = bytes.little16(at: 4) else { return .invalid }
    var end = 6 + 16 * Int(count)
    for index in 0..<Int(count) {
      let entry = 6 + 16 * index
      guard let size = bytes.little32(at: entry + 8), let offset = bytes.little32(at: entry + 12),
        let first = bytes.little32(at: Int(offset)),
        first == 40 || first == 0x474E_5089 || first == 12
      else { return .invalid }
      guard Int(offset) + Int(size) <= bytes.count else { return .invalid }
      end = max(end, Int(offset) + Int(size))
    }
    return .valid(end: end)
  }
}
