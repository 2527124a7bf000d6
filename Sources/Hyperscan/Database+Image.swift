internal import CHyperscan

extension Database {
  /// Images begin at multiples of this many bytes: then one is valid at every such address.
  public static let imageAlignment = 4096

  /// The bytes of the database as they lie in memory, for ``init(image:owner:)``.
  ///
  /// The same patterns compiled by the same library on the same CPU give the same bytes.
  public func imageBytes() throws(HyperscanError) -> [UInt8] {
    var serialized: UnsafeMutablePointer<CChar>?
    var length = 0
    try HyperscanError.check(unsafe hs_serialize_database(handle, &serialized, &length))
    // Allocated with `malloc`, as no other allocator is set.
    defer { unsafe cordon_hs_release(serialized) }
    var size = 0
    try HyperscanError.check(unsafe hs_serialized_database_size(serialized, length, &size))
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: size, alignment: Self.imageAlignment)
    defer { unsafe memory.deallocate() }
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    try HyperscanError.check(
      unsafe hs_deserialize_database_at(
        serialized, length, OpaquePointer(memory.baseAddress!)))
    return unsafe Array(memory)
  }

  /// Uses a database where it lies, without a copy.
  ///
  /// The bytes must be what ``imageBytes()`` gave, from the same version of the library, for this
  /// CPU: whoever reads them from a file has checked that and their checksum. Of them only the
  /// library's own mark, version and length are checked here.
  ///
  /// - Parameters:
  ///   - image: from an address that is a multiple of ``imageAlignment``; must not change.
  ///   - owner: keeps the memory as long as the database lives.
  public convenience init(
    image: UnsafeRawBufferPointer, owner: AnyObject
  ) throws(HyperscanError) {
    guard let base = image.baseAddress, image.count >= 64,
      UInt(bitPattern: base) % UInt(Self.imageAlignment) == 0
    else { throw .notADatabase }
    let handle = OpaquePointer(base)
    var size = 0
    try HyperscanError.check(unsafe hs_database_size(handle, &size))
    guard size <= image.count else { throw .notADatabase }
    unsafe self.init(handle: handle, owner: owner)
  }
}
