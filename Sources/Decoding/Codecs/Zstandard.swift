internal import CZstd

/// Zstandard, by libzstd.
@safe struct Zstandard: ~Copyable, Codec {
  /// The largest window, as a power of two: 128 MiB, what the command line tool takes without being asked.
  /// It is touched only as far as output has filled it.
  private static let windowBitsMax: Int32 = 27

  private let stream: OpaquePointer

  init?() {
    guard let stream = unsafe ZSTD_createDStream() else { return nil }
    unsafe self.stream = unsafe stream
    _ = unsafe ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.windowBitsMax)
  }

  deinit { _ = unsafe ZSTD_freeDStream(stream) }

  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep {
    var given = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var offered = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
    let status = unsafe ZSTD_decompressStream(stream, &offered, &given)
    let state: CodecStep.State
    if ZSTD_isError(status) == 0 {
      state = status == 0 ? .complete : .going
    } else {
      switch ZSTD_getErrorCode(status) {
      case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation: state = .memory
      default: state = .damaged
      }
    }
    return CodecStep(
      consumedBytes: unsafe given.pos, writtenBytes: unsafe offered.pos, state: state)
  }
}
