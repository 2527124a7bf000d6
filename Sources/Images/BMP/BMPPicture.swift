/// Decodes BMP.
enum BMPPicture {
  static func isBMP(_ bytes: Span<UInt8>) -> Bool {
    bytes.count > 2 && bytes[0] == UInt8(ascii: "B") && bytes[1] == UInt8(ascii: "M")
  }

  static func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    let header = try BMPHeader(bytes)
    let size = try PictureSize(
      width: header.width, height: header.height, pixelBytes: header.decodedBytes)
    if case .runs(let bits, let colours) = header.pixels {
      return try BMPRuns.decode(bytes, header, bits: bits, colours, size, &budget)
    }
    let rowBytes = header.rowBytes
    guard header.start <= bytes.count,
      rowBytes * size.height <= bytes.count - header.start
    else { throw .undecodable }
    var picture = try ShrunkPicture(size, &budget)
    try budget.spend(size.pixels, PictureSteps.perPixelRead)
    var line = [UInt8](repeating: 0, count: size.width)
    for index in 0..<size.height {
      let row = header.isFromTop ? index : size.height - 1 - index
      let start = header.start + row * rowBytes
      let part = bytes.extracting(start..<(start + rowBytes))
      switch header.pixels {
      case .colours(let places):
        picture.add(colours: part.extracting(..<(size.width * places.pixelBytes)), places)
        continue
      case .indices(let bits, let colours): read(part, bits: bits, colours, into: &line)
      case .masks(let bytes, let masks): read(part, bytes: bytes, masks, into: &line)
      case .runs: break
      }
      picture.add(line)
    }
    return picture
  }

  private static func read(
    _ row: Span<UInt8>, bits: Int, _ colours: [UInt8], into line: inout [UInt8]
  ) {
    let mask = 1 << bits - 1
    for column in line.indices {
      let bit = column * bits
      line[column] = colours[Int(row[bit / 8]) >> (8 - bits - bit % 8) & mask]
    }
  }

  private static func read(
    _ row: Span<UInt8>, bytes: Int, _ masks: BMPMasks, into line: inout [UInt8]
  ) {
    for column in line.indices {
      var pixel: UInt32 = 0
      for index in (0..<bytes).reversed() {
        pixel = pixel << 8 | UInt32(row[column * bytes + index])
      }
      line[column] = masks.brightness(pixel)
    }
  }
}
