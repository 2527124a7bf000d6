/// TIFF and BigTIFF. Sources: Adobe, "TIFF", revision 6.0; LibTIFF, "BigTIFF Design".
enum TIFFFile {
  /// More directories than this, and the file goes around in circles.
  private static let directoriesMax = 4096

  /// Directories of fields that refer to the next, each in the file and each another.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    let isBig = bytes.byte(at: 0) == 0x4D
    let isWide = (isBig ? bytes.big16(at: 2) : bytes.little16(at: 2)) == 43
    guard var place = number(bytes, isWide ? 8 : 4, isWide ? 8 : 4, isBig) else { return .invalid }
    var seen: Set<Int> = []
    while place != 0, seen.count < directoriesMax {
      guard seen.insert(place).inserted, let count = number(bytes, place, isWide ? 8 : 2, isBig),
        count > 0,
        count <= 65_535
      else { return .invalid }
      let end = place + (isWide ? 8 + count * 20 : 2 + count * 12)
      guard end <= bytes.count else { return .invalid }
      // The last directory's link may be missing.
      place = number(bytes, end, isWide ? 8 : 4, isBig) ?? 0
      // Viewers show the first page where the link to a second leads nowhere.
      if place >= bytes.count { break }
    }
    return place == 0 || seen.count < directoriesMax ? .valid(end: nil) : .invalid
  }

  private static func number(_ bytes: Span<UInt8>, _ place: Int, _ width: Int, _ isBig: Bool)
    -> Int?
  {
    switch width {
    case 2: (isBig ? bytes.big16(at: place) : bytes.little16(at: place)).map { Int($0) }
    case 4: (isBig ? bytes.big32(at: place) : bytes.little32(at: place)).map { Int($0) }
    default:
      (isBig ? bytes.big64(at: place) : bytes.little64(at: place)).flatMap { Int(exactly: $0) }
    }
  }
}
