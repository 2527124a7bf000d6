internal import CHyperscan

/// Patterns compiled: literals for streaming, or an expression for bytes that lie in one run. Immutable, so
/// all threads may share it.
@safe
public final class Database: @unchecked Sendable {
  let handle: OpaquePointer

  /// Keeps the memory of a database that is used where it lies; `nil` where the library's own.
  private let owner: AnyObject?

  init(handle: OpaquePointer, owner: AnyObject? = nil) {
    unsafe self.handle = handle
    self.owner = owner
  }

  deinit {
    if owner == nil { _ = unsafe hs_free_database(handle) }
  }

  /// Throws where this CPU cannot run Hyperscan at all.
  public static func checkPlatform() throws(HyperscanError) {
    guard hs_valid_platform() == HS_SUCCESS else { throw .platformUnsupported }
  }

  /// Compiles literals for streaming, or for bytes that lie in one run.
  ///
  /// The literals are taken byte for byte (NUL included). Each must have at least one byte, and there
  /// must be at least one.
  ///
  /// - Parameters:
  ///   - literals: the bytes of each.
  ///   - ids: under which id each is reported; `nil` for its place in the list.
  ///   - caseless: for each whether its ASCII letters match in either case; `nil` for none.
  ///   - isStreamed: whether they are for a ``ScanStream``, and not for
  ///     ``scan(_:scratch:onMatch:state:)``.
  public static func literals(
    _ literals: [[UInt8]], ids: [UInt32]? = nil, caseless: [Bool]? = nil, isStreamed: Bool = true
  ) throws(HyperscanError) -> Database {
    precondition(ids == nil || ids?.count == literals.count)
    precondition(caseless == nil || caseless?.count == literals.count)
    try checkPlatform()
    return try unsafe compile(literals, ids: ids) {
      patterns, lengths, ids, count, database, error in
      let flags =
        caseless.map { $0.map { $0 ? UInt32(HS_FLAG_CASELESS) : 0 } }
        ?? [UInt32](repeating: 0, count: Int(count))
      return unsafe hs_compile_lit_multi(
        patterns, flags, ids, lengths, count,
        UInt32(isStreamed ? HS_MODE_STREAM : HS_MODE_BLOCK), nil, database, error)
    }
  }

  /// Lays the patterns out as C wants them, and turns its error into ours.
  static func compile(
    _ patterns: [[UInt8]], ids: [UInt32]?,
    with body: (
      UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int>, UnsafePointer<UInt32>, UInt32,
      UnsafeMutablePointer<OpaquePointer?>,
      UnsafeMutablePointer<UnsafeMutablePointer<hs_compile_error_t>?>
    ) -> hs_error_t
  ) throws(HyperscanError) -> Database {
    var pool: [CChar] = []
    var starts: [Int] = []
    for pattern in patterns {
      starts.append(pool.count)
      pool.append(contentsOf: pattern.map { CChar(bitPattern: $0) })
    }
    let lengths = patterns.map(\.count)
    let ids = ids ?? Array(0..<UInt32(patterns.count))
    var database: OpaquePointer?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let status = unsafe pool.withUnsafeBufferPointer { pool in
      let pointers = unsafe starts.map { unsafe pool.baseAddress! + $0 as UnsafePointer<CChar>? }
      return unsafe body(pointers, lengths, ids, UInt32(patterns.count), &database, &error)
    }
    if let error = unsafe error { throw unsafe HyperscanError(freeing: error) }
    try HyperscanError.check(status)
    guard let database = unsafe database else { throw .status(status) }
    return unsafe Database(handle: database)
  }

  /// The size of the compiled form in bytes.
  public var sizeBytes: Int {
    var size = 0
    _ = unsafe hs_database_size(handle, &size)
    return size
  }

  /// The size of one stream's state in bytes.
  public var streamBytes: Int {
    var size = 0
    _ = unsafe hs_stream_size(handle, &size)
    return size
  }
}
