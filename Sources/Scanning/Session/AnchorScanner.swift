internal import FileTypes
public import Hyperscan
public import Signatures

/// Searches bodies for the anchors of a database, by sieve and Hyperscan alone: what the whole engine is
/// measured against. It verifies nothing.
public struct AnchorScanner: ~Copyable {
  private let database: SignatureDatabase
  private var streams: AnchorStreams
  private var sieve: SieveStream

  /// Opens the streams.
  public init(database: SignatureDatabase) throws {
    let streams = try AnchorStreams(database.anchors)
    self.database = database
    self.streams = streams
    sieve = SieveStream(isUsed: database.anchors.hasSieve)
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
    let place = database.anchors.place(for: TargetType(ofRaw: type))
    streams.select(place)
    sieve.select(database.anchors.sieve(at: place))
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      var start = 0
      while start < body.count {
        var end = min(start + leaseBytes, body.count)
        end = unsafe start + sieve.scan(UnsafeRawBufferPointer(rebasing: body[start..<end]))
        while let match = sieve.next(upTo: .max) { unsafe counts[Int(match.anchor)] += 1 }
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
