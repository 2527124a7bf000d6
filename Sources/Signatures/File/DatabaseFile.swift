internal import CPosix
internal import Glibc

/// A database file that is open: what of it is resident, checked and mapped, and the blocks of the
/// rest.
///
/// The file is trusted step by step: its header and directory are read and checked, and the
/// resident sections are copied to sealed memory and checked whole; the blocks of digests and names
/// are read and checked when they are needed, or all of them by ``check()``. The file may be
/// replaced, or even cut short, while it is open: what cannot be read is an error then.
package final class DatabaseFile: Sendable {
  /// What the file says of itself.
  package let header: DatabaseHeader
  /// The resident sections.
  package let image: DatabaseImage
  /// What errors call it.
  package let path: String
  /// When it was last changed, in seconds of wall-clock time since 1970.
  package let changedAt: Int64

  private let file: OwnedDescriptor
  private let sealed: OwnedDescriptor
  /// Where its sections lie.
  let entries: [DirectoryEntry]

  /// Opens a file by its path.
  package static func open(path: String) throws(DatabaseFileError) -> DatabaseFile {
    // Opening a pipe must not wait for who writes to it.
    let number = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard number >= 0 else { throw DatabaseFileError(path: path, .open(errno: errno)) }
    return try DatabaseFile(OwnedDescriptor(number), path: path)
  }

  /// Opens a file that another process has opened, with the sealed memory of its resident sections:
  /// both descriptors are taken over. What it has checked is not checked again.
  ///
  /// - Parameters:
  ///   - file: its ``fileDescriptor``.
  ///   - image: its ``imageDescriptor``.
  package static func adopt(
    file: Int32, image: Int32, path: String
  ) throws(DatabaseFileError) -> DatabaseFile {
    let file = OwnedDescriptor(file)
    return try DatabaseFile(file, sealed: OwnedDescriptor(image), path: path)
  }

  /// Opens a descriptor, which is taken over.
  ///
  /// - Parameter sealed: the resident part, where it was copied and checked before.
  init(
    _ file: OwnedDescriptor, sealed: OwnedDescriptor? = nil, path: String
  ) throws(DatabaseFileError) {
    do throws(DatabaseFileError.Reason) {
      let (header, changedAt) = try Self.readHeader(file)
      try header.checkHost()
      let memory = try Self.resident(of: file, header, sealed)
      let entries: [DirectoryEntry]
      do throws(DatabaseFileError.Reason) {
        entries = try unsafe Self.directory(memory.bytes, header, checks: sealed == nil)
      } catch {
        unsafe SealedMemory.unmap(memory.bytes)
        throw error
      }
      self.header = header
      self.changedAt = changedAt
      self.file = file
      self.sealed = memory.descriptor
      self.path = path
      self.entries = entries
      image = unsafe DatabaseImage(
        memory: memory.bytes, extents: Self.extents(entries, header),
        release: { unsafe SealedMemory.unmap($0) })
    } catch {
      throw DatabaseFileError(path: path, error)
    }
  }

  private static func readHeader(
    _ file: OwnedDescriptor
  ) throws(DatabaseFileError.Reason) -> (header: DatabaseHeader, changedAt: Int64) {
    var status = stat()
    guard unsafe cordon_posix_fstat(file.number, &status) == 0 else { throw .read(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notADatabase }
    let size = UInt64(max(status.st_size, 0))
    var page = [UInt8](repeating: 0, count: Int(min(size, UInt64(DatabaseHeader.byteCount))))
    var failure: BlockFile.Failure?
    unsafe page.withUnsafeMutableBytes { memory in
      do throws(BlockFile.Failure) {
        try unsafe readAll(file.number, into: memory, at: 0)
      } catch {
        failure = error
      }
    }
    if case .read(let errno) = failure {
      if errno == 0 { throw .truncated(expectedBytes: size, actualBytes: 0) }
      throw .read(errno: errno)
    }
    return (try DatabaseHeader(page, fileBytes: size), Int64(status.st_mtim.tv_sec))
  }

  private static func resident(
    of file: OwnedDescriptor, _ header: DatabaseHeader, _ sealed: OwnedDescriptor?
  ) throws(DatabaseFileError.Reason) -> SealedMemory {
    let count = Int(header.residentBytes)
    // A file that was built in memory is sealed itself.
    if SealedMemory.isSealed(file) {
      return try SealedMemory(mapping: file, offset: header.residentOffset, count: count)
    }
    guard let sealed else {
      return try SealedMemory(copying: file, offset: header.residentOffset, count: count)
    }
    var status = stat()
    guard SealedMemory.isSealed(sealed), unsafe cordon_posix_fstat(sealed.number, &status) == 0,
      status.st_size == off_t(count)
    else { throw .damaged("shared memory") }
    return try SealedMemory(mapping: sealed, offset: 0, count: count)
  }

  /// Reads the directory, and checks it and the resident sections.
  private static func directory(
    _ memory: UnsafeRawBufferPointer, _ header: DatabaseHeader, checks: Bool
  ) throws(DatabaseFileError.Reason) -> [DirectoryEntry] {
    let pages = unsafe UnsafeRawBufferPointer(rebasing: memory[..<Int(header.directoryBytes)])
    guard unsafe Checksum.of(pages) == header.directoryChecksum else {
      throw .damaged("directory")
    }
    let bytes = unsafe Array(pages)
    let entries = (0..<Int(header.entryCount)).map {
      DirectoryEntry(bytes, at: $0 * DirectoryEntry.byteCount)
    }
    for entry in entries {
      let isResident = entry.offset >= header.residentOffset
      let end = isResident ? header.fileBytes : header.residentOffset
      guard isExtent(entry.offset, entry.byteCount, within: end) else {
        throw .damaged("directory")
      }
      guard isResident, checks else { continue }
      let start = Int(entry.offset - header.residentOffset)
      let count = Int(pageAligned(entry.byteCount))
      guard count <= memory.count - start,
        unsafe Checksum.of(UnsafeRawBufferPointer(rebasing: memory[start..<start + count]))
          == entry.checksum
      else { throw .damaged(entry.name) }
    }
    return entries
  }

  private static func extents(
    _ entries: [DirectoryEntry], _ header: DatabaseHeader
  ) -> [DatabaseImage.Extent] {
    entries.filter { $0.offset >= header.residentOffset }.map {
      DatabaseImage.Extent(
        section: $0.section, offset: $0.offset - header.residentOffset, byteCount: $0.byteCount)
    }
  }

  /// The file, for another process: see ``adopt(file:image:path:)``. Stays this object's.
  package var fileDescriptor: Int32 { file.number }

  /// The sealed memory with the resident sections, for another process. Stays this object's.
  package var imageDescriptor: Int32 { sealed.number }
}

extension DatabaseFile {
  /// The blocks of a section that stays in the file.
  func blocks(_ layout: BlockLayout) -> BlockFile {
    guard let entry = entries.first(where: { $0.section == layout.section.rawValue }) else {
      return BlockFile(layout: layout)
    }
    return BlockFile(
      file, offset: entry.offset, count: Int(entry.byteCount) / layout.byteCount, layout: layout)
  }

  /// Reads and checks every block: together with opening the file, every byte of it.
  package func check() throws(DatabaseFileError) {
    for layout in BlockLayout.all {
      let blocks = blocks(layout)
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: layout.byteCount, alignment: 64)
      defer { unsafe memory.deallocate() }
      for place in 0..<blocks.count {
        do throws(BlockFile.Failure) {
          try unsafe blocks.read(place, into: memory)
        } catch .read(errno: let code) where code != 0 {
          throw DatabaseFileError(path: path, .read(errno: code))
        } catch {
          throw DatabaseFileError(path: path, .damaged("section \(layout.section), block \(place)"))
        }
      }
    }
    try checkPadding()
  }

  /// Between the blocks and the next page there are zeros.
  private func checkPadding() throws(DatabaseFileError) {
    for entry in entries where entry.offset < header.residentOffset {
      let end = entry.offset + entry.byteCount
      var bytes = [UInt8](repeating: 0, count: Int(pageAligned(end) - end))
      var isRead = true
      unsafe bytes.withUnsafeMutableBytes { memory in
        do throws(BlockFile.Failure) {
          try unsafe readAll(file.number, into: memory, at: end)
        } catch {
          isRead = false
        }
      }
      guard isRead, bytes.allSatisfy({ $0 == 0 }) else {
        throw DatabaseFileError(path: path, .damaged(entry.name))
      }
    }
  }

  /// The lines of the signatures on content; none in a database that was compiled to memory.
  var lines: LineBlocks { LineBlocks(image, blocks(.lines)) }

  /// The digests of the database.
  package var hashes: HashTables {
    HashTables(image, blocks: blocks(.hashes), names: blocks(.names))
  }
}
