/// Names and sources of a database, read from its image.
struct DatabaseTexts: Sendable {
  private let strings: Table<UInt8>
  private let names: Table<ContentNameRecord>
  private let sources: Table<SourceRecord>
  private let unused: Table<UnusedRecord>

  init(_ image: DatabaseImage) {
    strings = image.table(.strings, of: UInt8.self)
    names = image.table(.contentNames, of: ContentNameRecord.self)
    sources = image.table(.sources, of: SourceRecord.self)
    unused = image.table(.sourcesUnused, of: UnusedRecord.self)
  }

  /// Writes the names and sources of a set.
  static func write(_ set: SignatureSet, to image: inout ImageWriter) {
    var texts = TextPool()
    image.add(
      .contentNames,
      set.contents.map {
        ContentNameRecord(name: texts.add($0.signature.name), source: UInt32($0.file))
      })
    var sources: [SourceRecord] = []
    var unused: [UnusedRecord] = []
    for (file, firstHash) in zip(set.report.files, set.firstHashes) {
      sources.append(
        SourceRecord(
          lineCount: UInt64(file.lineCount), usedCount: UInt64(file.usedCount),
          name: texts.add(file.name), firstHash: UInt32(firstHash),
          firstUnused: UInt32(unused.count), unusedCount: UInt32(file.unused.count)))
      for entry in file.unused { unused.append(UnusedRecord(entry, &texts)) }
    }
    image.add(.sources, sources)
    image.add(.sourcesUnused, unused)
    image.add(.strings, texts.bytes)
  }

  /// How many signatures on content there are.
  var contentCount: Int { names.count }

  private func text(_ record: TextRecord) -> String {
    let start = Int(record.start)
    let bytes = unsafe UnsafeBufferPointer(
      start: strings.run(at: start, count: Int(record.count)), count: Int(record.count))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// The name of a signature on content.
  func contentName(_ place: Int) -> String { text(names[place].name) }

  /// The source of a signature on content.
  func contentSource(_ place: Int) -> String { text(sources[Int(names[place].source)].name) }

  /// The source of a signature on a digest, by its number.
  func hashSource(_ number: Int) -> String? {
    var low = 0
    var high = sources.count
    while low < high {
      let middle = (low + high) / 2
      if sources[middle].firstHash <= number { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? text(sources[low - 1].name) : nil
  }

  /// All sources.
  var all: [DatabaseSource] {
    (0..<sources.count).map { place in
      let record = sources[place]
      let first = Int(record.firstUnused)
      return DatabaseSource(
        name: text(record.name), lineCount: Int(record.lineCount),
        usedCount: Int(record.usedCount),
        unused: (first..<first + Int(record.unusedCount)).map { index in
          let entry = unused[index]
          return DatabaseSource.Unused(
            reason: text(entry.reason), count: Int(entry.count), lineNumbers: entry.lineNumbers)
        })
    }
  }
}
