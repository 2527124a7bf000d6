package import Digests

/// Signatures on digests as they are read, before they are written to a database.
///
/// It takes them one at a time, keeps 24 bytes of each and its name with what it shares with the
/// one before left out, and sorts one run on a thread of its own while the next is read: 17 million
/// with their names take about 0.6 GB. Not for use on more than one thread.
package final class HashCollection {
  /// A name may be this long: as long as a line of ClamAV's formats.
  package static let nameBytesMax = 8100

  /// How many were added: the number that the next one gets.
  package private(set) var count = 0
  /// How many of them clear, and find nothing.
  package private(set) var harmlessCount = 0

  /// Records that are sorted as one run.
  let runRecords: Int

  private var current = [[HashRecord]](repeating: [], count: HashList.count)
  private var runs = [[HashRun]](repeating: [], count: HashList.count)
  private var sorting: HashRun?
  private var names = NameBlocks()

  /// A collection of nothing.
  ///
  /// - Parameter runRecords: how many are sorted as one run, while as many are read.
  package init(runRecords: Int = 1 << 21) {
    self.runRecords = runRecords
  }

  /// Adds a signature; its number is the ``count`` before.
  ///
  /// Sizes are those of the formats: 1 to 2^32 - 2 bytes, `nil` for any.
  package func add(
    _ digest: Digest, kind: HashKind, size: UInt64?, name: borrowing Span<UInt8>
  ) throws(UnusedReason) {
    guard name.count <= Self.nameBytesMax else { throw .malformed(.name) }
    if let size, size == 0 || size >= UInt64(HashKey.anySize) { throw .malformed(.size) }
    let list = HashList(kind, digest.algorithm).place
    let key = HashKey(digest, size: size.map { UInt32($0) } ?? HashKey.anySize)
    current[list].append(HashRecord(key, number: UInt32(count)))
    names.append(name)
    count += 1
    if kind == .harmless { harmlessCount += 1 }
    if current[list].count == runRecords { sortRun(of: list) }
  }

  /// Hands a full run over; the one before is waited for, so that memory stays bounded.
  private func sortRun(of list: Int) {
    sorting?.join()
    var full: [HashRecord] = []
    swap(&full, &current[list])
    let run = HashRun(sorting: consume full)
    runs[list].append(run)
    sorting = run
  }

  /// The records of a list in order.
  func merged(_ list: Int) -> HashMerge {
    sorting?.join()
    sorting = nil
    current[list].sort()
    return HashMerge(runs[list].map(\.records) + [current[list]])
  }

  /// The names in blocks, by number.
  var nameBlocks: NameBlocks { names }
}
