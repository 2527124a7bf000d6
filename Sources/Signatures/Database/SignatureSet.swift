internal import Digests

/// Signatures as they were read, before they are compiled: lines go in, and what of them cannot be
/// used is counted in the report.
///
/// Ignore lists count for what is added after them, as in ClamAV: see ``DatabaseFiles`` for the order
/// of a directory's files. After an error a set is incomplete, and must be dropped.
public struct SignatureSet {
  /// A signature on content, and where it is from.
  struct Content {
    var signature: ContentSignature
    /// The file, in the report's list.
    var file: Int
    /// The line, from 1.
    var line: Int
  }

  /// What is read from a database beside what is always.
  public struct Options: Sendable {
    /// Whether signatures for unwanted applications are used (`.ndu`, `.ldu`, `.hdu`, …).
    public var includesUnwanted = false
    /// The keys that containers are signed with.
    package var keys = ContainerKeys.clamAV
    /// From how many anchors on a sieve stands beside Hyperscan.
    package var sieveAnchorsMin = SieveCompiler.anchorsMin

    /// Signatures for unwanted applications are not used.
    public init() {}
  }

  /// Signatures on content.
  var contents: [Content] = []
  /// Their lines.
  var lines = SignatureLines()
  /// Signatures on digests: one collection, even where the set is copied.
  let hashes = HashCollection()
  /// The number of the first signature on a digest in each file.
  var firstHashes: [Int] = []
  /// Rules that give files their types.
  var fileTypeRules: [FileTypeRule] = []
  /// What is not to be used.
  var ignores = IgnoreList()

  /// The signatures on content, in the order of reading.
  package var contentSignatures: [ContentSignature] { contents.map(\.signature) }

  /// Whether there is nothing to search for.
  public var isEmpty: Bool { contents.isEmpty && hashes.count == hashes.harmlessCount }

  /// What was read, and what of it is not used.
  public internal(set) var report = LoadReport()

  /// The name and the SHA-256 of each file, for the version.
  private(set) var identity: [UInt8] = []

  let options: Options

  /// A set without signatures.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Adds a database file in memory; nothing where its extension is none of ClamAV's, and nothing of
  /// containers, which must be files: see ``add(file:)``.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: its name, without the directory; the extension says what the lines are.
  public mutating func add(contentsOf bytes: [UInt8], name: String) {
    guard let format = DatabaseFormat(fileName: name) else { return }
    if case .container = format.kind { return }
    unsafe bytes.withUnsafeBytes { bytes in
      var reader = DatabaseReader(format: format, name: name, set: self)
      unsafe reader.take(bytes, into: &self)
      reader.finish(&self)
      addIdentity(name, unsafe sha256(bytes))
    }
  }

  /// Adds a database file; nothing where its extension is none of ClamAV's.
  ///
  /// The file is read in pieces. A file that cannot be read and a damaged container are errors; lines
  /// that cannot be used are not, whatever they are.
  public mutating func add(file path: String) throws(LoadError) {
    let source = try SourceFile(path: path)
    guard let format = DatabaseFormat(fileName: source.name) else { return }
    if case .container(let kind) = format.kind { return try add(container: source, kind) }
    var reader = DatabaseReader(format: format, name: source.name, set: self)
    var digest = DigestStream.sha256()
    try unsafe source.forEachPiece { bytes throws(LoadError) in
      unsafe digest.update(bytes)
      unsafe reader.take(bytes, into: &self)
    }
    reader.finish(&self)
    addIdentity(source.name, digest.finish())
  }

  /// Takes a signature on content out of use: the reason is counted as if the line had not been used.
  mutating func refuse(_ content: Content, _ reason: UnusedReason) {
    report.files[content.file].usedCount -= 1
    report.files[content.file].count(reason, line: content.line)
  }

  /// Adds what tells the versions of a file apart.
  mutating func addIdentity(_ name: String, _ digest: Digest) {
    identity.append(contentsOf: name.utf8)
    identity.append(0)
    for index in 0..<digest.count { identity.append(digest[index]) }
  }
}

extension DigestStream {
  /// A stream of the algorithm that every libcrypto offers.
  static func sha256() -> DigestStream {
    guard let stream = try? DigestStream(.sha256) else { preconditionFailure("no SHA-256") }
    return stream
  }
}

/// The digest of bytes that are at hand.
func sha256(_ bytes: [UInt8]) -> Digest {
  unsafe bytes.withUnsafeBytes { unsafe sha256($0) }
}

/// The digest of bytes that are at hand.
func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
  var stream = DigestStream.sha256()
  unsafe stream.update(bytes)
  return stream.finish()
}
