internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads what begins like a zlib stream without a file around it, if it is one: two bytes tell little, so
  /// that bytes of anything else begin like that as well.
  mutating func readZlib(_ bytes: Span<UInt8>) {
    if readZlibStream(bytes) { return }
    // Qt's `qCompress` writes how long it gets before it.
    guard bytes.count > 10, let size = bytes.big32(at: 0), size > 0 else { return }
    _ = readZlibStream(bytes.extracting(4...))
  }

  private mutating func readZlibStream(_ bytes: Span<UInt8>) -> Bool {
    guard Self.beginsZlib(bytes) else { return false }
    let decoded = decode(bytes, as: .zlib)
    guard decoded.end == .complete else { return false }
    inspect(decoded.bytes.span, .decompressed, name: bytes.extracting(0..<0))
    return true
  }

  /// Reads what a program of 1996 hides by inverting each bit, which clamscan undoes ("CryptFF").
  mutating func readInverted(_ bytes: Span<UInt8>) {
    let headerBytes = 16
    guard bytes.big64(at: 0) == 0xB6B9_ACAE_FEFF_FFFF, bytes.count > headerBytes else { return }
    let plain = [UInt8](copying: bytes.extracting(headerBytes...)).map { ~$0 }
    guard take(unpackedBytes: plain.count, packedBytes: bytes.count) else { return }
    inspect(plain.span, .decoded, name: bytes.extracting(0..<0))
  }

  /// Source: RFC 1950, section 2.2. A preset dictionary nobody has.
  private static func beginsZlib(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 6 else { return false }
    let (method, flags) = (bytes[0], bytes[1])
    return method & 0x0F == 8 && method >> 4 <= 7 && flags & 0x20 == 0
      && (Int(method) << 8 | Int(flags)) % 31 == 0
  }
}
