internal import CHyperscan

/// One body's progress through one database: bytes in, matches out to a C function.
///
/// Opening allocates; ``reset()`` does not, so a stream is used for one body after another.
@safe
public struct ScanStream: ~Copyable {
  /// Called for each match: the pattern's id, 0, the offset just past the match counted from the
  /// stream's first byte, 0, and the pointer given to ``scan(_:scratch:onMatch:state:)``.
  /// A result other than 0 stops the scan.
  public typealias MatchFunction =
    @convention(c) (UInt32, UInt64, UInt64, UInt32, UnsafeMutableRawPointer?) -> Int32

  /// How a call of ``scan(_:scratch:onMatch:state:)`` ended.
  public enum Outcome: Equatable, Sendable {
    /// All bytes were scanned.
    case complete
    /// The match function stopped the scan. The stream takes nothing more until it is reset.
    case stopped
    /// The library failed with this status (`hs_error_t`): what was given is not scanned.
    case failed(Int32)
  }

  private let stream: OpaquePointer

  /// Keeps the compiled patterns alive for as long as the stream.
  private let database: Database

  /// Opens a stream at offset 0. Allocates the state.
  public init(database: Database) throws(HyperscanError) {
    var stream: OpaquePointer?
    try HyperscanError.check(unsafe hs_open_stream(database.handle, 0, &stream))
    guard let stream = unsafe stream else { throw .status(HS_NOMEM) }
    unsafe self.stream = stream
    self.database = database
  }

  deinit {
    // Without a scratch and a match function, closing frees and reports nothing.
    _ = unsafe hs_close_stream(stream, nil, nil, nil)
  }

  /// Goes back to offset 0, in place; pending matches at the end of data are not reported.
  public mutating func reset() {
    let status = unsafe hs_reset_stream(stream, 0, nil, nil, nil)
    precondition(status == HS_SUCCESS, "Hyperscan cannot reset a stream")
  }

  /// Scans the bytes that follow those scanned before. They are not kept.
  ///
  /// - Parameters:
  ///   - bytes: at most 4 GiB - 1 bytes.
  ///   - scratch: of this worker, made for this database.
  ///   - onMatch: called on this thread, before the call returns.
  ///   - state: handed to `onMatch` as it is.
  public mutating func scan(
    _ bytes: UnsafeRawBufferPointer, scratch: inout Scratch, onMatch: MatchFunction,
    state: UnsafeMutableRawPointer?
  ) -> Outcome {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return .complete }
    let status = unsafe hs_scan_stream(
      stream, base.assumingMemoryBound(to: CChar.self), UInt32(bytes.count), 0, scratch.handle,
      onMatch, state)
    return Outcome(status)
  }
}

extension ScanStream.Outcome {
  init(_ status: hs_error_t) {
    switch status {
    case HS_SUCCESS: self = .complete
    case HS_SCAN_TERMINATED: self = .stopped
    default: self = .failed(status)
    }
  }
}

extension ScanStream: @unchecked Sendable {}
