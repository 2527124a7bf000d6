/// How the picture of a TIFF file is written.
struct TIFFLayout {
  let size: PictureSize
  let isLittle: Bool
  let pixels: Pixels
  /// 1, 8 or 16.
  let sampleBits: Int
  let samples: Int
  let compression: Compression
  /// Whether samples are written as what they differ by from the ones to the left.
  let isDifferences: Bool
  /// The size of the parts that the picture is cut into: rows as wide as it is, or tiles.
  let partWidth: Int
  let partHeight: Int
  /// Where each part is, and how many bytes it is said to have.
  let places: [UInt64]
  let byteCounts: [UInt64]

  enum Pixels {
    case grey
    /// Grey, 0 for white.
    case inverse
    case colours
    case inks
  }

  enum Compression: Int {
    case none = 1
    case strings = 5
    case deflate = 8
    case oldDeflate = 0x80b2
    case runs = 0x8005
  }

  /// What ClamAV's decoder takes of memory for all it does.
  private static let decoderBytesMax = 512 << 20

  /// How many parts there are across.
  var partsAcross: Int { (size.width + partWidth - 1) / partWidth }

  /// The bytes of a row of so many pixels.
  func rowBytes(_ width: Int) -> Int { (width * samples * sampleBits + 7) / 8 }

  init(
    _ directory: TIFFDirectory, _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    guard let width = try directory.value(.width, of: bytes, max: UInt64(UInt32.max)),
      let height = try directory.value(.height, of: bytes, max: UInt64(UInt32.max)),
      let interpretation = try directory.value(.interpretation, of: bytes, max: 0xffff)
    else { throw .undecodable }
    isLittle = directory.isLittle
    samples = try directory.value(.samples, of: bytes, max: 0xffff) ?? 1
    sampleBits = try Self.sampleBits(directory, bytes, samples, &budget)
    switch (interpretation, samples, sampleBits) {
    case (0, 1, 1), (0, 1, 8), (0, 1, 16): pixels = .inverse
    case (1, 1, 1), (1, 1, 8), (1, 1, 16): pixels = .grey
    case (2, 3...4, 8), (2, 3...4, 16): pixels = .colours
    case (5, 4, 8), (5, 4, 16): pixels = .inks
    // Colours of 32 bits.
    case (2, 3...4, 32): throw .notDecoded
    default: throw .undecodable
    }
    let formats = try directory.values(.sampleFormat, of: bytes, max: 0xffff, &budget) ?? [1]
    guard !formats.isEmpty, formats.allSatisfy({ $0 == 1 }) else { throw .undecodable }
    let predictor = try directory.value(.predictor, of: bytes, max: 0xffff) ?? 1
    guard (1...2).contains(predictor), predictor == 1 || sampleBits > 1,
      try directory.value(.planes, of: bytes, max: 0xffff) ?? 1 == 1
    else { throw .undecodable }
    isDifferences = predictor == 2
    size = try PictureSize(width: width, height: height, pixelBytes: 1)
    let isInStrips = directory.has(.stripPlaces) && directory.has(.stripBytes)
    let isInTiles = directory.has(.tilePlaces) && directory.has(.tileBytes)
    guard isInStrips != isInTiles,
      isInStrips
        ? !directory.has(.tilePlaces) && !directory.has(.tileBytes)
        : !directory.has(.stripPlaces) && !directory.has(.stripBytes),
      let places = try directory.values(
        isInStrips ? .stripPlaces : .tilePlaces, of: bytes, max: .max, &budget),
      let byteCounts = try directory.values(
        isInStrips ? .stripBytes : .tileBytes, of: bytes, max: .max, &budget)
    else { throw .undecodable }
    (self.places, self.byteCounts) = (places, byteCounts)
    if isInStrips {
      partWidth = width
      partHeight = try directory.value(.stripRows, of: bytes, max: UInt64(UInt32.max)) ?? height
    } else {
      partWidth = try directory.value(.tileWidth, of: bytes, max: UInt64(UInt32.max)) ?? 0
      partHeight = try directory.value(.tileHeight, of: bytes, max: UInt64(UInt32.max)) ?? 0
    }
    let compression = try directory.value(.compression, of: bytes, max: 0xffff) ?? 1
    guard let known = Compression(rawValue: compression) else {
      // JPEG and fax.
      if compression == 7 || compression == 4 && sampleBits == 1 { throw .notDecoded }
      throw .undecodable
    }
    self.compression = known
    try check()
  }

  /// Checks that the parts are as many as they must be, and as small as ClamAV's decoder wants them.
  private func check() throws(PictureFault) {
    guard partWidth > 0, partHeight > 0, places.count == byteCounts.count,
      places.count == partsAcross * ((size.height + partHeight - 1) / partHeight),
      partsAcross == 1 || partWidth * samples * sampleBits % 8 == 0
    else { throw .undecodable }
    let wide = sampleBits == 16 ? 2 : 1
    let decoded = size.pixels * wide * (pixels == .inks ? 3 : samples)
    let buffer = size.pixels * wide * samples
    let left = max(0, Self.decoderBytesMax - decoded)
    let leftBeside = max(0, left - buffer)
    guard decoded <= Self.decoderBytesMax,
      rowBytes(size.width) * size.height <= left - leftBeside,
      byteCounts.allSatisfy({ $0 <= UInt64(leftBeside) })
    else { throw .undecodable }
  }

  private static func sampleBits(
    _ directory: TIFFDirectory, _ bytes: Span<UInt8>, _ samples: Int,
    _ budget: inout PictureBudget
  ) throws(PictureFault) -> Int {
    let all = try directory.values(.sampleBits, of: bytes, max: 255, &budget) ?? [1]
    guard let first = all.first, all.count == samples || all.count == 1,
      all.allSatisfy({ $0 == first })
    else { throw .undecodable }
    return Int(first)
  }
}
