/// JPEG. Source: ITU-T T.81, annex B.
enum JPEGFile {
  /// Segments up to a scan, and all scans up to the end of the image. Viewers show what there is of a file
  /// that is cut off in a scan.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    var place = 2
    var hasFrame = false
    while let marker = marker(bytes, &place) {
      switch marker {
      case 0xD9: return hasFrame ? .valid(end: place) : .invalid
      case 0x01, 0xD0...0xD8: continue
      default: break
      }
      guard let length = bytes.big16(at: place), length >= 2, Int(length) <= bytes.count - place
      else {
        return .invalid
      }
      if (0xC0...0xCF).contains(marker), marker != 0xC4, marker != 0xC8, marker != 0xCC {
        hasFrame = true
      }
      place += Int(length)
      guard marker == 0xDA else { continue }
      guard hasFrame else { return .invalid }
      guard let end = scanEnd(bytes, from: place) else { return .valid(end: nil) }
      place = end
    }
    return .invalid
  }

  /// The next marker, which may be filled up with bytes of 0xFF, and which viewers look for behind stray
  /// bytes.
  private static func marker(_ bytes: Span<UInt8>, _ place: inout Int) -> UInt8? {
    while let found = bytes.firstPlace(of: 0xFF, from: place) {
      place = found + 1
      while bytes.byte(at: place) == 0xFF { place += 1 }
      guard let marker = bytes.byte(at: place) else { return nil }
      place += 1
      if marker != 0 { return marker }
    }
    return nil
  }

  /// Where the codes of a scan end: at a marker that is no restart.
  private static func scanEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while let found = bytes.firstPlace(of: 0xFF, from: place) {
      guard let next = bytes.byte(at: found + 1) else { return nil }
      if next != 0, next != 0xFF, !(0xD0...0xD7).contains(next) { return found }
      place = found + (next == 0xFF ? 1 : 2)
    }
    return nil
  }
}
