package import Digests

/// The digests of all kinds and algorithms: the part that is resident, and where the rest lies.
///
/// Sorted in blocks on disk, they are found in three steps, of which the first answers nearly
/// always: ``mayContain(_:kind:)`` asks a filter in memory; an index in memory says which block it
/// would be in; the block is read, checked and searched (``HashReader``). Resident are 8 bits of
/// filter and about 1.5 bits of index for each digest, and at most 4 MiB of sizes for each list.
package struct HashTables: Sendable {
  /// By ``HashList``; none where nothing is listed.
  let lists: Table<HashTable>
  /// The ``HashFilter`` of all lists.
  let filter: Table<UInt64>
  /// The ``SizeFilter`` of each list, one after another.
  let sizes: Table<UInt64>
  /// Of each block's first key the first 8 bytes.
  let index: Table<UInt64>
  /// The number of the first name in each block of names.
  let nameIndex: Table<UInt32>

  /// The records on disk.
  let blocks: BlockFile
  /// The names on disk.
  let names: BlockFile

  /// Keeps the memory of the tables.
  private let image: DatabaseImage

  /// The digests of an image, with the blocks of its file.
  init(_ image: DatabaseImage, blocks: BlockFile, names: BlockFile) {
    lists = image.table(.hashLists, of: HashTable.self)
    filter = image.table(.hashFilter, of: UInt64.self)
    sizes = image.table(.hashSizes, of: UInt64.self)
    index = image.table(.hashIndex, of: UInt64.self)
    nameIndex = image.table(.hashNameIndex, of: UInt32.self)
    self.blocks = blocks
    self.names = names
    self.image = image
  }

  /// How many digests are listed.
  package func count(_ kind: HashKind, _ algorithm: DigestAlgorithm) -> Int {
    table(kind, algorithm)?.count ?? 0
  }

  /// How many digests of a kind are listed.
  package func count(_ kind: HashKind) -> Int {
    DigestAlgorithm.allCases.reduce(0) { $0 + count(kind, $1) }
  }

  @inline(__always)
  func table(_ kind: HashKind, _ algorithm: DigestAlgorithm) -> HashTable? {
    let place = HashList(kind, algorithm).place
    return place < lists.count ? lists[place] : nil
  }

  /// Whether something of that size could be listed, so that its digest is worth computing. From
  /// memory alone.
  package func mayContain(_ algorithm: DigestAlgorithm, kind: HashKind, size: UInt64) -> Bool {
    guard let table = table(kind, algorithm) else { return false }
    if table.anySizeCount > 0 { return true }
    guard table.exactCount > 0, size < UInt64(HashKey.anySize) else { return false }
    return SizeFilter.mayContain(
      UInt32(size), in: sizes, from: Int(table.sizesStart), bitsLog: Int(table.sizesLog))
  }

  /// Whether anything is listed under an algorithm, of whatever size.
  package func hasAny(_ algorithm: DigestAlgorithm, kind: HashKind) -> Bool {
    count(kind, algorithm) > 0
  }

  /// Whether a digest could be listed: about one in forty that is not could. From memory alone.
  ///
  /// Where this says yes, only a ``HashReader`` can tell, which may wait for the disk.
  package func mayContain(_ digest: Digest, kind: HashKind) -> Bool {
    let list = HashList(kind, digest.algorithm)
    guard list.place < lists.count, lists[list.place].blockCount > 0 else { return false }
    return HashFilter.mayContain(digest, list, in: filter)
  }
}
