import ArgumentParser
import Glibc
import Signatures

/// A database as commands are given it: a directory of sources, a file in one of ClamAV's formats, or a
/// built database.
enum DatabaseArgument {
  /// Opens or compiles a database that has signatures; says what is wrong and ends the command where
  /// that fails.
  ///
  /// - Parameters:
  ///   - keepsLines: whether it is to tell what its signatures are.
  ///   - verbose: whether lines that are not used are said.
  static func open(
    _ path: String, includesUnwanted: Bool = false, keepsLines: Bool = false, verbose: Bool = false
  ) throws -> SignatureDatabase {
    let database: SignatureDatabase
    let line = ProgressLine()
    do {
      if isBuilt(path) {
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
    if verbose { for source in database.sources { Output.printError(source.description) } }
    guard !database.isEmpty else {
      throw failed("\(path): no signature can be used; give another directory")
    }
    return database
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
    for path in paths {
      if isDirectory(path) {
        for file in try SignatureSet.files(ofDirectory: path) {
          line.show("reading \(file)")
          try set.add(file: file)
        }
      } else {
        line.show("reading \(path)")
        try set.add(file: path)
      }
    }
    return set
  }

  /// Says what is wrong; the status to end with.
  static func failed(_ message: String) -> ExitCode {
    Output.printError("error: \(message)")
    return ExitCode(2)
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a file is a built database: by what it begins with, whatever its name is.
  static func isBuilt(_ path: String) -> Bool {
    guard !isDirectory(path) else { return false }
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: SignatureDatabase.fileMagic.count)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    return count == bytes.count && bytes == SignatureDatabase.fileMagic
  }
}
