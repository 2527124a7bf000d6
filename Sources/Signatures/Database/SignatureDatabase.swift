internal import Digests
package import FileTypes
internal import Hyperscan

/// All signatures of a directory, compiled: immutable, shared by all workers.
///
/// It is opened from a ``DatabaseFile``, on disk or in memory, which holds all that scanning reads.
public final class SignatureDatabase: Sendable {
  /// How many signatures of each kind are in use.
  public struct Counts: Hashable, Sendable {
    /// Signatures on content (`.ndb`).
    public var bodies = 0
    /// Digests of whole bodies (`.hdb`, `.hsb`), of sections and import tables of executables.
    public var hashes = 0
    /// Digests of bodies that are known to be harmless (`.fp`, `.sfp`).
    public var falsePositives = 0
    /// Distinct literals that are searched for.
    public var anchors = 0

    /// No signatures.
    public init() {}
  }

  /// A short hash of the files' names and contents: the same files give the same version.
  public let version: String

  /// When it was compiled and written, in seconds of wall-clock time since 1970.
  public let builtAt: Int64

  /// What is in use.
  public let counts: Counts

  /// The anchors of all body signatures.
  package let anchors: AnchorDatabases
  package let patterns: PatternTables
  /// Digests of all kinds, harmless ones too.
  package let hashes: HashTables

  /// Signatures of which every body of their type is a candidate.
  package let always: Table<AlwaysRecord>

  /// The content signatures, for the evaluator.
  package let contents: ContentTables

  /// Rules on members of containers.
  package let containerRules: ContainerRules

  /// Whether some signature asks for what a file lies in.
  public let asksForContainers: Bool

  /// What Hyperscan runs of their expressions.
  package let expressionFilters: ExpressionFilters

  /// Decides the types of files, by the rules of the database too.
  package let fileTyper: FileTyper

  /// Whether some signature asks for the perceptual hash of an image.
  package let hasImageHashes: Bool

  /// Whether some pattern for text is counted from the end. Then ClamAV makes a file of text's normal form,
  /// and all signatures count in that; else it matches the form as it makes it.
  package let countsFromEndOfText: Bool

  /// Owns what the tables show.
  package let file: DatabaseFile

  private let texts: DatabaseTexts

  /// Compiles a set, in memory.
  ///
  /// - Parameters:
  ///   - keepsLines: whether ``explanations(ofSignature:)`` and ``difference(to:)`` are to tell of
  ///     signatures on content: their lines then take memory, packed.
  ///   - progress: told how far it is, now and then.
  public convenience init(
    _ set: SignatureSet, keepsLines: Bool = false, progress: (BuildProgress) -> Void = { _ in }
  ) throws(LoadError) {
    do throws(DatabaseFileError) {
      var writer = try DatabaseFileWriter(inMemory: "signatures in memory")
      let image = try set.compile(into: &writer, keepsLines: keepsLines, progress: progress)
      let descriptor = try writer.finish(image, sources: sha256(set.identity))
      try self.init(DatabaseFile(descriptor, path: "signatures in memory"))
    } catch {
      throw .database(error)
    }
  }

  /// What an open file holds.
  package init(_ file: DatabaseFile) throws(DatabaseFileError) {
    self.file = file
    let image = file.image
    patterns = PatternTables(image: image)
    always = image.table(.alwaysCandidates, of: AlwaysRecord.self)
    let contents = ContentTables(image: image)
    guard contents.isValid else {
      throw DatabaseFileError(path: file.path, .damaged("records of signatures"))
    }
    self.contents = contents
    let containerRules = ContainerRules(image: image)
    self.containerRules = containerRules
    asksForContainers =
      containerRules.rules.count > 0
      || (0..<contents.conditions.count).contains {
        contents.conditions[$0].container > 0 || contents.conditions[$0].intermediateCount > 0
      }
    hasImageHashes = (0..<contents.parts.count).contains { contents.parts[$0].kind == .image }
    countsFromEndOfText = contents.hasPatternFromEnd(for: .text)
    fileTyper = try Self.fileTyper(image, path: file.path)
    do throws(HyperscanError) {
      anchors = AnchorDatabases(
        databases: try image.databases(.anchorDatabases, extents: .anchorDatabaseExtents),
        sieves: image.sieves(),
        places: image.table(.anchorPlaces, of: Int8.self))
      expressionFilters = try ExpressionFilters(image: image)
    } catch {
      throw DatabaseFileError(path: file.path, .compile(error))
    }
    hashes = file.hashes
    texts = DatabaseTexts(image)
    version = String(file.header.sources.hex.prefix(16))
    builtAt = file.changedAt
    var counts = Counts()
    counts.bodies = texts.contentCount
    counts.hashes = hashes.count(.whole) + hashes.count(.section) + hashes.count(.imports)
    counts.falsePositives = hashes.count(.harmless)
    counts.anchors = patterns.anchors.count
    self.counts = counts
  }

  /// Whether there is nothing to search for.
  public var isEmpty: Bool { counts.bodies + counts.hashes == 0 }

  /// The typer with the rules that the image holds as text.
  private static func fileTyper(
    _ image: DatabaseImage, path: String
  ) throws(DatabaseFileError) -> FileTyper {
    let text = image.table(.fileMagic, of: UInt8.self)
    let lines = (0..<text.count).map { text[$0] }.split(separator: Ascii.newline)
    do throws(FileMagicFault) {
      var own: [FileMagicRule] = []
      for line in lines {
        if let rule = try FileMagicRule(line: line) { own.append(rule) }
      }
      return own.isEmpty ? .builtIn : try FileTyper(rules: FileMagicRule.effective(own: own))
    } catch {
      throw DatabaseFileError(path: path, .damaged("rules for types of files: \(error)"))
    }
  }

  /// Whether a body of that type, which lies in nothing, must be seen whole, whatever was found in it.
  package func needsWhole(_ type: FileType) -> Bool {
    let treatment = type.treatment
    let hasForms = !treatment.isDisjoint(with: [.html, .htmlUTF16, .findsHTML, .text])
    if hasForms && counts.bodies + counts.hashes > 0 { return true }
    return needsAllBytes(type)
  }

  /// Whether some signature for a body of that type, which lies in nothing, can only be judged by all of its
  /// bytes, whatever was found in it, and though it has no other forms.
  package func needsAllBytes(_ type: FileType) -> Bool {
    if type.treatment.contains(.universalParts) { return true }
    if type == .msexe, hashes.count(.section) + hashes.count(.imports) > 0 { return true }
    let target = TargetType(ofRaw: type).rawValue
    for index in 0..<always.count where always[index].liesInFile == 0 {
      if always[index].target == 0 || always[index].target == target { return true }
    }
    return false
  }

  /// What it was compiled from, and what of that is not in use.
  public var sources: [DatabaseSource] { texts.all }

  /// The place of a signature on a digest, by its number among those.
  package func signature(onHash number: UInt32) -> SignatureIndex {
    SignatureIndex(rawValue: UInt32(counts.bodies) + number)
  }

  /// The name of a signature of this database. Allocates; for a signature on a digest it may wait for
  /// the disk, and is `unreadable-name` where that fails.
  public func signatureName(_ index: SignatureIndex) -> String {
    let place = Int(index.rawValue)
    if place < counts.bodies { return texts.contentName(place) }
    return hashes.name(UInt32(place - counts.bodies)) ?? "unreadable-name"
  }

  /// The name of the database file that a signature is from, without its directory. Allocates.
  public func databaseName(_ index: SignatureIndex) -> String {
    let place = Int(index.rawValue)
    if place < counts.bodies { return texts.contentSource(place) }
    return texts.hashSource(place - counts.bodies) ?? ""
  }
}
