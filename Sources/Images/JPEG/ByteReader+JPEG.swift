extension ByteReader {
  /// A byte.
  mutating func need(_ bytes: Span<UInt8>) throws(PictureFault) -> UInt8 {
    guard let byte = byte(bytes) else { throw .undecodable }
    return byte
  }

  /// Two bytes, the most significant first.
  mutating func need16(_ bytes: Span<UInt8>) throws(PictureFault) -> Int {
    guard bytes.count - position >= 2 else { throw .undecodable }
    position += 2
    return Int(bytes[position - 2]) << 8 | Int(bytes[position - 1])
  }

  mutating func need(_ count: Int, _ bytes: Span<UInt8>) throws(PictureFault) -> [UInt8] {
    guard count <= bytes.count - position else { throw .undecodable }
    position += count
    return (0..<count).map { bytes[position - count + $0] }
  }

  /// Whether the next bytes are those of a text. They must be there.
  func hasPrefix(_ bytes: Span<UInt8>, _ text: StaticString) throws(PictureFault) -> Bool {
    let count = text.utf8CodeUnitCount
    guard count <= bytes.count - position else { throw .undecodable }
    for index in 0..<count {
      let unit = unsafe text.utf8Start[index]
      if bytes[position + index] != unit { return false }
    }
    return true
  }

  /// Skips a segment. It must be there whole if it begins with one of some texts; else it may end past
  /// the file's end.
  mutating func skipSegment(
    _ bytes: Span<UInt8>, _ wholes: [StaticString]
  ) throws(PictureFault) {
    let count = try need16(bytes) - 2
    guard count >= 0 else { throw .undecodable }
    for text in wholes where count > text.utf8CodeUnitCount {
      guard try hasPrefix(bytes, text) else { continue }
      guard count <= bytes.count - position else { throw .undecodable }
      break
    }
    position += count
  }
}
