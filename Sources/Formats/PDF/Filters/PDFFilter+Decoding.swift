public import Decoding
internal import Primitives

extension PDFFilter {
  /// Undoes a filter other than Flate, which is ``Coding/zlib``, and pictures.
  ///
  /// Data that end early, and what is no code, are passed over as viewers do; the end says so.
  public func decode(
    _ bytes: Span<UInt8>, _ parameters: PDFFilterParameters, bytesMax: Int
  ) -> Decoded {
    switch self {
    case .lzw: PDFLZW.decode(bytes, isEarly: parameters.isEarly, bytesMax: bytesMax)
    case .asciiHex: Self.decodeDigits(bytes, bytesMax: bytesMax)
    case .ascii85: Self.decode85(bytes, bytesMax: bytesMax)
    case .runLength: Self.decodeRuns(bytes, bytesMax: bytesMax)
    case .flate, .crypt, .image, .unknown: Decoded(end: .damaged)
    }
  }

  private static func decodeDigits(_ bytes: Span<UInt8>, bytesMax: Int) -> Decoded {
    var output: [UInt8] = []
    output.reserveCapacity(min(bytesMax, bytes.count / 2 + 1))
    var high: UInt8?
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 0x3E { break }
      guard let digit = byte.hexadecimalValue else { continue }
      guard let first = high else {
        high = digit
        continue
      }
      guard output.count < bytesMax else { return Decoded(bytes: output, end: .limit) }
      output.append(first << 4 | digit)
      high = nil
    }
    if let high, output.count < bytesMax { output.append(high << 4) }
    return Decoded(bytes: output, consumedBytes: place, end: .complete)
  }

  private static func decode85(_ bytes: Span<UInt8>, bytesMax: Int) -> Decoded {
    var output: [UInt8] = []
    var value: UInt32 = 0
    var count = 0
    var place = bytes.has("<~", at: 0) ? 2 : 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 0x7E { break }
      if byte == 0x7A, count == 0 {
        guard output.count + 4 <= bytesMax else { return Decoded(bytes: output, end: .limit) }
        output.append(contentsOf: [0, 0, 0, 0])
        continue
      }
      guard (0x21...0x75).contains(byte) else { continue }
      value = value &* 85 &+ UInt32(byte - 0x21)
      count += 1
      guard count == 5 else { continue }
      guard output.count + 4 <= bytesMax else { return Decoded(bytes: output, end: .limit) }
      for shift in [24, 16, 8, 0] {
        output.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
      }
      value = 0
      count = 0
    }
    if count > 1, output.count + 4 <= bytesMax {
      for _ in count..<5 { value = value &* 85 &+ 84 }
      for index in 0..<count - 1 {
        output.append(UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)))
      }
    }
    return Decoded(bytes: output, consumedBytes: place, end: .complete)
  }

  private static func decodeRuns(_ bytes: Span<UInt8>, bytesMax: Int) -> Decoded {
    var output: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let code = Int(bytes[place])
      place += 1
      if code == 128 { return Decoded(bytes: output, consumedBytes: place, end: .complete) }
      let count = code < 128 ? code + 1 : 257 - code
      guard output.count + count <= bytesMax else { return Decoded(bytes: output, end: .limit) }
      if code < 128 {
        let end = min(place + count, bytes.count)
        output.append(copying: bytes.extracting(place..<end))
        place = end
      } else if place < bytes.count {
        output.append(contentsOf: repeatElement(bytes[place], count: count))
        place += 1
      }
    }
    return Decoded(bytes: output, consumedBytes: place, end: .truncated)
  }
}
