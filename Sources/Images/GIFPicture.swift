/// Decodes the first picture of a GIF file. Source: CompuServe, "Graphics Interchange Format", 89a.
struct GIFPicture {
  static func isGIF(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 6 else { return false }
    for (index, byte) in "GIF8".utf8.enumerated() where bytes[index] != byte { return false }
    return (bytes[4] == UInt8(ascii: "7") || bytes[4] == UInt8(ascii: "9"))
      && bytes[5] == UInt8(ascii: "a")
  }

  static func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    var reader = ByteReader(position: 6)
    guard let width = reader.little16(bytes), let height = reader.little16(bytes),
      let flags = reader.byte(bytes), reader.skip(2, bytes)
    else { throw .undecodable }
    let size = try PictureSize(width: width, height: height, pixelBytes: 4)
    var colours: [UInt8] = []
    if flags & 0x80 != 0 {
      guard let table = readColours(bytes, &reader, flags) else { throw .undecodable }
      colours = table
    }
    while let kind = reader.byte(bytes) {
      switch kind {
      case 0x21:
        guard reader.skip(1, bytes), skipBlocks(bytes, &reader) else { throw .undecodable }
      case 0x2c: return try readFrame(bytes, &reader, size, colours, &budget)
      default: throw .undecodable
      }
    }
    throw .undecodable
  }

  /// A table of colours, as how bright each is.
  private static func readColours(
    _ bytes: Span<UInt8>, _ reader: inout ByteReader, _ flags: UInt8
  ) -> [UInt8]? {
    var colours: [UInt8] = []
    for _ in 0..<(2 << Int(flags & 7)) {
      guard let red = reader.byte(bytes), let green = reader.byte(bytes),
        let blue = reader.byte(bytes)
      else { return nil }
      colours.append(Brightness.of(red, green, blue))
    }
    return colours
  }

  private static func skipBlocks(_ bytes: Span<UInt8>, _ reader: inout ByteReader) -> Bool {
    while let count = reader.byte(bytes) {
      if count == 0 { return true }
      guard reader.skip(Int(count), bytes) else { return false }
    }
    return false
  }

  private static func readFrame(
    _ bytes: Span<UInt8>, _ reader: inout ByteReader, _ size: PictureSize, _ global: [UInt8],
    _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    guard let left = reader.little16(bytes), let top = reader.little16(bytes),
      let width = reader.little16(bytes), let height = reader.little16(bytes),
      let flags = reader.byte(bytes)
    else { throw .undecodable }
    var colours = global
    if flags & 0x80 != 0 {
      guard let table = readColours(bytes, &reader, flags) else { throw .undecodable }
      colours = table
    }
    guard !colours.isEmpty, let codeBits = reader.byte(bytes), codeBits >= 1, codeBits <= 11
    else { throw .undecodable }
    var picture = try ShrunkPicture(size, &budget)
    try budget.spend(width * height, PictureSteps.perPixelOfGIF)
    try budget.allow(bytes: width * height + ShrunkPicture.bytes(size))
    let indices = LZW.decode(bytes, &reader, codeBits: Int(codeBits), count: width * height)
    guard let indices else { throw .undecodable }
    picture.skip(top)
    var line = [UInt8](repeating: 0, count: size.width)
    let places = flags & 0x40 != 0 ? placesOfRows(height) : Array(0..<height)
    for row in 0..<max(0, min(height, size.height - top)) {
      let start = places[row] * width
      for column in 0..<max(0, min(width, size.width - left)) {
        let index = Int(indices[start + column])
        line[left + column] = index < colours.count ? colours[index] : 0
      }
      picture.add(line)
    }
    return picture
  }

  /// For each row of an interlaced picture which one it is of those that are written.
  private static func placesOfRows(_ height: Int) -> [Int] {
    var places = [Int](repeating: 0, count: height)
    var written = 0
    for (first, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
      for row in stride(from: first, to: height, by: step) {
        places[row] = written
        written += 1
      }
    }
    return places
  }
}
