package import Digests
internal import Hyperscan
internal import Primitives

/// The first page of a database file: what it is, and where the rest lies.
///
/// | at | bytes | |
/// |---|---|---|
/// | 0 | 8 | `CORDONDB` |
/// | 8 | 4 | version of the format |
/// | 16 | 8 | bytes of the file |
/// | 24 | 8 | where the resident region begins, which begins with the directory |
/// | 32 | 8 | its bytes |
/// | 40 | 8 | entries of the directory |
/// | 48 | 8 | checksum of the directory's pages |
/// | 56 | 8 | instruction sets that the Hyperscan images use |
/// | 64 | 64 | Hyperscan's version, filled up with zeros |
/// | 128 | 64 | Cordon's version, filled up with zeros |
/// | 192 | 32 | SHA-256 of the sources |
/// | 4088 | 8 | checksum of the bytes before it |
///
/// Numbers are little-endian.
package struct DatabaseHeader: Equatable, Sendable {
  /// Bytes of the header.
  static let byteCount = DatabaseImage.alignment
  /// Raised with every change of the format or of a record in it.
  package static let formatVersion: UInt32 = 5

  static let magic = Array("CORDONDB".utf8)
  private static let textBytes = 64
  private static let checksumOffset = byteCount - 8

  var fileBytes: UInt64
  var residentOffset: UInt64
  var residentBytes: UInt64
  var entryCount: UInt64
  var directoryChecksum: UInt64
  /// Which instruction sets the Hyperscan images use.
  package var features: UInt64
  /// Which Hyperscan compiled them.
  package var hyperscanVersion: String
  /// Which Cordon wrote the file.
  package var cordonVersion: String
  /// The SHA-256 of the sources.
  package var sources: Digest

  /// Bytes of the directory: whole pages, at least one.
  var directoryBytes: UInt64 { Self.directoryBytes(entryCount: entryCount) }

  static func directoryBytes(entryCount: UInt64) -> UInt64 {
    pageAligned(max(entryCount, 1) * UInt64(DirectoryEntry.byteCount))
  }

  /// The header's page.
  func encoded() -> [UInt8] {
    var page = [UInt8](repeating: 0, count: Self.byteCount)
    page.replaceSubrange(0..<8, with: Self.magic)
    page.store(UInt64(Self.formatVersion), at: 8)
    page.store(fileBytes, at: 16)
    page.store(residentOffset, at: 24)
    page.store(residentBytes, at: 32)
    page.store(entryCount, at: 40)
    page.store(directoryChecksum, at: 48)
    page.store(features, at: 56)
    for (place, text) in [(64, hyperscanVersion), (128, cordonVersion)] {
      for (index, byte) in text.utf8.prefix(Self.textBytes).enumerated() {
        page[place + index] = byte
      }
    }
    for index in 0..<32 { page[192 + index] = sources[index] }
    page.store(Self.checksum(page), at: Self.checksumOffset)
    return page
  }

  private static func checksum(_ page: [UInt8]) -> UInt64 {
    unsafe page.withUnsafeBytes {
      unsafe Checksum.of(UnsafeRawBufferPointer(rebasing: $0[..<checksumOffset]))
    }
  }

  /// Reads the header from the first bytes of a file of `fileBytes` bytes, as many as it has.
  ///
  /// What it says is in itself consistent: the parts lie within the file.
  init(_ page: [UInt8], fileBytes actualBytes: UInt64) throws(DatabaseFileError.Reason) {
    guard page.starts(with: Self.magic) else { throw .notADatabase }
    guard page.count >= Self.byteCount else {
      throw .truncated(expectedBytes: UInt64(Self.byteCount), actualBytes: actualBytes)
    }
    // Before the checksum, as another format may have it elsewhere.
    let version = UInt32(truncatingIfNeeded: page.number(at: 8))
    guard version == Self.formatVersion else { throw .otherFormat(version) }
    guard page.number(at: Self.checksumOffset) == Self.checksum(page) else {
      throw .damaged("header")
    }
    fileBytes = page.number(at: 16)
    residentOffset = page.number(at: 24)
    residentBytes = page.number(at: 32)
    entryCount = page.number(at: 40)
    directoryChecksum = page.number(at: 48)
    features = page.number(at: 56)
    hyperscanVersion = Self.text(page, at: 64)
    cordonVersion = Self.text(page, at: 128)
    guard let sources = Digest(page[192..<224]) else { throw .damaged("header") }
    self.sources = sources
    guard fileBytes <= actualBytes else {
      throw .truncated(expectedBytes: fileBytes, actualBytes: actualBytes)
    }
    guard fileBytes == actualBytes, isConsistent else { throw .damaged("header") }
  }

  private var isConsistent: Bool {
    entryCount <= UInt64(ImageSection.allCases.count) * 4
      && isExtent(residentOffset, residentBytes, within: fileBytes)
      && directoryBytes <= residentBytes
  }

  private static func text(_ page: [UInt8], at place: Int) -> String {
    String(decoding: page[place..<place + textBytes].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Throws where this build, on this CPU, cannot use the file.
  func checkHost() throws(DatabaseFileError.Reason) {
    guard cordonVersion == ProductVersion.text else { throw .otherCordon(cordonVersion) }
    guard hyperscanVersion == Platform.version else { throw .otherHyperscan(hyperscanVersion) }
    let missing = features & ~Platform.features
    guard missing == 0 else {
      throw .otherProcessor(missing: Platform.describe(features: missing))
    }
  }
}

extension DatabaseHeader {
  /// A header of this build on this CPU.
  init(
    sources: Digest, fileBytes: UInt64, residentOffset: UInt64, entryCount: Int,
    directoryChecksum: UInt64
  ) {
    self.fileBytes = fileBytes
    self.residentOffset = residentOffset
    residentBytes = fileBytes - residentOffset
    self.entryCount = UInt64(entryCount)
    self.directoryChecksum = directoryChecksum
    features = Platform.features
    hyperscanVersion = Platform.version
    cordonVersion = ProductVersion.text
    self.sources = sources
  }
}
