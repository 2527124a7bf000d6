/// Sound, and what Matroska has. Sources: RFC 9639 (FLAC), RFC 3533 (Ogg), id3.org, "ID3 tag version
/// 2.4.0", RFC 8794 (EBML).
enum SoundFile {
  /// Blocks of metadata up to the last, and a frame.
  static func flac(_ bytes: Span<UInt8>) -> MediaExtent {
    var place = 4
    while let head = bytes.big32(at: place) {
      place += 4 + Int(head & 0xFF_FFFF)
      guard place <= bytes.count else { return .invalid }
      guard head & 0x8000_0000 != 0 else { continue }
      guard let sync = bytes.big16(at: place) else {
        return place == bytes.count ? .valid(end: nil) : .invalid
      }
      return sync & 0xFFFC == 0xFFF8 ? .valid(end: nil) : .invalid
    }
    return .invalid
  }

  /// Pages, one after the other.
  static func ogg(_ bytes: Span<UInt8>) -> MediaExtent {
    var place = 0
    var pages = 0
    while bytes.has("OggS", at: place) {
      guard let segments = bytes.byte(at: place + 26), bytes.count - place >= 27 + Int(segments)
      else { break }
      var size = 27 + Int(segments)
      for index in 0..<Int(segments) { size += Int(bytes[place + 27 + index]) }
      guard size <= bytes.count - place else { return pages > 0 ? .valid(end: nil) : .invalid }
      place += size
      pages += 1
    }
    return pages > 0 ? .valid(end: place) : .invalid
  }

  /// Stray bytes that players pass over before the first frame.
  private static let strayBytesMax = 64 << 10

  /// Tags, and frames of which two follow one another.
  static func mp3(_ bytes: Span<UInt8>) -> MediaExtent {
    var place = 0
    while bytes.has("ID3", at: place), let size = tagBytes(bytes, at: place + 6) {
      place += 10 + size
    }
    let limit = min(bytes.count, place + strayBytesMax)
    while let found = bytes.extracting(0..<max(0, limit)).firstPlace(of: 0xFF, from: place) {
      if let length = AudioFrames.mpegBytes(bytes, at: found),
        found + length >= bytes.count || AudioFrames.mpegBytes(bytes, at: found + length) != nil
      {
        return .valid(end: nil)
      }
      place = found + 1
    }
    return .invalid
  }

  /// Four times seven bits.
  private static func tagBytes(_ bytes: Span<UInt8>, at place: Int) -> Int? {
    guard let size = bytes.big32(at: place), size & 0x8080_8080 == 0 else { return nil }
    return Int(size & 0x7F) | Int(size >> 8 & 0x7F) << 7 | Int(size >> 16 & 0x7F) << 14
      | Int(size >> 24 & 0x7F) << 21
  }

  /// A header, and a segment behind it.
  static func matroska(_ bytes: Span<UInt8>) -> MediaExtent {
    guard let first = bytes.byte(at: 4), first != 0 else { return .invalid }
    let width = first.leadingZeroBitCount + 1
    var size = Int(first) & (0xFF >> width)
    for index in 1..<max(1, width) {
      guard size < 1 << 40, let byte = bytes.byte(at: 4 + index) else { return .invalid }
      size = size << 8 | Int(byte)
    }
    return bytes.big32(at: 4 + width + size) == 0x1853_8067 ? .valid(end: nil) : .invalid
  }
}
