internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a Flash file that is packed: what it unpacks to is a Flash file that is not. Source: SWF file format
  /// specification, version 19, chapter 2.
  mutating func readFlash(_ bytes: Span<UInt8>) {
    let headerBytes = 8
    guard bytes.count > headerBytes, bytes[0] != 0x46 else { return }
    // The third way, by LZMA, has headers of its own.
    guard bytes[0] == 0x43 else { return fail(.format) }
    let decoded = decode(bytes.extracting(headerBytes...), as: .zlib)
    if decoded.end == .truncated || decoded.end == .damaged { fail(.damaged) }
    guard !decoded.bytes.isEmpty else { return }
    let plain = [0x46] + [UInt8](copying: bytes.extracting(1..<headerBytes)) + decoded.bytes
    inspect(plain.span, .decompressed, name: bytes.extracting(0..<0))
  }
}
