internal import Decoding
internal import Formats

/// What came out of the filters of a stream.
struct PDFStreamContent {
  var bytes: [UInt8]
  /// Whether all of it came out.
  var isWhole = true
  /// Whether a filter is one that nobody knows.
  var isUnknown = false
}

extension ContentInspection {
  /// Gives the contents of a stream, in each of the readings that viewers may have, to `use`.
  mutating func withContents(
    of stream: PDFStream, _ reading: PDFReading, _ bytes: Span<UInt8>,
    _ use: (inout ContentInspection, PDFStreamContent) -> Void
  ) {
    if let encryption = reading.encryption {
      let data = stream.decrypted(bytes, by: encryption)
      withContents(of: data.span, stream, use)
    }
    if reading.isPlainToo || stream.mayBePlain {
      withContents(of: bytes.extracting(stream.data), stream, use)
    }
  }

  private mutating func withContents(
    of data: Span<UInt8>, _ stream: PDFStream,
    _ use: (inout ContentInspection, PDFStreamContent) -> Void
  ) {
    guard !stream.chains.isEmpty else {
      return use(&self, PDFStreamContent(bytes: [UInt8](copying: data)))
    }
    for chain in stream.chains where isInspecting {
      if chain.isCut { fail(.depth) }
      use(&self, undoPicture(chain, data, stream))
    }
  }

  /// Undoes filters. A picture has the bytes that it says, though it is packed to hardly any: blank pages are.
  private mutating func undoPicture(
    _ chain: PDFFilterChain, _ data: Span<UInt8>, _ stream: PDFStream
  ) -> PDFStreamContent {
    let before = record.unpackedBytes
    let ofPicture = stream.dictionary.pictureBytes ?? 0
    pictureBytesLeft = min(ofPicture, limits.pictureBytesMax - pictureBytes)
    let content = undo(chain, data)
    pictureBytesLeft = 0
    let unpacked = record.unpackedBytes - before
    if ofPicture > 0, unpacked > limits.ratioFloorBytes {
      pictureBytes = min(limits.pictureBytesMax, pictureBytes + unpacked)
    }
    return content
  }

  /// Undoes filters one after the other, up to that of a picture.
  private mutating func undo(_ chain: PDFFilterChain, _ data: Span<UInt8>) -> PDFStreamContent {
    var content = PDFStreamContent(bytes: [])
    var isFirst = true
    for (filter, parameters) in chain.filters {
      switch filter {
      case .crypt: continue
      case .image: break
      case .unknown: content.isUnknown = true
      case .flate, .lzw, .asciiHex, .ascii85, .runLength:
        if isFirst {
          undo(filter, parameters, data, &content)
        } else {
          let bytes = content.bytes
          undo(filter, parameters, bytes.span, &content)
        }
        isFirst = false
        continue
      }
      break
    }
    if isFirst { content.bytes = [UInt8](copying: data) }
    return content
  }

  private mutating func undo(
    _ filter: PDFFilter, _ parameters: PDFFilterParameters, _ data: Span<UInt8>,
    _ content: inout PDFStreamContent
  ) {
    let decoded =
      filter == .flate ? inflate(data) : decode(data, filter, parameters)
    content.bytes = decoded.bytes
    if decoded.end != .complete { content.isWhole = false }
    guard parameters.hasPredictor, filter == .flate || filter == .lzw else { return }
    if let plain = parameters.unpredicted(decoded.bytes.span) {
      content.bytes = plain
    } else {
      content.isWhole = false
    }
  }

  private mutating func decode(
    _ data: Span<UInt8>, _ filter: PDFFilter, _ parameters: PDFFilterParameters
  ) -> Decoded {
    guard hasTime() else { return Decoded(end: .limit) }
    let left = unpackedBytesLeft(packedBytes: data.count)
    let decoded = filter.decode(data, parameters, bytesMax: left)
    if decoded.end == .limit { failForUnpackedBytes(packedBytes: data.count) }
    record.unpackedBytes += decoded.bytes.count
    return decoded
  }

  /// Inflates as viewers do: line ends before the data, a bad header and a bad sum at the end are tolerated.
  private mutating func inflate(_ data: Span<UInt8>) -> Decoded {
    var decoded = decode(data, as: .zlib)
    guard decoded.end == .damaged || decoded.end == .truncated, data.count > 2 else {
      return decoded
    }
    var start = 0
    while start < min(4, data.count), data[start] == 0x0A || data[start] == 0x0D { start += 1 }
    if start > 0, decoded.bytes.isEmpty {
      decoded = decode(data.extracting(start...), as: .zlib)
      if decoded.end == .complete { return decoded }
    }
    for offset in [start + 2, start] where offset < data.count {
      if offset == start, !decoded.bytes.isEmpty { break }
      let bare = decode(data.extracting(offset...), as: .deflate)
      if bare.bytes.count > decoded.bytes.count || bare.end == .complete { decoded = bare }
    }
    return decoded
  }
}
