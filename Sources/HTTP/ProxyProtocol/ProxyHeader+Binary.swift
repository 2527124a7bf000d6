internal import Primitives

extension ProxyHeader {
  /// The signature, a byte of version and command, one of family and transport, a length of two bytes.
  private static let fixedBytes = 16

  /// Reads version 2. TLVs are passed over, but must be whole, and a checksum among them must hold.
  static func readBinary(_ bytes: Span<UInt8>) -> ProxyHeaderProgress {
    // Each of these is wrong as soon as it is there.
    if bytes.count > 12, bytes[12] != 0x20, bytes[12] != 0x21 { return .failed(.malformed) }
    // LOCAL: whatever follows is passed over, of whatever family.
    let isLocal = bytes.count > 12 && bytes[12] == 0x20
    if !isLocal, bytes.count > 13, bytes[13] >> 4 > 3 || bytes[13] & 15 > 2 {
      return .failed(.malformed)
    }
    guard bytes.count >= fixedBytes else { return .incomplete }
    let end = fixedBytes + number(bytes, at: 14)
    guard end <= bytesMax else { return .failed(.tooLong) }
    guard bytes.count >= end else { return .incomplete }
    let header = bytes.extracting(first: end)
    guard !isLocal else { return .complete(ProxyHeader(ends: nil), count: end) }
    do throws(ProxyFault) {
      return .complete(ProxyHeader(ends: try ends(header)), count: end)
    } catch {
      return .failed(error)
    }
  }

  private static func ends(_ bytes: Span<UInt8>) throws(ProxyFault) -> Ends? {
    let family = bytes[13] >> 4
    let isStream = bytes[13] & 15 == 1
    let addressBytes: Int
    switch family {
    case 1: addressBytes = 12
    case 2: addressBytes = 36
    case 3: addressBytes = 216
    // AF_UNSPEC: nobody knows what follows.
    default: return nil
    }
    let start = fixedBytes + addressBytes
    guard bytes.count >= start else { throw .malformed }
    try checkTLVs(bytes, from: start)
    guard isStream, family < 3 else { return nil }
    let width = family == 1 ? 4 : 16
    let ports = fixedBytes + 2 * width
    return Ends(
      client: ConnectionEnd(
        address(bytes, at: fixedBytes, width), port: UInt16(number(bytes, at: ports))),
      server: ConnectionEnd(
        address(bytes, at: fixedBytes + width, width), port: UInt16(number(bytes, at: ports + 2))))
  }

  private static func address(_ bytes: Span<UInt8>, at offset: Int, _ width: Int) -> IPAddress {
    var bits: UInt128 = 0
    for index in offset..<offset + width { bits = bits << 8 | UInt128(bytes[index]) }
    return width == 4 ? IPAddress(ipv4: UInt32(bits)) : IPAddress(ipv6: bits)
  }

  /// Two bytes, the high one first.
  private static func number(_ bytes: Span<UInt8>, at offset: Int) -> Int {
    Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
  }

  // MARK: TLVs

  /// `PP2_TYPE_CRC32C`.
  private static let checksumType: UInt8 = 3

  /// Walks over a type, a length of two bytes and so many bytes, again and again.
  private static func checkTLVs(_ bytes: Span<UInt8>, from start: Int) throws(ProxyFault) {
    var offset = start
    var checksum: Int?
    while offset < bytes.count {
      guard offset + 3 <= bytes.count else { throw .malformed }
      let next = offset + 3 + number(bytes, at: offset + 1)
      guard next <= bytes.count else { throw .malformed }
      if bytes[offset] == checksumType {
        guard next - offset == 7, checksum == nil else { throw .malformed }
        checksum = offset + 3
      }
      offset = next
    }
    guard let checksum else { return }
    let said = number(bytes, at: checksum) << 16 | number(bytes, at: checksum + 2)
    guard said == Int(crc32c(bytes, zeroedAt: checksum)) else { throw .checksum }
  }

  /// CRC-32C (Castagnoli) of a header whose own checksum counts as zero. A bit at a time: a header has
  /// hundreds of bytes, once for a connection.
  static func crc32c(_ bytes: Span<UInt8>, zeroedAt place: Int) -> UInt32 {
    var sum: UInt32 = .max
    for index in bytes.indices {
      if index < place || index >= place + 4 { sum ^= UInt32(bytes[index]) }
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
    }
    return ~sum
  }
}
