/// Decodes PNG. Source: W3C, "Portable Network Graphics (PNG) Specification", second edition.
struct PNGPicture {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  static func isPNG(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > signature.count else { return false }
    for index in signature.indices where bytes[index] != signature[index] { return false }
    return true
  }

  private let format: PNGFormat
  private var picture: ShrunkPicture
  /// All pixels of an interlaced picture: its rows come in no order.
  private var pixels: [UInt8] = []

  static func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    guard let chunks = PNGChunks(bytes),
      let format = PNGFormat(bytes, header: chunks.header, palette: chunks.palette)
    else { throw .undecodable }
    var decoding = try PNGPicture(format, chunks, &budget)
    var data = Inflation(chunks.data)
    try decoding.read(bytes, &data, &budget)
    return decoding.picture
  }

  private init(
    _ format: PNGFormat, _ chunks: PNGChunks, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    let size = try PictureSize(
      width: format.width, height: format.height, pixelBytes: format.decodedBytes)
    self.format = format
    picture = try ShrunkPicture(size, &budget)
    let rowBytes = (size.width * format.pixelBits + 7) / 8
    try budget.spend(chunks.data.reduce(0) { $0 + $1.count }, PictureSteps.perByteDeflated)
    try budget.spend(rowBytes * size.height, PictureSteps.perByteInflated)
    try budget.spend(
      size.pixels,
      format.places == nil || format.isInterlaced
        ? PictureSteps.perPixelRead : PictureSteps.perPixelOfColours)
    try budget.allow(
      bytes: ShrunkPicture.bytes(size) + 2 * rowBytes + (format.isInterlaced ? size.pixels : 0))
    if format.isInterlaced { pixels = [UInt8](repeating: 0, count: size.pixels) }
  }

  /// A pass over the picture: where it begins, and how far its pixels are apart.
  private struct Pass {
    var left: Int
    var top: Int
    var across: Int
    var down: Int

    static let whole = [Pass(left: 0, top: 0, across: 1, down: 1)]
    static let interlaced = [
      Pass(left: 0, top: 0, across: 8, down: 8), Pass(left: 4, top: 0, across: 8, down: 8),
      Pass(left: 0, top: 4, across: 4, down: 8), Pass(left: 2, top: 0, across: 4, down: 4),
      Pass(left: 0, top: 2, across: 2, down: 4), Pass(left: 1, top: 0, across: 2, down: 2),
      Pass(left: 0, top: 1, across: 1, down: 2),
    ]
  }

  private mutating func read(
    _ bytes: Span<UInt8>, _ data: inout Inflation, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    for pass in format.isInterlaced ? Pass.interlaced : Pass.whole {
      try read(pass, bytes, &data, &budget)
    }
    guard data.finish(from: bytes) else { throw .undecodable }
    let (pixels, width) = (pixels, picture.size.width)
    for start in stride(from: 0, to: pixels.count, by: width) {
      picture.add(pixels.span.extracting(start..<(start + width)))
    }
  }

  private mutating func read(
    _ pass: Pass, _ bytes: Span<UInt8>, _ data: inout Inflation, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    let columns = (picture.size.width - pass.left + pass.across - 1) / pass.across
    let rows = (picture.size.height - pass.top + pass.down - 1) / pass.down
    guard columns > 0, rows > 0 else { return }
    let rowBytes = (columns * format.pixelBits + 7) / 8
    var previous = [UInt8](repeating: 0, count: rowBytes + 1)
    var row = [UInt8](repeating: 0, count: rowBytes + 1)
    var line = [UInt8](repeating: 0, count: columns)
    for index in 0..<rows {
      guard data.fill(&row, from: bytes) else { throw .undecodable }
      try restore(&row, previous, &budget)
      if !format.isInterlaced, let places = format.places {
        picture.add(colours: row.span.extracting(1...), places)
      } else if format.isInterlaced {
        for column in 0..<columns { line[column] = format.brightness(row, column) }
        let start = (pass.top + index * pass.down) * picture.size.width + pass.left
        for column in 0..<columns { pixels[start + column * pass.across] = line[column] }
      } else {
        for column in 0..<columns { line[column] = format.brightness(row, column) }
        picture.add(line)
      }
      swap(&row, &previous)
    }
  }

  /// Undoes a row's filter, whose number is before the row.
  private func restore(
    _ row: inout [UInt8], _ previous: [UInt8], _ budget: inout PictureBudget
  ) throws(PictureFault) {
    let step = max(1, format.pixelBits / 8)
    let filter = row[0]
    try budget.spend(row.count, PictureSteps.perByteFiltered(filter))
    var row = row.mutableSpan
    let above = previous.span.extracting(1...)
    let count = min(row.count - 1, above.count)
    switch filter {
    case 0: break
    case 1:
      for index in step..<max(step, count) { row[index &+ 1] &+= row[index &+ 1 &- step] }
    case 2:
      for index in 0..<count { row[index &+ 1] &+= above[index] }
    case 3:
      for index in 0..<count {
        let left = index < step ? 0 : UInt16(row[index &+ 1 &- step])
        row[index &+ 1] &+= UInt8(truncatingIfNeeded: (left &+ UInt16(above[index])) >> 1)
      }
    case 4:
      for index in 0..<min(step, count) { row[index &+ 1] &+= above[index] }
      for index in step..<max(step, count) {
        row[index &+ 1] &+= Self.nearest(
          Int32(row[index &+ 1 &- step]), Int32(above[index]), Int32(above[index &- step]))
      }
    default: throw .undecodable
    }
  }

  /// Paeth's predictor: which of three is nearest to where their slope leads.
  @inline(__always) private static func nearest(
    _ left: Int32, _ above: Int32, _ corner: Int32
  ) -> UInt8 {
    let (down, across) = (above &- corner, left &- corner)
    let (toLeft, toAbove, toCorner) = (abs(down), abs(across), abs(down &+ across))
    let other = toAbove <= toCorner ? above : corner
    return UInt8(truncatingIfNeeded: toLeft <= min(toAbove, toCorner) ? left : other)
  }
}
