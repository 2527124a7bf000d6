internal import Digests

/// How far building a database has come.
public struct BuildProgress: Equatable, Sendable {
  /// What is being done.
  public enum Stage: Equatable, Sendable {
    /// What is searched for is chosen, of each signature on content.
    case planning
    /// The anchors are compiled.
    case anchors
    /// Digests are sorted and written.
    case hashes
    /// What is resident is written, and the file put in its place.
    case file
  }

  /// What is being done.
  public var stage: Stage
  /// Of the stage's signatures.
  public var done: Int
  /// How many the stage has.
  public var total: Int
}

/// Writes a database file: blocks first, as they come; then, with ``finish(_:sources:)``, the
/// directory, what is resident, and the header. Whatever fails, nothing is left behind.
///
/// The bytes follow from what is written alone: there is no time and no path in them.
struct DatabaseFileWriter: ~Copyable {
  private static let bufferBytes = 1 << 20

  private let file: TemporaryFile
  /// Where the buffer's first byte will be.
  private var flushed = UInt64(DatabaseHeader.byteCount)
  private var buffer: [UInt8] = []
  private var blockEntries: [DirectoryEntry] = []
  /// Of the blocks that are being written.
  private var layout = BlockLayout.hashes

  /// A file that is to be at `path`.
  init(path: String) throws(DatabaseFileError) {
    file = try TemporaryFile.beside(path)
  }

  /// A file in memory, which errors call `name`.
  init(inMemory name: String) throws(DatabaseFileError) {
    file = try TemporaryFile.inMemory(name: name)
  }

  /// What errors call the file.
  var path: String { file.path }

  private var offset: UInt64 { flushed + UInt64(buffer.count) }

  /// Starts a section of blocks.
  mutating func beginBlocks(_ layout: BlockLayout) throws(DatabaseFileError) {
    pad()
    self.layout = layout
    blockEntries.append(
      DirectoryEntry(section: layout.section.rawValue, offset: offset, byteCount: 0, checksum: 0))
  }

  /// Writes the next block of the section, and puts its checksum into it.
  mutating func append(block: inout [UInt8]) throws(DatabaseFileError) {
    let entry = blockEntries.count - 1
    let place = Int(blockEntries[entry].byteCount) / layout.byteCount
    unsafe block.withUnsafeMutableBytes { unsafe layout.seal($0, at: place) }
    blockEntries[entry].byteCount += UInt64(layout.byteCount)
    buffer.append(contentsOf: block)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  private mutating func pad() {
    let surplus = Int(pageAligned(offset) - offset)
    buffer.append(contentsOf: repeatElement(0, count: surplus))
  }

  private mutating func flush() throws(DatabaseFileError) {
    try write(buffer, at: flushed)
    flushed += UInt64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8], at offset: UInt64) throws(DatabaseFileError) {
    var failure: DatabaseFileError?
    unsafe bytes.withUnsafeBytes { bytes in
      do throws(DatabaseFileError) {
        try unsafe file.write(bytes, at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Writes the rest, puts the file in its place, and gives it open.
  ///
  /// - Parameter sources: the SHA-256 of what the database was compiled from.
  consuming func finish(
    _ image: consuming ImageWriter, sources: Digest
  ) throws(DatabaseFileError) -> OwnedDescriptor {
    pad()
    try flush()
    let residentOffset = flushed
    image.pad()
    let entryCount = blockEntries.count + image.extents.count
    let directoryBytes = Int(DatabaseHeader.directoryBytes(entryCount: UInt64(entryCount)))
    let entries =
      blockEntries + image.entries(from: residentOffset + UInt64(directoryBytes))
    var directory = [UInt8](repeating: 0, count: directoryBytes)
    for (place, entry) in entries.enumerated() {
      entry.store(to: &directory, at: place * DirectoryEntry.byteCount)
    }
    try write(directory, at: residentOffset)
    try write(image.bytes, at: residentOffset + UInt64(directoryBytes))
    let header = DatabaseHeader(
      sources: sources,
      fileBytes: residentOffset + UInt64(directoryBytes) + UInt64(image.bytes.count),
      residentOffset: residentOffset, entryCount: entryCount,
      directoryChecksum: unsafe directory.withUnsafeBytes { unsafe Checksum.of($0) })
    try write(header.encoded(), at: 0)
    return try file.commit()
  }
}

extension ImageWriter {
  /// The sections as a file's directory names them, where the image's first byte is at `offset`.
  fileprivate func entries(from offset: UInt64) -> [DirectoryEntry] {
    extents.map { extent in
      let end = pageAligned(extent.offset + extent.byteCount)
      let checksum = unsafe bytes.withUnsafeBytes {
        unsafe Checksum.of(UnsafeRawBufferPointer(rebasing: $0[Int(extent.offset)..<Int(end)]))
      }
      return DirectoryEntry(
        section: extent.section, offset: offset + extent.offset, byteCount: extent.byteCount,
        checksum: checksum)
    }
  }
}

extension BuildProgress: CustomStringConvertible {
  public var description: String {
    let percent = total == 0 ? 100 : done * 100 / total
    return switch stage {
    case .planning: "planning searches: \(percent) % of \(total) signatures on content"
    case .anchors: "compiling \(total) anchors"
    case .hashes: "sorting hashes: \(percent) %"
    case .file: "writing"
    }
  }
}
