internal import CZlib

/// Bytes packed by zlib, all at once.
enum CompressedBytes {
  /// As far as packing lines of signatures pays; the same always, as the packed bytes follow from it.
  private static let level: Int32 = 6

  /// Packs bytes; the same bytes give the same, by the same zlib.
  static func pack(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var stream = unsafe z_stream()
    // It fails for want of memory alone.
    precondition(unsafe cordon_zlib_begin_packing(&stream, level) == Z_OK, "no memory for zlib")
    defer { _ = unsafe deflateEnd(&stream) }
    let room = Int(unsafe deflateBound(&stream, uLong(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { memory, count in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = memory.baseAddress
        unsafe stream.avail_out = UInt32(room)
        precondition(unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END, "more than zlib foretold")
      }
      count = unsafe room - Int(stream.avail_out)
    }
  }

  /// Unpacks what has that many bytes unpacked; `nil` where it has not.
  static func unpack(_ packed: [UInt8], byteCount: Int) -> [UInt8]? {
    var stream = unsafe z_stream()
    guard unsafe cordon_zlib_begin_unpacking(&stream) == Z_OK else { return nil }
    defer { _ = unsafe inflateEnd(&stream) }
    var isRight = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(byteCount, 1)) { memory, count in
      unsafe packed.withUnsafeBufferPointer { source in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = memory.baseAddress
        unsafe stream.avail_out = UInt32(byteCount)
        isRight = unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0
      }
      count = isRight ? byteCount : 0
    }
    return isRight ? bytes : nil
  }
}
