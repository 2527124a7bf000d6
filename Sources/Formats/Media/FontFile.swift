/// Fonts. Sources: ISO/IEC 14496-22 (Open Font Format); W3C, "WOFF File Format 1.0" and "2.0".
enum FontFile {
  /// A directory of tables, all of which lie in the file.
  static func sfnt(_ bytes: Span<UInt8>, at start: Int) -> MediaExtent {
    guard let count = bytes.big16(at: start + 4), count > 0 else { return .invalid }
    var end = start + 12 + 16 * Int(count)
    guard end <= bytes.count else { return .invalid }
    for index in 0..<Int(count) {
      let entry = start + 12 + 16 * index
      guard let offset = bytes.big32(at: entry + 8), let size = bytes.big32(at: entry + 12) else {
        return .invalid
      }
      end = max(end, Int(offset) + Int(size))
    }
    guard end <= bytes.count else { return .invalid }
    return .valid(end: min(bytes.count, (end + 3) & ~3))
  }

  /// Several fonts that share tables.
  static func collection(_ bytes: Span<UInt8>) -> MediaExtent {
    guard let count = bytes.big32(at: 8), count > 0, Int(count) <= bytes.count / 16 else {
      return .invalid
    }
    var end = 0
    // Directories may be shared, too: fonts past a thousand are not looked at.
    for index in 0..<min(Int(count), 1024) {
      guard let offset = bytes.big32(at: 12 + 4 * index) else { return .invalid }
      let font = sfnt(bytes, at: Int(offset))
      guard font.isValid else { return .invalid }
      end = max(end, font.end ?? 0)
    }
    // A signature may follow.
    return .valid(end: bytes.big32(at: 4) == 0x0002_0000 || count > 1024 ? nil : end)
  }

  /// A header that says how long the file is. Of the older form also a directory of tables.
  static func woff(_ bytes: Span<UInt8>, headerBytes: Int, entryBytes: Int) -> MediaExtent {
    guard let length = bytes.big32(at: 8), let count = bytes.big16(at: 12), count > 0,
      Int(length) <= bytes.count, Int(length) >= headerBytes
    else { return .invalid }
    guard entryBytes > 0 else { return .valid(end: Int(length)) }
    for index in 0..<Int(count) {
      let entry = headerBytes + entryBytes * index
      guard let offset = bytes.big32(at: entry + 4), let size = bytes.big32(at: entry + 8),
        Int(offset) + Int(size) <= Int(length)
      else { return .invalid }
    }
    return .valid(end: Int(length))
  }
}
