internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a compressed file: all of its runs, one after the other, are one content, as every decoder
  /// reads them. What follows and does not begin like a run is a content of its own: some decoders leave
  /// it, some stop there with a warning.
  mutating func readCompressed(_ bytes: Span<UInt8>, as coding: Coding, name: Span<UInt8>) {
    var content: [UInt8] = []
    var place = 0
    while true {
      let start = place
      defer { passOver(bytes, start..<place, as: coding) }
      guard decodeRun(of: bytes, as: coding, at: &place, to: &content) else { break }
      // Zeros are padding, as tapes and the format xz have it.
      while place < bytes.count, bytes[place] == 0 { place += 1 }
      let rest = bytes.extracting(place...)
      if rest.isEmpty { break }
      guard CompressedFile.begins(rest, as: coding) else {
        let none: [UInt8] = []
        inspect(rest, .appended, name: none.span)
        judged.append(place..<bytes.count)
        break
      }
    }
    inspect(content.span, .decompressed, name: name)
  }

  /// A run is judged by what it holds, and is no file in this one. What lies in its header is none of that.
  private mutating func passOver(_ bytes: Span<UInt8>, _ run: Range<Int>, as coding: Coding) {
    judged.append(
      run.lowerBound + CompressedFile.dataStart(bytes.extracting(run), as: coding)..<run.upperBound)
  }

  /// Decodes the run of a coding that begins at a place, behind what the runs before it have given; what is
  /// wrong with it is noted. False: it is not whole.
  mutating func decodeRun(
    of bytes: Span<UInt8>, as coding: Coding, at place: inout Int, to content: inout [UInt8]
  ) -> Bool {
    // A gzip file ends with its size.
    let size = coding == .gzip ? bytes.little32(at: bytes.count - 4) : nil
    let decoded = decode(
      bytes.extracting(place...), as: coding, after: content.count, packedBytes: bytes.count,
      announcedBytes: size.map { Int($0) })
    if content.isEmpty {
      content = decoded.bytes
    } else {
      content.append(contentsOf: decoded.bytes)
    }
    place += decoded.consumedBytes
    // Limits have been noted.
    if decoded.end == .truncated || decoded.end == .damaged { fail(.damaged) }
    return decoded.end == .complete
  }

  /// Reads a gzip file, whose first member may have a name.
  mutating func readGzip(_ bytes: Span<UInt8>) {
    let name = CompressedFile.gzipName(bytes)
    readCompressed(bytes, as: .gzip, name: bytes.extracting(name))
  }

  /// Reads a compressed file of a coding that keeps no name.
  mutating func readCompressed(_ bytes: Span<UInt8>, as coding: Coding) {
    readCompressed(bytes, as: coding, name: bytes.extracting(0..<0))
  }
}
