/// Bodies that hold others, of up to 128 KiB.
enum Packed {
  /// A gzip file (RFC 1952) of two stored blocks, so that what is packed is not there in one run.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    func little(_ value: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func block(_ run: ArraySlice<UInt8>, isLast: Bool) -> [UInt8] {
      let size = [UInt8(run.count & 0xFF), UInt8(run.count >> 8)]
      return [isLast ? 1 : 0] + size + size.map { ~$0 } + run
    }
    let middle = bytes.count / 2
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + block(bytes[..<middle], isLast: false)
      + block(bytes[middle...], isLast: true) + little(~crc) + little(UInt32(bytes.count))
  }
}
