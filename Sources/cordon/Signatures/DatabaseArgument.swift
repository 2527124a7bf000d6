import ArgumentParser
import Glibc
import Signatures

/// A database as commands are given it: a directory of sources, a file in one of ClamAV's formats, or a
/// built database.
enum DatabaseArgument {
  /// What is said of lines that are not used.
  enum Telling {
    /// Nothing: the command does it.
    case nothing
    /// How many there are of each kind, and where malformed ones are.
    case kinds
    /// Of each file.
    case files
  }

  /// Opens or compiles a database that has signatures; says what is wrong and ends the command where
  /// that fails.
  ///
  /// - Parameters:
  ///   - keepsLines: whether it is to tell what its signatures are.
  ///   - mayBeEmpty: whether a database will do of which nothing can be used.
  static func open(
    _ path: String, includesUnwanted: Bool = false, keepsLines: Bool = false,
    mayBeEmpty: Bool = false, telling: Telling = .nothing
  ) throws -> SignatureDatabase {
    let database: SignatureDatabase
    let line = ProgressLine()
    do {
      if SignatureDatabase.isBuilt(path: path) {
        database = try SignatureDatabase.open(path: path)
      } else {
        database = try SignatureDatabase(
          sources([path], includesUnwanted: includesUnwanted, line), keepsLines: keepsLines
        ) { line.show("\($0)") }
      }
    } catch {
      line.clear()
      throw failed("\(error)")
    }
    line.clear()
    guard mayBeEmpty || !database.isEmpty else {
      tell(database, .files)
      throw failed("\(path): no signature can be used; give another directory")
    }
    tell(database, telling)
    return database
  }

  private static func tell(_ database: SignatureDatabase, _ telling: Telling) {
    switch telling {
    case .nothing: break
    case .kinds: for line in database.unusedKinds { Output.printError(line) }
    case .files: for source in database.sources { Output.printError(source.description) }
    }
  }

  /// Reads sources: directories, whose files are read in ClamAV's order, and files.
  ///
  /// - Parameter line: where each is named that is being read.
  static func sources(
    _ paths: [String], includesUnwanted: Bool, _ line: ProgressLine = ProgressLine(isShown: false)
  ) throws(LoadError) -> SignatureSet {
    var options = SignatureSet.Options()
    options.includesUnwanted = includesUnwanted
    var set = SignatureSet(options: options)
    for file in try SignatureSet.files(of: paths) {
      line.show("reading \(file)")
      try set.add(file: file)
    }
    return set
  }

  /// Where sources have a signature of a name that is not used, and why; nothing for a built database.
  static func unused(_ name: String, in path: String) throws -> [String] {
    guard !SignatureDatabase.isBuilt(path: path) else { return [] }
    var options = SignatureSet.Options()
    options.includesUnwanted = true
    do {
      return try UnusedSignature.all(
        named: name, in: SignatureSet.files(of: [path]), options: options
      ).map(\.description)
    } catch {
      throw failed("\(error)")
    }
  }

  /// Says what is wrong; the status to end with.
  static func failed(_ message: String) -> ExitCode {
    Output.printError("error: \(message)")
    return ExitCode(2)
  }
}
