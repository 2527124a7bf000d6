internal import FileTypes
public import Hyperscan
public import Signatures

/// Runs Hyperscan alone over bodies, with the anchors of a database: what the whole engine is measured
/// against. It finds nothing.
public struct AnchorScanner: ~Copyable {
  private let database: SignatureDatabase
  private var streams: AnchorStreams

  /// Opens the streams.
  public init(database: SignatureDatabase) throws {
    let streams = try AnchorStreams(database.anchors)
    self.database = database
    self.streams = streams
  }

  /// Scans a body in leases of a size, and adds the matches of each anchor to its count.
  public mutating func countMatches(
    in body: UnsafeRawBufferPointer, leaseBytes: Int, scratch: inout Scratch,
    counts: inout [UInt64]
  ) {
    precondition(counts.count >= database.counts.anchors)
    let first = unsafe UnsafeRawBufferPointer(rebasing: body.prefix(FileTyper.firstBytesMax))
    let type = unsafe database.fileTyper.type(
      ofFirstBytes: first.bindMemory(to: UInt8.self).span)
    streams.select(database.anchors.place(for: TargetType(ofRaw: type)))
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      var start = 0
      while start < body.count {
        let end = min(start + leaseBytes, body.count)
        _ = unsafe streams.scan(
          UnsafeRawBufferPointer(rebasing: body[start..<end]), scratch: &scratch,
          onMatch: { id, _, _, _, state in
            unsafe state!.assumingMemoryBound(to: UInt64.self)[Int(id)] += 1
            return 0
          }, state: UnsafeMutableRawPointer(counts.baseAddress))
        start = end
      }
    }
  }
}
