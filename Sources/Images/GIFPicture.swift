/// Decodes the first picture of a GIF file. Source: CompuServe, "Graphics Interchange Format", 89a.
struct GIFPicture {
  static func isGIF(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 6 else { return false }
    for (index, byte) in "GIF8".utf8.enumerated() where bytes[index] != byte { return false }
    return (bytes[4] == UInt8(ascii: "7") || bytes[4] == UInt8(ascii: "9"))
      && bytes[5] == UInt8(ascii: "a")
  }

  static func decode(_ bytes: Span<UInt8>, pixelsMax: Int) -> GreyPicture? {
    var reader = ByteReader(position: 6)
    guard let width = reader.little16(bytes), let height = reader.little16(bytes),
      let flags = reader.byte(bytes), reader.skip(2, bytes),
      var picture = GreyPicture(width: width, height: height, pixelsMax: pixelsMax)
    else { return nil }
    var colours: [UInt8] = []
    if flags & 0x80 != 0 {
      guard let table = readColours(bytes, &reader, flags) else { return nil }
      colours = table
    }
    while let kind = reader.byte(bytes) {
      switch kind {
      case 0x21:
        guard reader.skip(1, bytes), skipBlocks(bytes, &reader) else { return nil }
      case 0x2c: return readFrame(bytes, &reader, &picture, colours, pixelsMax) ? picture : nil
      default: return nil
      }
    }
    return nil
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
      colours.append(GreyPicture.brightness(red, green, blue))
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
    _ bytes: Span<UInt8>, _ reader: inout ByteReader, _ picture: inout GreyPicture,
    _ global: [UInt8], _ pixelsMax: Int
  ) -> Bool {
    guard let left = reader.little16(bytes), let top = reader.little16(bytes),
      let width = reader.little16(bytes), let height = reader.little16(bytes),
      let flags = reader.byte(bytes), width * height <= pixelsMax
    else { return false }
    var colours = global
    if flags & 0x80 != 0 {
      guard let table = readColours(bytes, &reader, flags) else { return false }
      colours = table
    }
    guard !colours.isEmpty, let codeBits = reader.byte(bytes), codeBits >= 1, codeBits <= 11,
      var indices = LZW.decode(bytes, &reader, codeBits: Int(codeBits), count: width * height)
    else { return false }
    if flags & 0x40 != 0 { indices = unwoven(indices, width: width, height: height) }
    for row in 0..<height where top + row < picture.height {
      for column in 0..<width where left + column < picture.width {
        let index = Int(indices[row * width + column])
        picture.pixels[(top + row) * picture.width + left + column] =
          index < colours.count ? colours[index] : 0
      }
    }
    return true
  }

  /// The rows of an interlaced picture in their order.
  private static func unwoven(_ indices: [UInt8], width: Int, height: Int) -> [UInt8] {
    var result = indices
    var source = 0
    for (first, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
      for row in stride(from: first, to: height, by: step) {
        for column in 0..<width {
          result[row * width + column] = indices[source * width + column]
        }
        source += 1
      }
    }
    return result
  }
}
