/// Files of boxes: MP4, QuickTime, HEIF, AVIF. Source: ISO/IEC 14496-12, 4.2.
enum BoxFile {
  /// Boxes one after the other, with an index among them: of a film (`moov`), of its pieces (`moof`), or
  /// of images (`meta`). What is cut off in the data is played as far as it goes.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    var place = 0
    var hasIndex = false
    while place < bytes.count {
      guard let (name, size) = box(bytes, at: place) else {
        return hasIndex ? .valid(end: place) : .invalid
      }
      if name == 0x6D6F_6F76 || name == 0x6D6F_6F66 || name == 0x6D65_7461 { hasIndex = true }
      guard let size, size <= bytes.count - place else {
        guard hasIndex else { return .invalid }
        return .valid(end: isCutOff(name) ? nil : place)
      }
      place += size
    }
    return hasIndex ? .valid(end: place) : .invalid
  }

  /// Whether a box may be cut off, or go to the end: others that seem to are something else that follows.
  private static func isCutOff(_ name: UInt32) -> Bool {
    // mdat, idat, moof, free, skip, uuid
    [0x6D64_6174, 0x6964_6174, 0x6D6F_6F66, 0x6672_6565, 0x736B_6970, 0x7575_6964].contains(name)
  }

  /// A box's name and size; no size for one that goes to the end. `nil` for what is no box.
  private static func box(_ bytes: Span<UInt8>, at place: Int) -> (name: UInt32, size: Int?)? {
    guard let size = bytes.big32(at: place), let name = bytes.big32(at: place + 4) else {
      return nil
    }
    for shift in [UInt32(0), 8, 16, 24] {
      let byte = UInt8(truncatingIfNeeded: name >> shift)
      guard (0x20...0x7E).contains(byte) || byte == 0xA9 else { return nil }
    }
    switch size {
    case 0: return (name, nil)
    case 1:
      guard let long = bytes.big64(at: place + 8), long >= 16 else { return nil }
      return (name, Int(clamping: long))
    case 2..<8: return nil
    default: return (name, Int(size))
    }
  }
}
