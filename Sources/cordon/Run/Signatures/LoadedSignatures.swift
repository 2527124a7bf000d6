import Configuration
import Glibc
import Primitives
import Signatures

/// A database, with what is to be said of it.
struct LoadedSignatures: Sendable {
  var database: SignatureDatabase
  /// Lines of the sources that are not used, by reason.
  var unusedLines: [(reason: String, count: Int)]
  /// What went otherwise than asked for, and did no harm.
  var warnings: [String] = []

  /// How many lines are not used.
  var unusedCount: Int { unusedLines.reduce(0) { $0 + $1.count } }

  init(_ database: SignatureDatabase, warnings: [String] = []) {
    self.database = database
    self.warnings = warnings
    var counts: [String: Int] = [:]
    for unused in database.sources.flatMap(\.unused) {
      counts[unused.reason, default: 0] += unused.count
    }
    unusedLines = counts.sorted { $0.key < $1.key }.map { (reason: $0.key, count: $0.value) }
  }
}

extension LoadedSignatures {
  /// Why there are none.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// How often the sources are read again where they change meanwhile.
  private static let readingsMax = 5
  /// How long to wait before that, times the number of the reading.
  private static let pauseMicroseconds: UInt32 = 100_000

  /// Opens or compiles what a configuration names.
  ///
  /// - Parameters:
  ///   - rebuilds: whether the sources are compiled though there is a built database.
  ///   - writes: whether a database that is compiled is written to the file that the source names.
  static func load(
    _ source: SignatureSource, rebuilds: Bool = false, writes: Bool = true
  ) throws -> LoadedSignatures {
    guard let file = source.file else {
      return LoadedSignatures(try SignatureDatabase(read(source)))
    }
    var warnings: [String] = []
    if !rebuilds || source.directory == nil {
      do throws(DatabaseFileError) {
        return LoadedSignatures(try SignatureDatabase.open(path: file))
      } catch {
        let isMissing = error.reason == .open(errno: ENOENT)
        guard source.directory != nil, error.asksForRebuild || isMissing else { throw error }
        warnings.append("\(error); built from \(source.directory ?? "")")
      }
    }
    let set = try read(source)
    guard writes else { return LoadedSignatures(try SignatureDatabase(set), warnings: warnings) }
    do throws(DatabaseFileError) {
      try SignatureDatabase.build(set, path: file)
      return LoadedSignatures(try SignatureDatabase.open(path: file), warnings: warnings)
    } catch {
      guard case .write = error.reason else { throw error }
      // What cannot be kept for the next start serves this one all the same. A set is compiled once.
      warnings.append("\(error); the database is in memory alone")
    }
    return LoadedSignatures(try SignatureDatabase(read(source)), warnings: warnings)
  }

  /// Reads the sources: all of them as they were at one time.
  private static func read(_ source: SignatureSource) throws -> SignatureSet {
    var options = SignatureSet.Options()
    options.includesUnwanted = source.usesUnwanted
    guard let directory = source.directory else {
      throw Failure(description: "no directory of signatures is configured")
    }
    for reading in 1...readingsMax {
      if reading > 1 { usleep(pauseMicroseconds * UInt32(reading - 1)) }
      let before = SourceState(source)
      do throws(LoadError) {
        var set = SignatureSet(options: options)
        for path in try SignatureSet.files(ofDirectory: directory) { try set.add(file: path) }
        if SourceState(source).sources == before.sources { return set }
      } catch {
        // What is wrong with a file that is being replaced is no fault of its own.
        if SourceState(source).sources == before.sources { throw error }
      }
    }
    throw Failure(description: "\(directory): changed each of \(readingsMax) times it was read")
  }
}
