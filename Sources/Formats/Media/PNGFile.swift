internal import Decoding

/// Portable Network Graphics. Source: ISO/IEC 15948.
enum PNGFile {
  /// A signature, and chunks with a length, a name and a checksum, from IHDR to IEND, with image data
  /// between. Viewers pass over chunks that they need not know, whatever their checksums.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    var place = 8
    var hasData = false
    var isFirst = true
    while let length = bytes.big32(at: place), let name = bytes.big32(at: place + 4) {
      guard isName(name), let body = bytes.run(at: place + 4, count: Int(length) + 4),
        let checksum = bytes.big32(at: place + 8 + Int(length))
      else { return .invalid }
      // What Apple's tools put before it has a name that must be known, too.
      if isFirst, name != 0x4948_4452, name != 0x4367_4249 { return .invalid }
      isFirst = false
      let mustBeKnown = name & 0x2000_0000 == 0
      if mustBeKnown, Checksum.crc32(body) != checksum { return .invalid }
      place += 12 + Int(length)
      if name == 0x4944_4154 { hasData = true }
      if name == 0x4945_4E44 { return hasData ? .valid(end: place) : .invalid }
    }
    return .invalid
  }

  private static func isName(_ name: UInt32) -> Bool {
    for shift in [UInt32(0), 8, 16, 24] {
      let byte = UInt8(truncatingIfNeeded: name >> shift) | 0x20
      if !(0x61...0x7A).contains(byte) { return false }
    }
    return true
  }
}
