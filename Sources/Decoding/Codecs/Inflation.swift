internal import CZlib

/// DEFLATE and what is put around it, by zlib.
@safe struct Inflation: ~Copyable, Codec {
  /// zlib keeps the stream's address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Parameter windowBits: zlib's number for what is around it: -15 nothing, 15 zlib's, 31 gzip's.
  init?(windowBits: Int32) {
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe cordon_zlib_begin(stream, windowBits) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep {
    // zlib counts in 32 bits.
    let given = UInt32(clamping: input.count)
    let offered = UInt32(clamping: room.count)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    unsafe stream.pointee.avail_in = given
    unsafe stream.pointee.next_out = room.baseAddress
    unsafe stream.pointee.avail_out = offered
    let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
    let state: CodecStep.State =
      switch status {
      case Z_STREAM_END: .complete
      case Z_OK, Z_BUF_ERROR: .going
      case Z_MEM_ERROR: .memory
      default: .damaged
      }
    return CodecStep(
      consumedBytes: Int(unsafe given - stream.pointee.avail_in),
      writtenBytes: Int(unsafe offered - stream.pointee.avail_out), state: state)
  }
}
