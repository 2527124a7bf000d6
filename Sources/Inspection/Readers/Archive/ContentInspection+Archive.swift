internal import Archives
internal import FileTypes
internal import Formats

extension ContentInspection {
  /// Reads an archive of another format than ZIP.
  ///
  /// - Parameter base: where it begins in the current content.
  mutating func readArchive(
    _ bytes: Span<UInt8>, as format: ArchiveFormat, at base: Int = 0
  ) {
    // Images of discs are found in what is but data otherwise.
    if format == .iso { enterArchive(.iso9660, byteCount: bytes.count) }
    defer { if format == .iso { leaveArchive() } }
    let (count, all) = (record.contents.count, record.reasons)
    let own = record.contents[current].reasons
    let isRead: Void? = ArchiveReader.withReader(of: bytes, as: format) { reader in
      readMembers(&reader, format, bytes, at: base)
    }
    if format == .sevenZip {
      let archive = SevenZipArchive(bytes)
      if !archive.isOpened {
        // Which its reader takes for damage.
        forgetOddities(of: current, since: count, before: all, own: own)
        fail(.format)
      }
      if archive.isCut { fail(.format) }
    }
    if isRead == nil { fail(.memory) }
    // libarchive takes what RAR 5 encrypts for something that it does not know, and passes over members
    // that are in other volumes.
    if format == .rar, Rar5Headers.tellEncryption(bytes) { failAsEncrypted() }
    if format == .rar, Rar5Headers.tellVolume(bytes) { fail(.damaged) }
  }

  private mutating func readMembers(
    _ reader: inout ArchiveReader, _ format: ArchiveFormat, _ archive: Span<UInt8>, at base: Int
  ) {
    var position = format.firstPosition
    let outerPaths = linkedPaths
    linkedPaths = LinkedPaths()
    defer { linkedPaths = outerPaths }
    while isInspecting, hasTime() {
      switch reader.next() {
      case .end: return
      case .fault(let fault):
        note(fault)
        return
      case .entry(let entry):
        if !isIndex(entry, format) { judgePath(entry) }
        if entry.kind == .file {
          judgeMember(
            entry.name.span, packedBytes: format.packedBytes(of: entry),
            unpackedBytes: entry.byteCount, isEncrypted: entry.isEncrypted, position: position)
        }
        position = format.position(after: position, entry)
        guard readEntry(entry, &reader, archive, at: base) else { return }
      }
    }
  }

  /// Whether an entry of a library is no file, but its list of symbols or of long names.
  private func isIndex(_ entry: ArchiveEntry, _ format: ArchiveFormat) -> Bool {
    format == .ar && ["/", "//", "/SYM64/"].contains { entry.name.elementsEqual($0.utf8) }
  }

  private mutating func judgePath(_ entry: ArchiveEntry) {
    let name = entry.name.span
    let target = entry.linkTarget.span
    let leaves: Bool =
      switch entry.kind {
      case .file, .directory: false
      case .device: true
      // The target of a hard link is a path in the archive.
      case .hardLink: ArchivePath.leavesRoot(target)
      case .symbolicLink: ArchivePath.linkLeavesRoot(name: name, target: target)
      }
    if leaves || ArchivePath.leavesRoot(name) || linkedPaths.areOnTheWay(of: name) {
      mark(.unsafeArchive)
    }
    if entry.kind == .symbolicLink { linkedPaths.add(name) }
  }

  /// Inspects a member; false: the archive is not read further.
  private mutating func readEntry(
    _ entry: ArchiveEntry, _ reader: inout ArchiveReader, _ archive: Span<UInt8>, at base: Int
  ) -> Bool {
    if entry.isEncrypted {
      failAsEncrypted()
      return true
    }
    if entry.kind == .directory || entry.kind == .device { return true }
    var content: [UInt8] = []
    let place = reader.position
    let packedBytes = archive.count
    let left = unpackedBytesLeft(packedBytes: packedBytes)
    let end = reader.readData(into: &content, bytesMax: left)
    switch end {
    case .complete: break
    case .more: failForUnpackedBytes(packedBytes: packedBytes)
    case .fault(let fault): note(fault)
    }
    record.unpackedBytes += content.count
    // Links have data in some formats only.
    if entry.kind == .file || !content.isEmpty {
      inspect(content.span, .member, name: entry.name.span)
      if content.span.lies(in: archive, at: place) {
        judged.append(base + place..<base + place + content.count)
      }
    }
    return end != .more && !record.reasons.contains(UnjudgedReasons(.files))
  }

  private mutating func note(_ fault: ArchiveFault) {
    switch fault {
    case .damaged: fail(.damaged)
    case .encrypted: failAsEncrypted()
    case .unsupported: fail(.format)
    case .memory: fail(.memory)
    }
  }
}

extension ArchiveFormat {
  /// The place of the first member, as clamscan counts it.
  fileprivate var firstPosition: Int {
    switch self {
    case .sevenZip, .cab, .iso: 0
    case .rar, .tar, .cpio, .ar, .lha, .rpm, .xar: 1
    }
  }

  /// The packed bytes of a member, as clamscan has them: it knows none in 7z archives and cabinets. Those
  /// of RAR are not to be had from libarchive.
  fileprivate func packedBytes(of entry: ArchiveEntry) -> Int? {
    switch self {
    case .rar: nil
    case .tar, .cpio, .ar, .iso: entry.byteCount
    case .sevenZip, .cab, .lha, .rpm, .xar: 0
    }
  }

  /// What the next member's place is. In images of discs clamscan does not count, in 7z archives it counts
  /// directories too.
  fileprivate func position(after position: Int, _ entry: ArchiveEntry) -> Int {
    switch self {
    case .iso: position
    case .sevenZip: position + 1
    default: entry.kind == .file ? position + 1 : position
    }
  }
}
