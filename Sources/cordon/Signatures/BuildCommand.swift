import ArgumentParser
import Signatures

/// `cordon signatures build`.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile signatures to one database file.",
    discussion: """
      The file is written beside its place and moved there when it is whole: programs that have the old \
      one open keep it. Where no signature of the sources can be used, no file is written. The same sources give the same bytes. It is for this version of Cordon and of \
      Hyperscan, and for CPUs that have what this one has.
      """)

  @Argument(
    help: "Directories of databases, and files in ClamAV's formats.", completion: .file())
  var sources: [String]

  @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
  var output: String

  @Flag(help: "Use signatures for unwanted applications too (.ndu, .ldu, .hdu, …).")
  var unwanted = false

  @Flag(name: .shortAndLong, help: "Say which lines are not used, and why.")
  var verbose = false

  func run() throws {
    let line = ProgressLine()
    do {
      let set = try DatabaseArgument.sources(sources, includesUnwanted: unwanted, line)
      guard !set.isEmpty else {
        line.clear()
        Output.printError(set.report.description)
        throw DatabaseArgument.failed("no signature of the sources can be used; nothing is written")
      }
      try SignatureDatabase.build(set, path: output) { line.show("\($0)") }
      line.clear()
      if verbose { Output.printError(set.report.description) }
      let database = try SignatureDatabase.open(path: output)
      Output.print("\(output): \(database.summary)")
      let unused = set.report.unusedCount
      if unused > 0, !verbose {
        for line in database.unusedKinds { Output.printError(line) }
        Output.printError(
          "\(unused) lines are not used: `cordon signatures info \(output)` says which, and why")
      }
    } catch let code as ExitCode {
      throw code
    } catch {
      line.clear()
      throw DatabaseArgument.failed("\(error)")
    }
  }
}

extension SignatureDatabase {
  /// What is in use, in a few words.
  var summary: String {
    "\(counts.bodies) signatures on content, \(counts.hashes) on hashes, "
      + "\(counts.falsePositives) harmless hashes, version \(version)"
  }
}
