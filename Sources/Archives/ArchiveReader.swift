internal import CArchive
internal import Glibc

/// Reads an archive that is in one place, member by member, by libarchive. Hostile input: only where little
/// is at stake, in an inspector.
@safe public struct ArchiveReader: ~Copyable {
  /// What comes next in an archive.
  public enum Step: Hashable, Sendable {
    case entry(ArchiveEntry)
    /// The archive has ended.
    case end
    /// It cannot be read further.
    case fault(ArchiveFault)
  }

  /// How a member's data came to an end.
  public enum DataEnd: Hashable, Sendable {
    /// All are there.
    case complete
    /// There are more.
    case more
    /// The rest cannot be read. The archive's other members may be.
    case fault(ArchiveFault)
  }

  private let archive: OpaquePointer
  private let locale = ThreadLocale()

  /// Does what takes files: for a process that reads archives when it can open none any more.
  public static func prepareProcess() {
    ThreadLocale.prepare()
    // Dates in archives are reckoned by the zone. Of one that nothing names the C library looks for the file
    // with each date; one that is named, and needs none, it keeps.
    unsafe setenv("TZ", "UTC0", 1)
    tzset()
  }

  /// Gives a reader of a ZIP archive that is but a local header and its data, in pieces, to `body`; nil where
  /// there is no memory for it.
  static func withReader<Result>(
    ofMember pieces: [UnsafeRawBufferPointer], _ body: (inout ArchiveReader) -> Result
  ) -> Result? {
    var pieces = unsafe ArchivePieces(pieces)
    return unsafe withUnsafeMutablePointer(to: &pieces) { pieces in
      guard var reader = unsafe ArchiveReader(pieces) else { return nil }
      return body(&reader)
    }
  }

  /// Gives a reader of an archive to `body`; nil where there is no memory for it.
  public static func withReader<Result>(
    of bytes: Span<UInt8>, as format: ArchiveFormat,
    _ body: (inout ArchiveReader) -> Result
  ) -> Result? {
    unsafe bytes.withUnsafeBytes { bytes in
      guard var reader = unsafe ArchiveReader(bytes, format) else { return nil }
      return body(&reader)
    }
  }

  private init?(_ bytes: UnsafeRawBufferPointer, _ format: ArchiveFormat) {
    guard let archive = unsafe archive_read_new() else { return nil }
    unsafe self.archive = unsafe archive
    unsafe Self.support(format, archive)
    // A failure shows with the first member.
    _ = unsafe archive_read_open_memory(archive, bytes.baseAddress, bytes.count)
  }

  private init?(_ pieces: UnsafeMutablePointer<ArchivePieces>) {
    guard let archive = unsafe archive_read_new() else { return nil }
    unsafe self.archive = unsafe archive
    _ = unsafe archive_read_support_format_zip_streamable(archive)
    _ = unsafe archive_read_open(archive, pieces, nil, ArchivePieces.read, nil)
  }

  deinit { _ = unsafe archive_read_free(archive) }

  private static func support(_ format: ArchiveFormat, _ archive: OpaquePointer) {
    switch format {
    case .sevenZip: _ = unsafe archive_read_support_format_7zip(archive)
    case .rar:
      _ = unsafe archive_read_support_format_rar(archive)
      _ = unsafe archive_read_support_format_rar5(archive)
    case .tar: _ = unsafe archive_read_support_format_tar(archive)
    case .cpio: _ = unsafe archive_read_support_format_cpio(archive)
    case .ar: _ = unsafe archive_read_support_format_ar(archive)
    case .cab: _ = unsafe archive_read_support_format_cab(archive)
    case .lha: _ = unsafe archive_read_support_format_lha(archive)
    case .iso: _ = unsafe archive_read_support_format_iso9660(archive)
    case .xar: _ = unsafe archive_read_support_format_xar(archive)
    case .rpm:
      _ = unsafe archive_read_support_filter_rpm(archive)
      _ = unsafe archive_read_support_filter_gzip(archive)
      _ = unsafe archive_read_support_filter_bzip2(archive)
      _ = unsafe archive_read_support_filter_xz(archive)
      _ = unsafe archive_read_support_filter_lzma(archive)
      _ = unsafe archive_read_support_filter_zstd(archive)
      _ = unsafe archive_read_support_format_cpio(archive)
    }
  }

  /// The next member.
  public mutating func next() -> Step {
    var entry: OpaquePointer?
    while true {
      let status = unsafe archive_read_next_header(archive, &entry)
      switch status {
      case ARCHIVE_EOF: return hasEncryptedEntries ? .fault(.encrypted) : .end
      case ARCHIVE_RETRY: continue
      // Warnings are about dates, owners and names' letters.
      case ARCHIVE_OK, ARCHIVE_WARN:
        guard let entry = unsafe entry else { return .fault(.damaged) }
        return .entry(unsafe Self.entry(entry))
      default: return .fault(fault())
      }
    }
  }

  /// Puts the next of the member's data behind `output`, up to so many bytes.
  ///
  /// - Parameters:
  ///   - bytesMax: how many bytes `output` may have then; whether there are more is told.
  ///   - passesWarning: whether a doubt of the library's about the data is no fault.
  public mutating func readData(
    into output: inout [UInt8], bytesMax: Int, passesWarning: Bool = false
  ) -> DataEnd {
    var warningsLeft = passesWarning ? 1 : 0
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.pieceBytes) {
      piece in
      while true {
        // One byte more tells whether it is too much.
        let room = min(piece.count, bytesMax - output.count + 1)
        let read = unsafe archive_read_data(archive, piece.baseAddress, room)
        if read == 0 { return .complete }
        guard read > 0 else {
          if read == Int(ARCHIVE_RETRY) { continue }
          // What it says it of comes with the next reading.
          if read == Int(ARCHIVE_WARN), warningsLeft > 0 {
            warningsLeft -= 1
            continue
          }
          return .fault(fault())
        }
        if output.count + read > bytesMax {
          unsafe output.append(contentsOf: piece[..<(bytesMax - output.count)])
          return .more
        }
        unsafe output.append(contentsOf: piece[..<read])
      }
    }
  }

  /// How many bytes of the archive have been read: before a member's data are read, where these begin in
  /// formats that keep them as they are.
  public var position: Int { Int(clamping: unsafe archive_filter_bytes(archive, 0)) }

  private static let pieceBytes = 32 << 10

  /// Whether members were left out for being encrypted, as far as the format's reader knows.
  private var hasEncryptedEntries: Bool { unsafe archive_read_has_encrypted_entries(archive) > 0 }

  private static func entry(_ entry: OpaquePointer) -> ArchiveEntry {
    let type = unsafe archive_entry_filetype(entry)
    let hardLink = unsafe bytes(
      archive_entry_hardlink_utf8(entry) ?? archive_entry_hardlink(entry))
    let symbolicLink = unsafe bytes(
      archive_entry_symlink_utf8(entry) ?? archive_entry_symlink(entry))
    let kind: ArchiveEntry.Kind =
      switch type & 0o170000 {
      case _ where !hardLink.isEmpty: .hardLink
      case 0o120000: .symbolicLink
      case 0o040000: .directory
      case 0o100000, 0: .file
      default: .device
      }
    return ArchiveEntry(
      name: unsafe bytes(archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)),
      linkTarget: kind == .hardLink ? hardLink : symbolicLink, kind: kind,
      byteCount: Int(clamping: unsafe archive_entry_size(entry)),
      isEncrypted: unsafe archive_entry_is_encrypted(entry) != 0)
  }

  private static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8] {
    guard let text = unsafe text else { return [] }
    let count = unsafe strlen(text)
    return unsafe text.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe Array(UnsafeBufferPointer(start: $0, count: count))
    }
  }

  /// What the last error was. What is encrypted or unsupported is told by words alone.
  private func fault() -> ArchiveFault {
    let number = unsafe archive_errno(archive)
    if number == ENOMEM { return .memory }
    let words = unsafe Self.bytes(archive_error_string(archive))
    if Self.has(words, "ncrypt") || Self.has(words, "assphrase") { return .encrypted }
    let unsupported = ["nsupported", "not supported", "unavailable", "nknown codec"]
    return unsupported.contains { Self.has(words, $0) } ? .unsupported : .damaged
  }

  private static func has(_ words: [UInt8], _ part: String) -> Bool {
    let part = Array(part.utf8)
    guard words.count >= part.count else { return false }
    return (0...words.count - part.count).contains { words[$0...].starts(with: part) }
  }
}
