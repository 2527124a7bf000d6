internal import CHyperscan

/// The working memory of one scan at a time: one for each worker (thread), for all its streams.
///
/// It must have been made for, or widened to, every database that is scanned with it. It is passed
/// `inout`, because Hyperscan refuses a scratch that is in use.
@safe
public struct Scratch: ~Copyable {
  var handle: OpaquePointer

  private init(handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  /// Allocates the working memory for a database.
  public init(for database: Database) throws(HyperscanError) {
    var handle: OpaquePointer?
    try HyperscanError.check(unsafe hs_alloc_scratch(database.handle, &handle))
    guard let handle = unsafe handle else { throw .status(HS_NOMEM) }
    unsafe self.handle = handle
  }

  /// Makes the memory large enough for another database too: when a worker adopts a new one.
  public mutating func widen(for database: Database) throws(HyperscanError) {
    var widened: OpaquePointer? = unsafe handle
    let status = unsafe hs_alloc_scratch(database.handle, &widened)
    // The library may have moved the scratch; on failure it leaves the old one as it was.
    if let widened = unsafe widened { unsafe handle = widened }
    try HyperscanError.check(status)
  }

  /// Another scratch of the same size, for another worker.
  public func clone() throws(HyperscanError) -> Scratch {
    var handle: OpaquePointer?
    try HyperscanError.check(unsafe hs_clone_scratch(self.handle, &handle))
    guard let handle = unsafe handle else { throw .status(HS_NOMEM) }
    return unsafe Scratch(handle: handle)
  }

  deinit {
    _ = unsafe hs_free_scratch(handle)
  }

  /// The size in bytes.
  public var sizeBytes: Int {
    var size = 0
    _ = unsafe hs_scratch_size(handle, &size)
    return size
  }
}

extension Scratch: @unchecked Sendable {}
