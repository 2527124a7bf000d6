import Testing

@testable import Signatures

@Suite struct ChecksumTests {
  private func checksum(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    unsafe bytes.withUnsafeBytes { unsafe Checksum.of($0, seed: seed) }
  }

  /// Values that are published with the algorithm.
  @Test(arguments: [
    ("", 0xef46_db37_51d8_e999 as UInt64), ("a", 0xd24e_c4f1_a98c_6e5b),
    ("abc", 0x44bc_2cf5_ad77_0999),
    ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
  ])
  func `it is XXH64`(text: String, expected: UInt64) {
    #expect(checksum(Array(text.utf8)) == expected)
  }

  @Test func `every changed bit, length and seed changes it`() {
    for count in [1, 7, 8, 31, 32, 33, 71] {
      var bytes = (0..<count).map { UInt8($0 * 7 & 255) }
      let whole = checksum(bytes)
      #expect(checksum(bytes, seed: 1) != whole)
      #expect(checksum(bytes + [0]) != whole)
      for bit in 0..<count * 8 {
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(checksum(bytes) != whole)
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
  }
}
