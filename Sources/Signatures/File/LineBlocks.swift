internal import Primitives

/// Where a chunk of lines lies among the packed bytes of all chunks.
struct LineChunkRecord: BitwiseCopyable, Sendable {
  /// Its first byte.
  var start: UInt64
  /// The number of its first line.
  var firstSignature: UInt32
  /// Its bytes when it is unpacked.
  var unpackedBytes: UInt32
}

/// The lines of the signatures on content in a database file: chunks that are packed one by one, their
/// bytes in blocks. They are read with pread(2) by those who ask what a signature is, and never to scan.
struct LineBlocks: Sendable {
  /// A chunk has its last line whole.
  private static let unpackedBytesMax =
    SignatureLines.chunkBytes + SignatureLines.headerBytes + DatabaseFormat.logicalLineBytesMax

  /// A record for each chunk, and one behind them.
  private let chunks: Table<LineChunkRecord>
  private let blocks: BlockFile
  /// Keeps the memory of the table.
  private let image: DatabaseImage

  init(_ image: DatabaseImage, _ blocks: BlockFile) {
    self.image = image
    chunks = image.table(.contentLineChunks, of: LineChunkRecord.self)
    self.blocks = blocks
  }

  /// How many lines there are; 0 where they were not kept.
  var count: Int { chunks.count > 0 ? Int(chunks[chunks.count - 1].firstSignature) : 0 }

  /// The line of a signature; `nil` where it is not there or cannot be read.
  func line(_ signature: Int) -> SignatureLine? {
    guard signature >= 0, signature < count else { return nil }
    var low = 0
    var high = chunks.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if Int(chunks[middle].firstSignature) <= signature { low = middle } else { high = middle }
    }
    let place = signature - Int(chunks[low].firstSignature)
    guard let lines = lines(ofChunk: low), place >= 0, place < lines.count else { return nil }
    return lines[place]
  }

  /// Calls `body` with each line, in the order of the signatures; chunks that cannot be read are passed
  /// over.
  func forEachLine(_ body: (Int, SignatureLine) -> Void) {
    for place in 0..<max(chunks.count - 1, 0) {
      for (index, line) in (lines(ofChunk: place) ?? []).enumerated() {
        body(Int(chunks[place].firstSignature) + index, line)
      }
    }
  }

  private func lines(ofChunk place: Int) -> [SignatureLine]? {
    let (start, end) = (chunks[place].start, chunks[place + 1].start)
    let unpackedBytes = Int(chunks[place].unpackedBytes)
    guard start <= end, end - start <= UInt64(2 * Self.unpackedBytesMax),
      unpackedBytes <= Self.unpackedBytesMax, let packed = bytes(from: start, to: end),
      let unpacked = CompressedBytes.unpack(packed, byteCount: unpackedBytes)
    else { return nil }
    return SignatureLines.lines(in: unpacked)
  }

  private func bytes(from start: UInt64, to end: UInt64) -> [UInt8]? {
    let payload = UInt64(BlockLayout.lines.payloadBytes)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: BlockLayout.lines.byteCount)
    var offset = start
    while offset < end {
      guard blocks.read(Int(clamping: offset / payload), into: &block) else { return nil }
      let first = BlockLayout.checksumBytes + Int(offset % payload)
      let count = min(block.count - first, Int(clamping: end - offset))
      bytes.append(contentsOf: block[first..<first + count])
      offset += UInt64(count)
    }
    return bytes
  }
}

extension SignatureLines {
  /// Packs the lines, on all cores, and writes them to a database file, and where they lie to its image.
  func write(
    to file: inout DatabaseFileWriter, image: inout ImageWriter
  ) throws(DatabaseFileError) {
    guard count > 0 else { return }
    let lines = self
    let packed = ParallelLoop.map(chunks.count) { CompressedBytes.pack(lines.bytes(ofChunk: $0)) }
    var records: [LineChunkRecord] = []
    var start: UInt64 = 0
    for (place, chunk) in chunks.enumerated() {
      records.append(
        LineChunkRecord(
          start: start, firstSignature: UInt32(chunk.firstSignature),
          unpackedBytes: UInt32(bytes(ofChunk: place).count)))
      start += UInt64(packed[place].count)
    }
    records.append(LineChunkRecord(start: start, firstSignature: UInt32(count), unpackedBytes: 0))
    image.add(.contentLineChunks, records)
    try file.beginBlocks(.lines)
    var pending: [UInt8] = []
    for chunk in packed {
      pending.append(contentsOf: chunk)
      try Self.writeBlocks(&pending, all: false, to: &file)
    }
    try Self.writeBlocks(&pending, all: true, to: &file)
  }

  /// Writes whole blocks of what is pending, or all of it.
  private static func writeBlocks(
    _ pending: inout [UInt8], all: Bool, to file: inout DatabaseFileWriter
  ) throws(DatabaseFileError) {
    let layout = BlockLayout.lines
    var place = 0
    while pending.count - place >= layout.payloadBytes || all && place < pending.count {
      let count = min(layout.payloadBytes, pending.count - place)
      var block = [UInt8](repeating: 0, count: layout.byteCount)
      block.replaceSubrange(
        BlockLayout.checksumBytes..<BlockLayout.checksumBytes + count,
        with: pending[place..<place + count])
      try file.append(block: &block)
      place += count
    }
    pending.removeFirst(place)
  }
}
