internal import Primitives

/// A set of bytes that text hardly has.
struct RareBytes: Sendable {
  private var bytes: [UInt8] = []

  /// Adds a byte.
  mutating func insert(_ byte: UInt8) {
    if !bytes.contains(byte) { bytes.append(byte) }
  }

  /// Whether one of them is there.
  func isPresent(in span: Span<UInt8>) -> Bool {
    var start = 0
    while start < span.count {
      let end = min(start + Self.runBytes, span.count)
      let run = span.extracting(start..<end)
      for byte in bytes where Self.contains(byte, run) { return true }
      start = end
    }
    return false
  }

  /// Bytes that are looked at for one byte after the other: the first level of the cache holds them.
  private static let runBytes = 8 << 10

  private static func contains(_ byte: UInt8, _ run: Span<UInt8>) -> Bool {
    var difference = SIMD16<UInt8>(repeating: 0xff)
    var place = 0
    while place + 16 <= run.count {
      difference = difference.lesser(run.block(at: place) ^ SIMD16(repeating: byte))
      place += 16
    }
    var isThere = difference.holdsZero
    while place < run.count {
      if run[place] == byte { isThere = true }
      place += 1
    }
    return isThere
  }
}
