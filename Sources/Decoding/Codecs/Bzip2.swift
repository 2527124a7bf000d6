internal import CBzip2

/// bzip2, by libbz2: 3.7 MB at most.
@safe struct Bzip2: ~Copyable, Codec {
  /// libbz2 keeps the stream's address, so it must not move.
  private let stream: UnsafeMutablePointer<bz_stream>

  init?() {
    unsafe stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    guard unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    _ = unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.deallocate()
  }

  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep {
    // libbz2 counts in 32 bits.
    let given = UInt32(clamping: input.count)
    let offered = UInt32(clamping: room.count)
    unsafe stream.pointee.next_in =
      UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_in = given
    unsafe stream.pointee.next_out =
      UnsafeMutableRawPointer(room.baseAddress)?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_out = offered
    let status = unsafe BZ2_bzDecompress(stream)
    let state: CodecStep.State =
      switch status {
      case BZ_STREAM_END: .complete
      case BZ_OK: .going
      case BZ_MEM_ERROR: .memory
      default: .damaged
      }
    return CodecStep(
      consumedBytes: Int(unsafe given - stream.pointee.avail_in),
      writtenBytes: Int(unsafe offered - stream.pointee.avail_out), state: state)
  }
}
