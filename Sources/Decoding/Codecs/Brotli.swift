internal import CBrotli

/// Brotli, by libbrotlidec: a window of 16 MiB at most.
@safe struct Brotli: ~Copyable, Codec {
  private let decoder: OpaquePointer

  init?() {
    guard let decoder = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else { return nil }
    unsafe self.decoder = unsafe decoder
  }

  deinit { unsafe BrotliDecoderDestroyInstance(decoder) }

  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep {
    var inputLeft = input.count
    var inputPlace = input.baseAddress
    var roomLeft = room.count
    var roomPlace = room.baseAddress
    let status = unsafe BrotliDecoderDecompressStream(
      decoder, &inputLeft, &inputPlace, &roomLeft, &roomPlace, nil)
    let state: CodecStep.State =
      switch status {
      case BROTLI_DECODER_RESULT_SUCCESS: .complete
      case BROTLI_DECODER_RESULT_ERROR: .damaged
      default: .going
      }
    return CodecStep(
      consumedBytes: input.count - inputLeft, writtenBytes: room.count - roomLeft, state: state)
  }
}
