/// How the pixels of a PNG file are written.
struct PNGFormat {
  let width: Int
  let height: Int
  let isInterlaced: Bool
  /// The bits of a pixel.
  let pixelBits: Int
  /// The bytes that ClamAV decodes a pixel to.
  let decodedBytes: Int

  private let depth: Int
  private let kind: Kind
  /// How bright the palette's colours are.
  private var palette: [UInt8] = []

  private enum Kind: UInt8 {
    case grey = 0
    case colour = 2
    case indexed = 3
    case greyWithAlpha = 4
    case colourWithAlpha = 6

    var samples: Int {
      switch self {
      case .grey, .indexed: 1
      case .greyWithAlpha: 2
      case .colour: 3
      case .colourWithAlpha: 4
      }
    }

    func allows(_ depth: Int) -> Bool {
      switch self {
      case .grey: [1, 2, 4, 8, 16].contains(depth)
      case .indexed: [1, 2, 4, 8].contains(depth)
      case .colour, .greyWithAlpha, .colourWithAlpha: depth == 8 || depth == 16
      }
    }
  }

  /// Reads the header, of 13 bytes; `nil` where it is not valid.
  init?(_ bytes: Span<UInt8>, header: Int, palette: Range<Int>?) {
    var reader = ByteReader(position: header)
    guard let width = reader.big32(bytes), let height = reader.big32(bytes),
      let depth = reader.byte(bytes), let kind = reader.byte(bytes).flatMap(Kind.init(rawValue:)),
      reader.byte(bytes) == 0, reader.byte(bytes) == 0, let interlacing = reader.byte(bytes),
      interlacing <= 1, kind.allows(Int(depth)), width <= Int(Int32.max), height <= Int(Int32.max)
    else { return nil }
    self.width = width
    self.height = height
    self.depth = Int(depth)
    self.kind = kind
    isInterlaced = interlacing == 1
    pixelBits = Int(depth) * kind.samples
    // ClamAV's decoder makes three colours of a palette's, and bytes of less than that.
    decodedBytes = (kind == .indexed ? 3 : kind.samples) * (depth == 16 ? 2 : 1)
    guard kind == .indexed else { return }
    guard let palette, palette.count % 3 == 0 else { return nil }
    for start in stride(from: palette.lowerBound, to: palette.upperBound, by: 3) {
      self.palette.append(
        Brightness.of(bytes[start], bytes[start + 1], bytes[start + 2]))
    }
  }

  /// Where colours of eight bits are in a pixel; `nil` where there are none.
  var places: ColourPlaces? {
    guard depth == 8, kind == .colour || kind == .colourWithAlpha else { return nil }
    return ColourPlaces(pixelBytes: kind.samples, red: 0, green: 1, blue: 2)
  }

  /// How bright a pixel of a row is, whose first byte is its filter's.
  @inline(__always) func brightness(_ row: [UInt8], _ column: Int) -> UInt8 {
    switch kind {
    case .grey, .greyWithAlpha:
      let value = depth < 8 ? packed(row, column) * 255 / (1 << depth - 1) : sample(row, column, 0)
      return UInt8(value)
    case .indexed:
      let index = depth < 8 ? packed(row, column) : Int(row[column + 1])
      return index < palette.count ? palette[index] : 0
    case .colour, .colourWithAlpha:
      return Brightness.of(
        UInt8(sample(row, column, 0)), UInt8(sample(row, column, 1)),
        UInt8(sample(row, column, 2)))
    }
  }

  private func packed(_ row: [UInt8], _ column: Int) -> Int {
    let bit = column * depth
    return Int(row[1 + bit / 8]) >> (8 - depth - bit % 8) & (1 << depth - 1)
  }

  /// A sample in 8 bits.
  private func sample(_ row: [UInt8], _ column: Int, _ index: Int) -> Int {
    let place = 1 + (column * kind.samples + index) * (depth / 8)
    if depth == 8 { return Int(row[place]) }
    return (Int(row[place]) << 8 + Int(row[place + 1]) + 128) / 257
  }
}
