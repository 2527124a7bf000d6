internal import CLzma

/// LZMA in its containers, by liblzma.
@safe struct Lzma: ~Copyable, Codec {
  /// What is around it.
  enum Container {
    case xz, alone, lzip
  }

  /// Bytes that a dictionary and what belongs to it may take. `xz -9` needs 65 MiB. They are touched only
  /// as far as output has filled them.
  static let memoryBytesMax: UInt64 = 160 << 20

  private var stream: lzma_stream

  init?(_ container: Container) {
    unsafe stream = cordon_lzma_stream()
    let status =
      switch container {
      case .xz: unsafe lzma_stream_decoder(&stream, Self.memoryBytesMax, 0)
      case .alone: unsafe lzma_alone_decoder(&stream, Self.memoryBytesMax)
      case .lzip: unsafe lzma_lzip_decoder(&stream, Self.memoryBytesMax, 0)
      }
    guard status == LZMA_OK else { return nil }
  }

  deinit {
    var stream = unsafe stream
    unsafe lzma_end(&stream)
  }

  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep {
    unsafe stream.next_in = input.baseAddress
    unsafe stream.avail_in = input.count
    unsafe stream.next_out = room.baseAddress
    unsafe stream.avail_out = room.count
    let status = unsafe lzma_code(&stream, LZMA_RUN)
    let state: CodecStep.State =
      switch status {
      case LZMA_STREAM_END: .complete
      case LZMA_OK, LZMA_BUF_ERROR: .going
      case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: .memory
      default: .damaged
      }
    return CodecStep(
      consumedBytes: unsafe input.count - stream.avail_in,
      writtenBytes: unsafe room.count - stream.avail_out, state: state)
  }
}

extension Lzma {
  /// LZMA as a member of a ZIP archive has it: the version of what wrote it, the size of the properties,
  /// the properties. With a size of no value put behind them they are the header of a `.lzma` file.
  /// Source: APPNOTE.TXT 6.3.10, section 5.8.8.
  static func decodeZipMember(_ input: Span<UInt8>, bytesMax: Int) -> Decoded {
    let ownBytes = 4
    let propertyBytes = 5
    guard input.count >= ownBytes + propertyBytes else { return Decoded(end: .truncated) }
    guard input[2] == UInt8(propertyBytes), input[3] == 0, var codec = Lzma(.alone) else {
      return Decoded(end: .damaged)
    }
    var header = [UInt8](repeating: 0xFF, count: propertyBytes + 8)
    for place in 0..<propertyBytes { header[place] = input[ownBytes + place] }
    let state = codec.takeHeader(header.span)
    guard state == .going else { return Decoded(end: state == .memory ? .memory : .damaged) }
    var decoded = codec.decode(
      input.extracting((ownBytes + propertyBytes)...), bytesMax: bytesMax)
    decoded.consumedBytes += ownBytes + propertyBytes
    return decoded
  }

  /// Nothing is put out for a header, but without room it would not be read.
  private mutating func takeHeader(_ header: Span<UInt8>) -> CodecStep.State {
    unsafe header.withUnsafeBufferPointer { header in
      var unused: UInt8 = 0
      return unsafe withUnsafeMutablePointer(to: &unused) { room in
        unsafe step(header, UnsafeMutableBufferPointer(start: room, count: 1)).state
      }
    }
  }
}
