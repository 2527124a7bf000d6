internal import Hyperscan
internal import Signatures

/// A stream for each anchor database, of which a body uses the one for its type.
@safe
struct AnchorStreams: ~Copyable {
  private let streams: UnsafeMutablePointer<ScanStream>
  private let count: Int
  /// The stream that the body uses.
  private var current: Int?

  init(_ anchors: AnchorDatabases) throws(HyperscanError) {
    let count = anchors.databases.count
    let streams = UnsafeMutablePointer<ScanStream>.allocate(capacity: max(count, 1))
    for place in 0..<count {
      do throws(HyperscanError) {
        let stream = try ScanStream(database: anchors.databases[place])
        unsafe (streams + place).initialize(to: stream)
      } catch {
        unsafe streams.deinitialize(count: place)
        unsafe streams.deallocate()
        throw error
      }
    }
    unsafe self.streams = streams
    self.count = count
  }

  deinit {
    unsafe streams.deinitialize(count: count)
    unsafe streams.deallocate()
  }

  /// Whether any body at all is searched.
  var isEmpty: Bool { count == 0 }

  /// Takes the stream for a body's type, at its beginning; none where there is nothing to search for.
  mutating func select(_ place: Int?) {
    precondition((place ?? 0) < max(count, 1))
    current = place
    if let place { unsafe streams[place].reset() }
  }

  /// Scans the next bytes with the stream of the body.
  mutating func scan(
    _ bytes: UnsafeRawBufferPointer, scratch: inout Scratch,
    onMatch: ScanStream.MatchFunction, state: UnsafeMutableRawPointer?
  ) -> ScanStream.Outcome {
    guard let current else { return .complete }
    return unsafe streams[current].scan(bytes, scratch: &scratch, onMatch: onMatch, state: state)
  }
}
