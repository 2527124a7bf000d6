/// Predictors, which put out what each byte differs by: ISO 32000-1, section 7.4.4.4.
extension PDFFilterParameters {
  /// Whether data are to be brought back from differences.
  public var hasPredictor: Bool { predictor > 1 }

  /// Adds the differences up again; the last row may lack bytes. Nil where the parameters make no sense, or
  /// samples are of bits that nobody uses with a predictor.
  public func unpredicted(_ bytes: Span<UInt8>) -> [UInt8]? {
    guard (1...64).contains(colors), [1, 2, 4, 8, 16].contains(bitsPerComponent),
      (1...1 << 26).contains(columns)
    else { return nil }
    let sample = max(1, colors * bitsPerComponent / 8)
    let row = (colors * bitsPerComponent * columns + 7) / 8
    if predictor >= 10 { return fromPNG(bytes, row, sample) }
    return predictor == 2 ? fromTIFF(bytes, row) : nil
  }

  private func fromTIFF(_ bytes: Span<UInt8>, _ row: Int) -> [UInt8]? {
    var output = [UInt8](copying: bytes)
    switch bitsPerComponent {
    case 8:
      for place in output.indices where place % row >= colors {
        output[place] &+= output[place - colors]
      }
    case 16:
      var place = 0
      while place + 1 < output.count {
        let before = place - 2 * colors
        if place % row >= 2 * colors {
          let sum =
            UInt16(output[place]) << 8 &+ UInt16(output[place + 1])
            &+ (UInt16(output[before]) << 8 &+ UInt16(output[before + 1]))
          output[place] = UInt8(sum >> 8)
          output[place + 1] = UInt8(truncatingIfNeeded: sum)
        }
        place += 2
      }
    default: return nil
    }
    return output
  }

  /// Each row says in a byte before it how it was predicted.
  private func fromPNG(_ bytes: Span<UInt8>, _ row: Int, _ sample: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let kind = bytes[place]
      let end = min(place + 1 + row, bytes.count)
      let start = output.count
      for index in 0..<end - place - 1 {
        let left = index >= sample ? output[start + index - sample] : 0
        let above = start >= row ? output[start + index - row] : 0
        let byte = bytes[place + 1 + index]
        switch kind {
        case 1: output.append(byte &+ left)
        case 2: output.append(byte &+ above)
        case 3: output.append(byte &+ UInt8((Int(left) + Int(above)) / 2))
        case 4:
          let corner = index >= sample && start >= row ? output[start + index - row - sample] : 0
          output.append(byte &+ Self.paeth(Int(left), Int(above), Int(corner)))
        default: output.append(byte)
        }
      }
      place = end
    }
    return output
  }

  /// The neighbour that is nearest to left + above - corner: PNG, section 9.4.
  private static func paeth(_ left: Int, _ above: Int, _ corner: Int) -> UInt8 {
    let sum = left + above - corner
    let (toLeft, toAbove, toCorner) = (abs(sum - left), abs(sum - above), abs(sum - corner))
    if toLeft <= toAbove, toLeft <= toCorner { return UInt8(left) }
    return UInt8(toAbove <= toCorner ? above : corner)
  }
}
