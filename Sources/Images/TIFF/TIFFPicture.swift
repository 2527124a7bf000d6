/// Decodes the first picture of a TIFF file, where it is grey or of colours or inks, of 1, 8 or 16 bits.
struct TIFFPicture {
  private let layout: TIFFLayout
  private var picture: ShrunkPicture
  /// Rows of tiles that lie beside each other, whole before they are shrunk.
  private var band: [UInt8] = []
  private var row: [UInt8]
  private var line: [UInt8]

  static func isTIFF(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 4 else { return false }
    let word = bytes.little32(at: 0)
    return word == 0x002a_4949 || word == 0x2a00_4d4d
  }

  static func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    let directory = try TIFFDirectory(bytes)
    let layout = try TIFFLayout(directory, bytes, &budget)
    var decoding = try TIFFPicture(layout, &budget)
    try decoding.read(bytes, &budget)
    return decoding.picture
  }

  private init(_ layout: TIFFLayout, _ budget: inout PictureBudget) throws(PictureFault) {
    let size = layout.size
    let isInBands = layout.partsAcross > 1
    let bandBytes = isInBands ? size.width * min(layout.partHeight, size.height) : 0
    try budget.allow(
      bytes: ShrunkPicture.bytes(size) + bandBytes + 8 * size.width
        + layout.rowBytes(layout.partWidth))
    try budget.spend(layout.places.count, PictureSteps.perPart)
    try budget.spend(layout.rowBytes(size.width) * size.height, PictureSteps.perByteOfSamples)
    try budget.spend(size.pixels, PictureSteps.perPixelRead)
    self.layout = layout
    picture = try ShrunkPicture(size, &budget)
    if isInBands { band = [UInt8](repeating: 0, count: bandBytes) }
    row = [UInt8](repeating: 0, count: layout.rowBytes(size.width))
    line = [UInt8](repeating: 0, count: size.width)
  }

  private mutating func read(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    let (size, across) = (layout.size, layout.partsAcross)
    var part = TIFFPart(layout.compression)
    var index = 0
    for top in stride(from: 0, to: size.height, by: layout.partHeight) {
      let height = min(layout.partHeight, size.height - top)
      for left in stride(from: 0, to: size.width, by: layout.partWidth) {
        part.begin(bytes, at: layout.places[index], count: layout.byteCounts[index])
        index += 1
        let width = min(layout.partWidth, size.width - left)
        let rowBytes = layout.rowBytes(width)
        for bandRow in 0..<height {
          try part.fill(&row, rowBytes, bytes, &budget)
          try part.skip(layout.rowBytes(layout.partWidth) - rowBytes, bytes, &budget)
          brighten(width)
          if across == 1 {
            picture.add(line)
          } else {
            let start = bandRow * size.width + left
            for column in 0..<width { band[start + column] = line[column] }
          }
        }
        try part.finish(layout.rowBytes(layout.partWidth) * height, bytes, &budget)
      }
      if across > 1 { showBand(height) }
    }
  }

  private mutating func showBand(_ height: Int) {
    let (all, width) = (band, layout.size.width)
    for row in 0..<height {
      picture.add(all.span.extracting((row * width)..<((row + 1) * width)))
    }
  }

  /// Makes pixels of a row's bytes, so many.
  private mutating func brighten(_ width: Int) {
    if layout.sampleBits == 16 {
      if layout.isDifferences { addWords(width * layout.samples) }
      for column in 0..<width { line[column] = brightness(ofWords: column) }
      return
    }
    if layout.isDifferences {
      for index in layout.samples..<max(layout.samples, width * layout.samples) {
        row[index] &+= row[index - layout.samples]
      }
    }
    for column in 0..<width { line[column] = brightness(ofBytes: column) }
  }

  private func brightness(ofBytes column: Int) -> UInt8 {
    let first = column * layout.samples
    switch layout.pixels {
    case .grey, .inverse:
      let isInverse = layout.pixels == .inverse
      if layout.sampleBits == 1 {
        let isSet = row[column / 8] >> UInt8(7 - column % 8) & 1 == 1
        return isSet != isInverse ? 255 : 0
      }
      return isInverse ? ~row[first] : row[first]
    case .colours: return Brightness.of(row[first], row[first + 1], row[first + 2])
    case .inks:
      let share = 1 - Float(row[first + 3]) / 255
      func colour(_ ink: UInt8) -> UInt8 { UInt8((255 - Float(ink)) * share) }
      return Brightness.of(colour(row[first]), colour(row[first + 1]), colour(row[first + 2]))
    }
  }

  private func brightness(ofWords column: Int) -> UInt8 {
    let first = column * layout.samples
    func byte(_ word: UInt16) -> UInt8 { UInt8((UInt32(word) + 128) / 257) }
    switch layout.pixels {
    case .grey: return byte(word(first))
    case .inverse: return byte(~word(first))
    case .colours:
      return Brightness.of(byte(word(first)), byte(word(first + 1)), byte(word(first + 2)))
    case .inks:
      let share = 1 - Float(word(first + 3)) / 65535
      func colour(_ ink: UInt16) -> UInt8 { byte(UInt16((65535 - Float(ink)) * share)) }
      return Brightness.of(
        colour(word(first)), colour(word(first + 1)), colour(word(first + 2)))
    }
  }

  /// A sample of 16 bits.
  private func word(_ index: Int) -> UInt16 {
    let (first, second) = (UInt16(row[2 * index]), UInt16(row[2 * index + 1]))
    return layout.isLittle ? second << 8 | first : first << 8 | second
  }

  /// Makes samples of so many differences of 16 bits.
  private mutating func addWords(_ count: Int) {
    for index in layout.samples..<max(layout.samples, count) {
      let sum = word(index) &+ word(index - layout.samples)
      let (low, high) = (UInt8(truncatingIfNeeded: sum), UInt8(sum >> 8))
      row[2 * index] = layout.isLittle ? low : high
      row[2 * index + 1] = layout.isLittle ? high : low
    }
  }
}
