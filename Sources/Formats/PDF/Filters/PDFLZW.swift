internal import Decoding

/// LZW as TIFF and PDF have it: codes of 9 to 12 bits, the highest bit first. ISO 32000-1, section 7.4.4.
struct PDFLZW {
  private static let clear = 256
  private static let end = 257
  private static let codesMax = 4096

  /// For each code the one before its last byte.
  private var prefixes = [UInt16](repeating: 0, count: codesMax)
  private var lasts = [UInt8](repeating: 0, count: codesMax)
  private var lengths = [UInt16](repeating: 1, count: codesMax)
  private var next = 258

  static func decode(_ bytes: Span<UInt8>, isEarly: Bool, bytesMax: Int) -> Decoded {
    var table = PDFLZW()
    for code in 0..<256 { table.lasts[code] = UInt8(code) }
    var output: [UInt8] = []
    let end = table.run(bytes, isEarly ? 1 : 0, &output, bytesMax)
    return Decoded(bytes: output, consumedBytes: bytes.count, end: end)
  }

  private mutating func run(
    _ bytes: Span<UInt8>, _ early: Int, _ output: inout [UInt8], _ bytesMax: Int
  ) -> DecodingEnd {
    var bits: UInt32 = 0
    var count = 0
    var width = 9
    var place = 0
    var previous: Int?
    while true {
      while count < width {
        guard place < bytes.count else { return .truncated }
        bits = bits << 8 | UInt32(bytes[place])
        place += 1
        count += 8
      }
      count -= width
      let code = Int(bits >> UInt32(count)) & (1 << width - 1)
      if code == Self.end { return .complete }
      if code == Self.clear {
        next = 258
        width = 9
        previous = nil
        continue
      }
      guard code < next || code == next && previous != nil else { return .damaged }
      guard let first = put(code, previous, &output, bytesMax) else { return .limit }
      if let before = previous, next < Self.codesMax {
        prefixes[next] = UInt16(before)
        lasts[next] = first
        lengths[next] = lengths[before] &+ 1
        next += 1
        if next + early >= 1 << width, width < 12 { width += 1 }
      }
      previous = code
    }
  }

  /// Puts out what a code stands for, and gives its first byte; nil where that is too much.
  private func put(
    _ code: Int, _ previous: Int?, _ output: inout [UInt8], _ bytesMax: Int
  ) -> UInt8? {
    let isNew = code == next
    var from = isNew ? previous ?? 0 : code
    let length = Int(lengths[from])
    guard output.count + length + (isNew ? 1 : 0) <= bytesMax else { return nil }
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: length))
    var index = start + length - 1
    // Each code's prefix is an older code, so this ends.
    while from > Self.end, index > start {
      output[index] = lasts[from]
      from = Int(prefixes[from])
      index -= 1
    }
    output[start] = UInt8(truncatingIfNeeded: from)
    if isNew { output.append(output[start]) }
    return output[start]
  }
}
