internal import COpenSSL

/// What OpenSSL reads and writes instead of a socket: the memory of the call that is going on.
///
/// All sessions of a worker share one: it is set when a session is called, and empty between calls. So
/// OpenSSL copies straight from a lease and into one, and keeps no ciphertext but a record's beginning.
@safe
public final class SessionWire {
  @safe struct Ends {
    var input = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    var consumed = 0
    var output = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var written = 0
  }

  private let ends: UnsafeMutablePointer<Ends>

  /// Nothing to read, no room to write.
  public init() {
    unsafe ends = .allocate(capacity: 1)
    unsafe ends.initialize(to: Ends())
  }

  deinit { unsafe ends.deallocate() }

  /// Lays memory before a session for the length of a call; how much of each was used.
  func lay(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, for call: () -> Void
  ) -> (consumed: Int, written: Int) {
    unsafe ends.pointee = unsafe Ends(input: input, output: output)
    call()
    defer { unsafe ends.pointee = Ends() }
    return unsafe (ends.pointee.consumed, ends.pointee.written)
  }

  /// How many bytes can still be written in this call.
  var room: Int { unsafe ends.pointee.output.count - ends.pointee.written }

  /// A BIO over this wire; `nil` for want of memory.
  func makeBIO() -> OpaquePointer? {
    guard let method = unsafe Self.method, let bio = unsafe BIO_new(method) else { return nil }
    unsafe BIO_set_data(bio, ends)
    unsafe BIO_set_init(bio, 1)
    return unsafe bio
  }

  /// Made once for the process; OpenSSL only reads it.
  nonisolated(unsafe) private static let method: OpaquePointer? = {
    guard
      let method = unsafe BIO_meth_new(BIO_get_new_index() | cordon_tls_bio_type, "cordon wire")
    else { return nil }
    unsafe BIO_meth_set_read(method, read)
    unsafe BIO_meth_set_write(method, write)
    unsafe BIO_meth_set_ctrl(method, control)
    return unsafe method
  }()

  private static let read:
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
      bio, bytes, count in
      unsafe cordon_tls_want_nothing(bio)
      let ends = unsafe BIO_get_data(bio).assumingMemoryBound(to: Ends.self)
      let start = unsafe ends.pointee.consumed
      let part = unsafe min(Int(count), ends.pointee.input.count - start)
      guard part > 0, let bytes = unsafe bytes else {
        unsafe cordon_tls_want_read(bio)
        return -1
      }
      unsafe UnsafeMutableRawPointer(bytes).copyMemory(
        from: ends.pointee.input.baseAddress! + start, byteCount: part)
      unsafe ends.pointee.consumed = start + part
      return Int32(part)
    }

  private static let write: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 =
    {
      bio, bytes, count in
      unsafe cordon_tls_want_nothing(bio)
      let ends = unsafe BIO_get_data(bio).assumingMemoryBound(to: Ends.self)
      let start = unsafe ends.pointee.written
      let part = unsafe min(Int(count), ends.pointee.output.count - start)
      guard part > 0, let bytes = unsafe bytes else {
        unsafe cordon_tls_want_write(bio)
        return -1
      }
      unsafe (ends.pointee.output.baseAddress! + start).copyMemory(from: bytes, byteCount: part)
      unsafe ends.pointee.written = start + part
      return Int32(part)
    }

  private static let control:
    @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
      _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0
    }
}
