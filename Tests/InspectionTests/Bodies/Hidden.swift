import Decoding

/// Compressed so that the text does not show in it: by the codes that need no table. Source: RFC 1951,
/// section 3.2.6.
enum Hidden {
  /// A stream of deflate alone.
  static func deflate(_ text: [UInt8]) -> [UInt8] {
    var bits = [1, 1, 0]
    func append(_ code: Int, _ count: Int) {
      for place in (0..<count).reversed() { bits.append(code >> place & 1) }
    }
    for byte in text {
      if byte < 144 { append(0x30 + Int(byte), 8) } else { append(0x190 + Int(byte) - 144, 9) }
    }
    append(0, 7)
    var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
    for (place, bit) in bits.enumerated() { bytes[place / 8] |= UInt8(bit) << UInt8(place % 8) }
    return bytes
  }

  /// A gzip file.
  static func gzip(_ text: [UInt8]) -> [UInt8] {
    let sum = Checksum.crc32(text.span)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflate(text) + little(sum)
      + little(UInt32(text.count))
  }

  /// With zlib's header and sum.
  static func zlib(_ text: [UInt8]) -> [UInt8] {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in text {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return [0x78, 0x01] + deflate(text) + little((high << 16 | low).byteSwapped)
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
