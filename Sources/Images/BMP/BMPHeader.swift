/// What the headers of a BMP file say. Sources: Microsoft, "Bitmap header types"; what ClamAV's decoder, the
/// crate image 0.25.9, takes of it.
struct BMPHeader {
  let width: Int
  let height: Int
  /// Whether the first row of the file is the picture's.
  let isFromTop: Bool
  let pixels: Pixels
  /// Where the pixels are in the file.
  let start: Int

  /// How pixels are written.
  enum Pixels: Equatable {
    /// Numbers of colours, of so many bits.
    case indices(bits: Int, colours: [UInt8])
    /// Runs of numbers of colours, of four bits or eight.
    case runs(bits: Int, colours: [UInt8])
    /// Numbers of 16 bits, or 32, whose bits are colours.
    case masks(bytes: Int, BMPMasks)
    /// Blue, green and red, in three bytes or four.
    case colours(ColourPlaces)
  }

  private static let sideMax = 0xffff

  /// Reads the headers; throws where ClamAV's decoder does not take them.
  init(_ bytes: Span<UInt8>) throws(PictureFault) {
    guard bytes.count >= 26 else { throw .undecodable }
    let headerBytes = bytes.little32(at: 14)
    let isCore = headerBytes == 12
    guard isCore || [40, 52, 56, 108, 124].contains(headerBytes), isCore || bytes.count >= 54
    else { throw .undecodable }
    start = Int(bytes.little32(at: 10))
    let rows: Int
    if isCore {
      width = Int(bytes.little32(at: 18) & 0xffff)
      rows = Int(bytes.little32(at: 18) >> 16)
    } else {
      width = Int(Int32(bitPattern: bytes.little32(at: 18)))
      rows = Int(Int32(bitPattern: bytes.little32(at: 22)))
    }
    guard width <= Self.sideMax, rows <= Self.sideMax, rows != Int(Int32.min) else {
      throw .undecodable
    }
    height = abs(rows)
    isFromTop = rows < 0
    let planes = bytes.little32(at: isCore ? 22 : 26)
    guard planes & 0xffff == 1 else { throw .undecodable }
    let bits = Int(planes >> 16)
    let compression = isCore ? 0 : bytes.little32(at: 30)
    guard !isFromTop || compression == 0 || compression == 3,
      !isCore || [1, 4, 8, 24].contains(bits)
    else { throw .undecodable }
    let isIndexed = [1, 2, 4, 8].contains(bits)
    switch (compression, bits) {
    case (0, _) where isIndexed:
      pixels = .indices(bits: bits, colours: try Self.colours(bytes, bits, Int(headerBytes)))
    case (0, 16): pixels = .masks(bytes: 2, .five)
    case (0, 24): pixels = .colours(ColourPlaces(pixelBytes: 3, red: 2, green: 1, blue: 0))
    case (0, 32): pixels = .colours(ColourPlaces(pixelBytes: 4, red: 2, green: 1, blue: 0))
    case (1, 8), (2, 4):
      pixels = .runs(bits: bits, colours: try Self.colours(bytes, bits, Int(headerBytes)))
    case (3, 16), (3, 32):
      pixels = .masks(bytes: bits / 8, try Self.masks(bytes, bits, Int(headerBytes)))
    default: throw .undecodable
    }
  }

  /// The bytes that ClamAV decodes a pixel to.
  var decodedBytes: Int {
    if case .masks(_, let masks) = pixels, masks.alpha.count > 0 { return 4 }
    return 3
  }

  /// The bytes of a row, where it has no runs.
  var rowBytes: Int {
    switch pixels {
    case .indices(let bits, _): (bits * width + 31) / 32 * 4
    case .runs: 0
    case .masks(let bytes, _): (bytes * width + 3) / 4 * 4
    case .colours(let places): (places.pixelBytes * width + 3) / 4 * 4
    }
  }

  /// How bright the colours of the palette are, always 256: those that are missing are black.
  private static func colours(
    _ bytes: Span<UInt8>, _ bits: Int, _ headerBytes: Int
  ) throws(PictureFault) -> [UInt8] {
    let isCore = headerBytes == 12
    let said = isCore ? 0 : Int(bytes.little32(at: 46))
    let count = said == 0 ? 1 << bits : said
    let (first, step) = (14 + headerBytes, isCore ? 3 : 4)
    guard count <= 1 << bits, first + count * step <= bytes.count else { throw .undecodable }
    var colours = [UInt8](repeating: 0, count: 256)
    for index in 0..<count {
      let place = first + index * step
      colours[index] = Brightness.of(bytes[place + 2], bytes[place + 1], bytes[place])
    }
    return colours
  }

  private static func masks(
    _ bytes: Span<UInt8>, _ bits: Int, _ headerBytes: Int
  ) throws(PictureFault) -> BMPMasks {
    let hasAlpha = headerBytes >= 56
    guard bytes.count >= (hasAlpha ? 70 : 66),
      let masks = BMPMasks(
        red: bytes.little32(at: 54), green: bytes.little32(at: 58), blue: bytes.little32(at: 62),
        alpha: hasAlpha ? bytes.little32(at: 66) : 0, bitsMax: bits)
    else { throw .undecodable }
    return masks
  }
}

extension Span<UInt8> {
  /// Four bytes, the least significant first.
  @inline(__always) func little32(at place: Int) -> UInt32 {
    UInt32(self[place]) | UInt32(self[place + 1]) << 8 | UInt32(self[place + 2]) << 16
      | UInt32(self[place + 3]) << 24
  }
}
