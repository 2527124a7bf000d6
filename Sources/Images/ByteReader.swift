/// A place in bytes that nothing is known of.
struct ByteReader {
  var position: Int

  mutating func byte(_ bytes: Span<UInt8>) -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  mutating func little16(_ bytes: Span<UInt8>) -> Int? {
    guard bytes.count - position >= 2 else { return nil }
    position += 2
    return Int(bytes[position - 2]) | Int(bytes[position - 1]) << 8
  }

  mutating func big32(_ bytes: Span<UInt8>) -> Int? {
    guard bytes.count - position >= 4 else { return nil }
    position += 4
    return (0..<4).reduce(0) { $0 << 8 | Int(bytes[position - 4 + $1]) }
  }

  mutating func skip(_ count: Int, _ bytes: Span<UInt8>) -> Bool {
    guard count <= bytes.count - position else { return false }
    position += count
    return true
  }
}
