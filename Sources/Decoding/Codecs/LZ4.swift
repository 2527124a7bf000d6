internal import CLz4

/// Frames of LZ4, by liblz4: blocks are 4 MiB at most.
@safe struct LZ4: ~Copyable, Codec {
  private let frame: OpaquePointer

  init?() {
    var made: OpaquePointer?
    let status = unsafe LZ4F_createDecompressionContext(&made, UInt32(LZ4F_VERSION))
    guard LZ4F_isError(status) == 0, let made = unsafe made else { return nil }
    unsafe frame = unsafe made
  }

  deinit { _ = unsafe LZ4F_freeDecompressionContext(frame) }

  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep {
    var consumed = input.count
    var written = room.count
    let status = unsafe LZ4F_decompress(
      frame, room.baseAddress, &written, input.baseAddress, &consumed, nil)
    let state: CodecStep.State =
      LZ4F_isError(status) != 0 ? .damaged : status == 0 ? .complete : .going
    // After an error the counts have no meaning.
    return state == .damaged
      ? CodecStep(consumedBytes: 0, writtenBytes: 0, state: state)
      : CodecStep(consumedBytes: consumed, writtenBytes: written, state: state)
  }
}
