/// A fixed piece of memory, zeroed when it is made and freed with its owner.
@safe public struct OwnedBytes: ~Copyable {
  /// The memory, valid as long as the owner lives.
  public let bytes: UnsafeMutableRawBufferPointer

  /// Allocates `count` bytes, aligned to a cache line.
  public init(count: Int) {
    unsafe bytes = .allocate(byteCount: count, alignment: 64)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { unsafe bytes.deallocate() }
}
