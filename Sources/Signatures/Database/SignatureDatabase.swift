internal import Digests
internal import Glibc
internal import Hyperscan

/// All signatures of a directory, compiled: immutable, shared by all workers.
///
/// It is made in one place, ``init(_:)``, and owns all the memory that scanning reads.
public final class SignatureDatabase: Sendable {
  /// How many signatures of each kind are in use.
  public struct Counts: Hashable, Sendable {
    /// Signatures on content (`.ndb`).
    public var bodies = 0
    /// Digests of whole bodies (`.hdb`, `.hsb`).
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

  /// When it was compiled, in seconds of wall-clock time since 1970.
  public let builtAt: Int64

  /// What is in use.
  public let counts: Counts

  /// The anchors of all body signatures.
  package let anchors: AnchorDatabases
  package let patterns: PatternTables
  package let hashes: HashTables
  package let falsePositives: HashTables

  /// Signatures of which every body of their type is a candidate.
  package let always: Table<AlwaysRecord>

  /// Names by signature: bodies, then hashes.
  private let names: [String]
  private let files: [UInt32]
  private let fileNames: [String]

  /// Owns what the tables show.
  private let image: DatabaseImage

  /// Compiles a set.
  public init(_ set: SignatureSet) throws(LoadError) {
    let contents = set.contents
    let search = SearchCompiler(contents.map(\.signature), model: .trained)
    var writer = ImageWriter()
    search.write(to: &writer)
    let image = writer.finish()
    self.image = image
    patterns = PatternTables(image: image)
    always = image.table(.alwaysCandidates, of: AlwaysRecord.self)
    do throws(HyperscanError) {
      anchors = AnchorDatabases(
        databases: try search.compileAnchors(), places: image.table(.anchorPlaces, of: Int8.self))
    } catch {
      throw .compile(error)
    }
    let firstHash = UInt32(contents.count)
    hashes = HashTables(
      set.hashes.enumerated().map {
        ($1.signature.digest, $1.signature.size, firstHash + UInt32($0))
      })
    falsePositives = HashTables(
      set.falsePositives.map { ($0.signature.digest, $0.signature.size, 0) })
    names = contents.map(\.signature.name) + set.hashes.map(\.signature.name)
    files = contents.map { UInt32($0.file) } + set.hashes.map { UInt32($0.file) }
    fileNames = set.report.files.map(\.name)
    version = String(sha256(set.identity).hex.prefix(16))
    builtAt = Int64(time(nil))
    var counts = Counts()
    counts.bodies = contents.count
    counts.hashes = set.hashes.count
    counts.falsePositives = set.falsePositives.count
    counts.anchors = search.literals.count
    self.counts = counts
  }

  deinit {
    hashes.deallocate()
    falsePositives.deallocate()
  }

  /// Whether there is nothing to search for.
  public var isEmpty: Bool { counts.bodies + counts.hashes == 0 }

  /// Whether a body of that type must be seen whole, whatever was found in it.
  package func needsWhole(_ type: TargetType) -> Bool {
    for index in 0..<always.count
    where always[index].target == 0 || always[index].target == UInt32(type.rawValue) {
      return true
    }
    return false
  }

  /// The name of a signature of this database.
  public func signatureName(_ index: SignatureIndex) -> String { names[Int(index.rawValue)] }

  /// The name of the database file that a signature is from, without its directory.
  public func databaseName(_ index: SignatureIndex) -> String {
    fileNames[Int(files[Int(index.rawValue)])]
  }
}
