internal import Glibc
public import Hyperscan

/// All signatures of a directory, compiled: immutable, shared by all workers.
public final class SignatureDatabase: Sendable {
  /// How many signatures of each kind are in use.
  public struct Counts: Hashable, Sendable {
    /// Body patterns (`.ndb`).
    public var patterns = 0
    /// Hashes of whole bodies (`.hdb`, `.hsb`).
    public var hashes = 0
    /// Hashes of bodies that are known to be harmless (`.fp`).
    public var falsePositives = 0

    /// No signatures.
    public init() {}
  }

  /// A short hash of the database's content: the same files give the same version.
  public let version: String

  /// When it was compiled, in seconds of wall-clock time since 1970.
  public let builtAt: Int64

  /// What is in use.
  public let counts: Counts

  public let naive: Database?
  let names: [(String, Int)]
  let fileNames: [String]

  init(
    version: String, builtAt: Int64, counts: Counts, literals: [[UInt8]], names: [(String, Int)],
    fileNames: [String]
  ) throws(LoadError) {
    self.version = version
    self.builtAt = builtAt
    self.counts = counts
    self.names = names
    self.fileNames = fileNames
    do { naive = literals.isEmpty ? nil : try Database.literals(literals) } catch {
      throw .compile(error)
    }
  }

  /// Whether there is nothing to search for.
  public var isEmpty: Bool { counts.patterns + counts.hashes == 0 }

  /// The name of a signature of this database.
  public func signatureName(_ index: SignatureIndex) -> String { names[Int(index.rawValue)].0 }

  /// The name of the database file that a signature is from, without its directory.
  public func databaseName(_ index: SignatureIndex) -> String {
    fileNames[names[Int(index.rawValue)].1]
  }

  /// Working memory for scanning with this database, for one worker.
  public func makeScratch() throws(HyperscanError) -> Scratch {
    if let naive { return try Scratch(for: naive) }
    return try Scratch(for: Database.literals([Array("none".utf8)]))
  }

  /// Makes a worker's working memory fit this database too, when the worker adopts it.
  public func widen(_ scratch: inout Scratch) throws(HyperscanError) {
    if let naive { try scratch.widen(for: naive) }
  }

  /// Loads and compiles all files of a directory whose extension is one of ClamAV's.
  ///
  /// A database without signatures is no error here: see ``isEmpty``.
  public static func load(
    directory: String
  ) throws(LoadError) -> (database: SignatureDatabase, report: LoadReport) {
    var report = LoadReport()
    var literals: [[UInt8]] = []
    var names: [(String, Int)] = []
    var fileNames: [String] = []
    var version: UInt64 = 14_695_981_039_346_656_037
    for name in try directoryNames(directory) where name.hasSuffix(".ndb") {
      var file = LoadReport.File(name: name)
      let bytes = try fileBytes(directory + "/" + name)
      for byte in bytes { version = (version ^ UInt64(byte)) &* 1_099_511_628_211 }
      for (number, line) in bytes.split(separator: 10).enumerated() {
        let fields = line.split(separator: 58, omittingEmptySubsequences: false)
        file.lineCount += 1
        guard fields.count >= 4, fields[3].count % 2 == 0 else {
          file.count(.malformed(.fieldCount), line: number + 1)
          continue
        }
        let digits = fields[3].map { Character(UnicodeScalar($0)).hexDigitValue }
        guard !digits.contains(nil) else {
          file.count(.malformed(.pattern), line: number + 1)
          continue
        }
        literals.append(
          stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! * 16 + digits[$0 + 1]!) }
        )
        names.append((String(decoding: fields[0], as: UTF8.self), fileNames.count))
        file.usedCount += 1
      }
      fileNames.append(name)
      report.files.append(file)
    }
    var counts = Counts()
    counts.patterns = literals.count
    let database = try SignatureDatabase(
      version: String(version, radix: 16), builtAt: Int64(time(nil)), counts: counts,
      literals: literals, names: names,
      fileNames: fileNames)
    return (database, report)
  }
}
