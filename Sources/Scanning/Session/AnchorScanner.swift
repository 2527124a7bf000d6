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

  /// Scans a body in leases of a size, and counts the matches.
  public mutating func countMatches(
    in body: UnsafeRawBufferPointer, leaseBytes: Int, scratch: inout Scratch
  ) -> UInt64 {
    let first = unsafe UnsafeRawBufferPointer(rebasing: body.prefix(FileTyper.firstBytesMax))
    let type = unsafe database.fileTyper.type(
      ofFirstBytes: first.bindMemory(to: UInt8.self).span)
    let target = type.treatment.contains(.raw) ? TargetType(of: type) : .any
    streams.select(database.anchors.place(for: target))
    var count: UInt64 = 0
    var start = 0
    while start < body.count {
      let end = min(start + leaseBytes, body.count)
      unsafe withUnsafeMutablePointer(to: &count) { counter in
        _ = unsafe streams.scan(
          UnsafeRawBufferPointer(rebasing: body[start..<end]), scratch: &scratch,
          onMatch: { _, _, _, _, state in
            unsafe state!.assumingMemoryBound(to: UInt64.self).pointee += 1
            return 0
          }, state: UnsafeMutableRawPointer(counter))
      }
      start = end
    }
    return count
  }
}
