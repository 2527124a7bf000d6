internal import Decoding

extension ContentInspection {
  /// Reads what begins like a zlib stream without a file around it, if it is one: two bytes tell little, so
  /// that bytes of anything else begin like that as well.
  mutating func readZlib(_ bytes: Span<UInt8>) {
    guard Self.beginsZlib(bytes) else { return }
    let decoded = decode(bytes, as: .zlib)
    guard decoded.end == .complete else { return }
    inspect(decoded.bytes.span, .decompressed, name: bytes.extracting(0..<0))
  }

  /// Source: RFC 1950, section 2.2. A preset dictionary nobody has.
  private static func beginsZlib(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 6 else { return false }
    let (method, flags) = (bytes[0], bytes[1])
    return method & 0x0F == 8 && method >> 4 <= 7 && flags & 0x20 == 0
      && (Int(method) << 8 | Int(flags)) % 31 == 0
  }
}
