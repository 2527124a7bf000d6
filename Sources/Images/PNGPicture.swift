/// Decodes PNG. Source: W3C, "Portable Network Graphics (PNG) Specification", second edition.
struct PNGPicture {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  static func isPNG(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > signature.count else { return false }
    for index in signature.indices where bytes[index] != signature[index] { return false }
    return true
  }

  private var format: PNGFormat
  private var picture: GreyPicture

  static func decode(_ bytes: Span<UInt8>, pixelsMax: Int) -> GreyPicture? {
    guard let chunks = PNGChunks(bytes),
      let format = PNGFormat(bytes, header: chunks.header, palette: chunks.palette),
      let picture = GreyPicture(
        width: format.width, height: format.height, pixelsMax: pixelsMax)
    else { return nil }
    var decoding = PNGPicture(format: format, picture: picture)
    var data = Inflation(chunks.data)
    return decoding.read(bytes, &data) ? decoding.picture : nil
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

  private mutating func read(_ bytes: Span<UInt8>, _ data: inout Inflation) -> Bool {
    for pass in format.isInterlaced ? Pass.interlaced : Pass.whole {
      let columns = (picture.width - pass.left + pass.across - 1) / pass.across
      let rows = (picture.height - pass.top + pass.down - 1) / pass.down
      guard columns > 0, rows > 0 else { continue }
      let rowBytes = (columns * format.pixelBits + 7) / 8
      var previous = [UInt8](repeating: 0, count: rowBytes)
      var row = [UInt8](repeating: 0, count: rowBytes + 1)
      for index in 0..<rows {
        guard data.fill(&row, from: bytes), restore(&row, previous) else { return false }
        let start = (pass.top + index * pass.down) * picture.width + pass.left
        for column in 0..<columns {
          picture.pixels[start + column * pass.across] = format.brightness(row, column)
        }
        for index in previous.indices { previous[index] = row[index + 1] }
      }
    }
    return data.finish(from: bytes)
  }

  /// Undoes a row's filter, whose number is before the row.
  private func restore(_ row: inout [UInt8], _ above: [UInt8]) -> Bool {
    let step = max(1, format.pixelBits / 8)
    switch row[0] {
    case 0: return true
    case 1:
      for index in above.indices.dropFirst(step) { row[index + 1] &+= row[index + 1 - step] }
    case 2:
      for index in above.indices { row[index + 1] &+= above[index] }
    case 3:
      for index in above.indices {
        let left = index < step ? 0 : Int(row[index + 1 - step])
        row[index + 1] &+= UInt8((left + Int(above[index])) / 2)
      }
    case 4:
      for index in above.indices {
        let left = index < step ? 0 : Int(row[index + 1 - step])
        let corner = index < step ? 0 : Int(above[index - step])
        row[index + 1] &+= Self.nearest(left, Int(above[index]), corner)
      }
    default: return false
    }
    return true
  }

  /// Paeth's predictor: which of three is nearest to where their slope leads.
  private static func nearest(_ left: Int, _ above: Int, _ corner: Int) -> UInt8 {
    let toLeft = abs(above - corner)
    let toAbove = abs(left - corner)
    let toCorner = abs(left + above - 2 * corner)
    if toLeft <= toAbove, toLeft <= toCorner { return UInt8(left) }
    return UInt8(toAbove <= toCorner ? above : corner)
  }
}
