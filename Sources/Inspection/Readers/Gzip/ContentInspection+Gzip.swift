internal import Decoding

extension ContentInspection {
  /// Reads a gzip file: all of its members, one after the other, are one content, as every decoder reads
  /// them. Source: RFC 1952, section 2.2.
  mutating func readGzip(_ bytes: Span<UInt8>) {
    var content: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let decoded = decode(bytes.extracting(place..<bytes.count), as: .gzip)
      content.append(contentsOf: decoded.bytes)
      place += decoded.consumedBytes
      guard decoded.end == .complete else {
        if decoded.end != .limit { fail(.damaged) }
        break
      }
      // Zeros after a member are padding, as tapes have it.
      while place < bytes.count, bytes[place] == 0 { place += 1 }
    }
    let name: [UInt8] = []
    inspect(content.span, .decompressed, name: name.span)
  }
}
