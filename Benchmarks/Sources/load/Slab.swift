/// Equal pieces of memory, one to each connection, taken once at the start.
@safe
struct Slab: ~Copyable {
  /// The size of one piece.
  let pieceBytes: Int
  private let memory: UnsafeMutableRawBufferPointer

  init(pieces: Int, pieceBytes: Int) {
    self.pieceBytes = pieceBytes
    unsafe memory = .allocate(byteCount: pieces * pieceBytes, alignment: 4096)
  }

  deinit { unsafe memory.deallocate() }

  /// The memory of piece `index`; valid as long as the slab.
  func piece(_ index: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      rebasing: memory[index * pieceBytes..<(index + 1) * pieceBytes])
  }

  /// The first `count` bytes of piece `index`.
  func withBytes<Result>(
    of index: Int, count: Int, _ body: (Span<UInt8>) throws -> Result
  ) rethrows -> Result {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: piece(index)[..<count])
    return try unsafe body(bytes.bindMemory(to: UInt8.self).span)
  }
}
