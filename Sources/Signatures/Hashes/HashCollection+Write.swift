extension HashCollection {
  /// Writes records and names to a database file, and what is resident of them to its image.
  ///
  /// - Parameter progress: told of the records that are merged, now and then.
  func write(
    to file: inout DatabaseFileWriter, image: inout ImageWriter, progress: (BuildProgress) -> Void
  ) throws(DatabaseFileError) {
    guard count > 0 else { return }
    var writer = HashTableWriter(recordCount: count)
    try file.beginBlocks(.hashes)
    var done = 0
    for list in 0..<HashList.count {
      var merge = merged(list)
      writer.begin(list)
      while let record = merge.next() {
        try writer.add(record, to: &file)
        done += 1
        if done % runRecords == 0 {
          progress(BuildProgress(stage: .hashes, done: done, total: count))
        }
      }
      try writer.end(to: &file)
    }
    writer.addSections(to: &image)
    try writeNames(to: &file, image: &image)
    progress(BuildProgress(stage: .hashes, done: count, total: count))
  }

  /// The digests as they would be in a database file, in memory.
  func inMemory() throws(DatabaseFileError) -> HashTables {
    var writer = try DatabaseFileWriter(inMemory: "digests in memory")
    var image = ImageWriter()
    try write(to: &writer, image: &image, progress: { _ in })
    let descriptor = try writer.finish(image, sources: sha256([]))
    return try DatabaseFile(descriptor, path: "digests in memory").hashes
  }

  private func writeNames(
    to file: inout DatabaseFileWriter, image: inout ImageWriter
  ) throws(DatabaseFileError) {
    image.add(.hashNameIndex, nameBlocks.firstNumbers)
    try file.beginBlocks(.names)
    let blockBytes = BlockLayout.names.byteCount
    var block = [UInt8](repeating: 0, count: blockBytes)
    for place in 0..<nameBlocks.firstNumbers.count {
      let start = place * blockBytes
      block.replaceSubrange(0..<blockBytes, with: nameBlocks.bytes[start..<start + blockBytes])
      try file.append(block: &block)
    }
  }
}

/// Packs sorted records into blocks, and makes the filters and the index on the way.
private struct HashTableWriter {
  private var tables = [HashTable](repeating: HashTable(), count: HashList.count)
  private var filter: [UInt64]
  private var sizes: [UInt64] = []
  private var index: [UInt64] = []

  private var list = 0
  private var pending: [HashRecord] = []
  /// Where the last key of those that are pending begins.
  private var runStart = 0
  private var sharedBytes = HashKey.byteCount - 1
  /// The distinct sizes of the list.
  private var listSizes: [UInt32] = []
  private var block = [UInt8](repeating: 0, count: BlockLayout.hashes.byteCount)

  init(recordCount: Int) {
    filter = [UInt64](repeating: 0, count: HashFilter.wordCount(digests: recordCount))
  }

  mutating func begin(_ list: Int) {
    self.list = list
    tables[list].firstBlock = UInt32(index.count)
    listSizes = []
  }

  mutating func add(
    _ record: HashRecord, to file: inout DatabaseFileWriter
  ) throws(DatabaseFileError) {
    HashFilter.insert(record.leadingWords, listPlace: list, into: &filter)
    let size = record.key.size
    if size == HashKey.anySize {
      tables[list].anySizeCount += 1
    } else {
      tables[list].exactCount += 1
      if listSizes.last != size { listSizes.append(size) }
    }
    if pending.last?.key != record.key { runStart = pending.count }
    if pending.count + 1 > HashBlock.capacity(sharedBytes: sharedBytes(with: record)) {
      // The records of a key are in one block.
      let run = Array(pending[runStart...])
      pending.removeLast(run.count)
      try writeBlock(to: &file)
      pending = run
      runStart = 0
      sharedBytes = HashKey.byteCount - 1
    }
    sharedBytes = sharedBytes(with: record)
    pending.append(record)
  }

  /// What all pending keys and one more begin with. Keys are in order, so what the first and the last
  /// share all share; one key alone must not share all of itself.
  private func sharedBytes(with record: HashRecord) -> Int {
    guard let first = pending.first else { return HashKey.byteCount - 1 }
    return min(sharedBytes, first.key.sharedBytes(with: record.key))
  }

  private mutating func writeBlock(
    to file: inout DatabaseFileWriter
  ) throws(DatabaseFileError) {
    guard let first = pending.first else { return }
    index.append(first.high)
    unsafe block.withUnsafeMutableBytes {
      unsafe HashBlock.fill($0, pending, sharedBytes: sharedBytes)
    }
    try file.append(block: &block)
    pending.removeAll(keepingCapacity: true)
  }

  mutating func end(to file: inout DatabaseFileWriter) throws(DatabaseFileError) {
    try writeBlock(to: &file)
    sharedBytes = HashKey.byteCount - 1
    tables[list].blockCount = UInt32(index.count) - tables[list].firstBlock
    guard !listSizes.isEmpty else { return }
    let bitsLog = SizeFilter.bitsLog(sizes: listSizes.count)
    tables[list].sizesStart = UInt32(sizes.count)
    tables[list].sizesLog = UInt32(bitsLog)
    sizes += SizeFilter.words(listSizes, bitsLog: bitsLog)
  }

  consuming func addSections(to image: inout ImageWriter) {
    image.add(.hashLists, tables)
    image.add(.hashFilter, filter)
    image.add(.hashSizes, sizes)
    image.add(.hashIndex, index)
  }
}
