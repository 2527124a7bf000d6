/// GIF. Source: CompuServe, "Graphics Interchange Format", version 89a.
enum GIFFile {
  /// Blocks up to the trailer, with an image among them. Viewers show the images before what is none.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    guard let flags = bytes.byte(at: 10), bytes.count >= 13 else { return .invalid }
    var place = 13 + tableBytes(flags)
    var hasImage = false
    while let byte = bytes.byte(at: place) {
      switch byte {
      case 0x3B: return hasImage ? .valid(end: place + 1) : .invalid
      case 0x21:
        guard let end = blocksEnd(bytes, from: place + 2) else { return cut(hasImage) }
        place = end
      case 0x2C:
        guard let flags = bytes.byte(at: place + 9) else { return cut(hasImage) }
        let data = place + 10 + tableBytes(flags)
        guard bytes.byte(at: data).map({ (1...12).contains($0) }) ?? false else {
          return cut(hasImage)
        }
        guard let end = blocksEnd(bytes, from: data + 1) else { return .valid(end: nil) }
        hasImage = true
        place = end
      // Some writers leave zeros between blocks.
      case 0: place += 1
      default: return hasImage ? .valid(end: place) : .invalid
      }
    }
    return cut(hasImage)
  }

  private static func cut(_ hasImage: Bool) -> MediaExtent {
    hasImage ? .valid(end: nil) : .invalid
  }

  private static func tableBytes(_ flags: UInt8) -> Int {
    flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
  }

  /// Where a chain of blocks, each with its length, ends; `nil` where the bytes end before.
  private static func blocksEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while let length = bytes.byte(at: place) {
      place += 1
      if length == 0 { return place }
      place += Int(length)
    }
    return nil
  }
}
