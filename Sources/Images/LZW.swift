/// The compression of GIF: codes of growing length for strings that are known already.
struct LZW {
  private static let codesMax = 1 << 12

  private var prefixes = [UInt16](repeating: 0, count: codesMax)
  private var lasts = [UInt8](repeating: 0, count: codesMax)
  private var lengths = [UInt16](repeating: 0, count: codesMax)
  private var known = 0
  private let clear: Int
  private let codeBits: Int

  private init(codeBits: Int) {
    self.codeBits = codeBits
    clear = 1 << codeBits
    for code in 0..<clear {
      lasts[code] = UInt8(truncatingIfNeeded: code)
      lengths[code] = 1
    }
  }

  /// Decodes so many bytes from the blocks at a place; `nil` where there are not so many.
  static func decode(
    _ bytes: Span<UInt8>, _ reader: inout ByteReader, codeBits: Int, count: Int
  ) -> [UInt8]? {
    var table = LZW(codeBits: codeBits)
    return table.decode(bytes, &reader, count: count)
  }

  private mutating func decode(
    _ bytes: Span<UInt8>, _ reader: inout ByteReader, count: Int
  ) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(count)
    var (pool, poolBits, width, blockBytes) = (UInt32(0), 0, codeBits + 1, 0)
    var previous: Int?
    known = clear + 2
    while output.count < count {
      while poolBits < width {
        if blockBytes == 0 {
          guard let size = reader.byte(bytes), size > 0 else { return nil }
          blockBytes = Int(size)
        }
        guard let byte = reader.byte(bytes) else { return nil }
        blockBytes -= 1
        pool |= UInt32(byte) << UInt32(poolBits)
        poolBits += 8
      }
      let code = Int(pool & (UInt32(1) << UInt32(width) - 1))
      pool >>= UInt32(width)
      poolBits -= width
      if code == clear {
        (previous, known, width) = (nil, clear + 2, codeBits + 1)
        continue
      }
      if code == clear + 1 { return nil }
      guard append(code, after: previous, to: &output) else { return nil }
      previous = code
      if known == 1 << width, width < 12 { width += 1 }
    }
    if output.count > count { output.removeLast(output.count - count) }
    return output
  }

  /// Adds a code's string, and makes the one before it and its first byte known.
  private mutating func append(_ code: Int, after previous: Int?, to output: inout [UInt8]) -> Bool
  {
    guard let previous else {
      guard code < clear else { return false }
      output.append(lasts[code])
      return true
    }
    guard code < known || code == known && known < Self.codesMax else { return false }
    let source = code == known ? previous : code
    let length = Int(lengths[source])
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: length))
    var place = start + length - 1
    var part = source
    while true {
      output[place] = lasts[part]
      if place == start { break }
      part = Int(prefixes[part])
      place -= 1
    }
    if code == known { output.append(output[start]) }
    if known < Self.codesMax {
      prefixes[known] = UInt16(previous)
      lasts[known] = output[start]
      lengths[known] = lengths[previous] + 1
      known += 1
    }
    return true
  }
}
