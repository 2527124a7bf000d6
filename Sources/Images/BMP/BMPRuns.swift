/// Decodes BMP whose pixels are written as runs of one colour and as rows of some: from the bottom up, with
/// jumps over pixels that stay black.
struct BMPRuns {
  private let bits: Int
  private let colours: [UInt8]
  private let size: PictureSize
  private var pixels: [UInt8]
  /// The row that is written, counted from the bottom, and the next column.
  private var row = 0
  private var column = 0
  /// As `column`, but not stopped at the row's end by runs that are too long: jumps count from it.
  private var reach = 0

  static func decode(
    _ bytes: Span<UInt8>, _ header: BMPHeader, bits: Int, _ colours: [UInt8], _ size: PictureSize,
    _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    try budget.spend(size.pixels, PictureSteps.perPixelRead)
    try budget.spend(bytes.count, PictureSteps.perByteOfRuns)
    try budget.allow(bytes: size.pixels + ShrunkPicture.bytes(size))
    var picture = try ShrunkPicture(size, &budget)
    var runs = BMPRuns(
      bits: bits, colours: colours, size: size,
      pixels: [UInt8](repeating: 0, count: size.pixels))
    try runs.read(bytes, from: header.start)
    let pixels = runs.pixels
    for index in (0..<size.height).reversed() {
      let start = index * size.width
      picture.add(pixels.span.extracting(start..<(start + size.width)))
    }
    return picture
  }

  private mutating func read(_ bytes: Span<UInt8>, from start: Int) throws(PictureFault) {
    var reader = ByteReader(position: start)
    while row < size.height {
      guard let count = reader.byte(bytes), let value = reader.byte(bytes) else {
        throw .undecodable
      }
      if count > 0 {
        try run(Int(count), value)
      } else {
        switch value {
        case 0: (row, column, reach) = (row + 1, 0, 0)
        case 1: return
        case 2: try jump(bytes, &reader)
        default: try copy(Int(value), bytes, &reader)
        }
      }
    }
  }

  private mutating func jump(
    _ bytes: Span<UInt8>, _ reader: inout ByteReader
  ) throws(PictureFault) {
    guard let across = reader.byte(bytes), let up = reader.byte(bytes) else { throw .undecodable }
    if up > 0 {
      row += Int(up)
      column = reach
    }
    column += Int(across)
    reach += Int(across)
    guard row < size.height, column <= size.width else { throw .undecodable }
  }

  /// Writes pixels of one colour, or of two by turns. Where colours are of eight bits, ClamAV's decoder lets
  /// runs be too long.
  private mutating func run(_ count: Int, _ value: UInt8) throws(PictureFault) {
    guard bits == 8 || count <= size.width - column else { throw .undecodable }
    for index in 0..<min(count, size.width - column) {
      put(bits == 8 ? value : index % 2 == 0 ? value >> 4 : value & 15)
    }
    reach += count
  }

  private mutating func copy(
    _ count: Int, _ bytes: Span<UInt8>, _ reader: inout ByteReader
  ) throws(PictureFault) {
    let start = reader.position
    let length = bits == 8 ? count : (count + 1) / 2
    guard reader.skip(length + length % 2, bytes), count <= size.width - column else {
      throw .undecodable
    }
    for index in 0..<count {
      if bits == 8 {
        put(bytes[start + index])
      } else {
        let pair = bytes[start + index / 2]
        put(index % 2 == 0 ? pair >> 4 : pair & 15)
      }
    }
    reach += count
  }

  private mutating func put(_ index: UInt8) {
    pixels[row * size.width + column] = colours[Int(index)]
    column += 1
  }
}
