internal import CZlib

/// DEFLATE and what is put around it, by zlib.
enum Inflation {
  /// How much room there is for output at first.
  private static let firstBytes = 16 << 10

  static func inflate(_ input: Span<UInt8>, windowBits: Int32, bytesMax: Int) -> Decoded {
    // zlib keeps the stream's address, so it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    defer { unsafe stream.deallocate() }
    guard unsafe cordon_zlib_begin(stream, windowBits) == Z_OK else {
      return Decoded(end: .damaged)
    }
    defer { _ = unsafe inflateEnd(stream) }
    let first = min(firstBytes, max(64, 4 * input.count))
    var output = DecodedOutput(firstBytes: first, bytesMax: bytesMax)
    var consumed = 0
    let end = unsafe input.withUnsafeBufferPointer { input in
      unsafe run(stream, input, &output, &consumed)
    }
    return Decoded(bytes: output.finish(), consumedBytes: consumed, end: end)
  }

  private static func run(
    _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeBufferPointer<UInt8>,
    _ output: inout DecodedOutput, _ consumed: inout Int
  ) -> DecodingEnd {
    while true {
      guard output.makeRoom() else { return .limit }
      // zlib counts in 32 bits.
      let given = UInt32(clamping: input.count - consumed)
      let start = unsafe input.baseAddress.map { unsafe $0 + consumed }
      let status = unsafe output.withRoom { room in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        unsafe stream.pointee.avail_in = given
        unsafe stream.pointee.next_out = room.baseAddress
        let offered = UInt32(clamping: room.count)
        unsafe stream.pointee.avail_out = offered
        let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        return (status, Int(unsafe offered - stream.pointee.avail_out))
      }
      consumed += Int(unsafe given - stream.pointee.avail_in)
      switch status {
      case Z_STREAM_END: return .complete
      case Z_OK where consumed < input.count || output.isFull: break
      case Z_OK, Z_BUF_ERROR: return .truncated
      default: return .damaged
      }
    }
  }
}
