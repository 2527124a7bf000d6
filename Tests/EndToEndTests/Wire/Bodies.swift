import Digests

/// Bodies to send.
enum Bodies {
  /// So many bytes without a pattern that repeats early, the same every time.
  static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var block: [UInt8] = []
    block.reserveCapacity(4093)
    for _ in 0..<min(4093, max(count, 1)) {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      block.append(UInt8(truncatingIfNeeded: state >> 32))
    }
    // Zeros at the beginning make it binary data: half of all noise would pass for UTF-16, which is
    // brought to a normal form after the last byte.
    for place in 2..<6 where place < block.count { block[place] = 0 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count {
      bytes += block
      // Each repetition differs, so that parts that change places are seen.
      block[Int(state % UInt64(block.count))] &+= 1
      state = state &* 6_364_136_223_846_793_005 &+ 1
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// The SHA-256 of bytes in hexadecimal digits.
  static func sha256(_ bytes: [UInt8]) throws -> String {
    var digest = try DigestStream(.sha256)
    unsafe bytes.withUnsafeBytes { unsafe digest.update($0) }
    return digest.finish().hex
  }
}
