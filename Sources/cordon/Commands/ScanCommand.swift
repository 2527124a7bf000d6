import ArgumentParser
import Scanning
import Signatures

/// `cordon scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Scan files as uploads would be.",
    discussion: """
      The exit status is 0 where all files are clean, 1 where a signature was found, 2 where \
      something went wrong: a file was unreadable or could not be judged, or there were no \
      signatures. What was found goes before what went wrong.

      EXAMPLES
        cordon scan --signatures /etc/cordon/signatures upload.zip
        cordon scan --signatures signatures --recursive --infected /srv/files
        cordon scan --signatures signatures --json *.pdf | jq -r 'select(.verdict != "clean").path'
      """)

  @Argument(help: "The files; directories with --recursive.", completion: .file())
  var files: [String]

  @Option(name: .shortAndLong, help: "The directory of signature databases.")
  var signatures: String

  @Flag(help: "Print one line of JSON for each file, and no summary.")
  var json = false

  @Flag(name: .shortAndLong, help: "Scan all regular files below directories; follow no links.")
  var recursive = false

  @Flag(name: .shortAndLong, help: "Print nothing of clean files.")
  var infected = false

  @Flag(name: .shortAndLong, help: "Say which lines of the databases are not used, and why.")
  var verbose = false

  func run() throws {
    let (database, report): (SignatureDatabase, LoadReport)
    do { (database, report) = try SignatureDatabase.load(directory: signatures) } catch {
      Output.printError("error: \(error)")
      throw ExitCode(2)
    }
    if verbose { Output.printError(report.description) }
    guard !database.isEmpty else {
      Output.printError("error: \(signatures): no signature can be used; give another directory")
      throw ExitCode(2)
    }
    var tally = ScanTally()
    do {
      var scanner = try FileScanner(database: database)
      var walk = FileWalk(files, isRecursive: recursive)
      while let file = walk.next() {
        let result = ScanResult(of: file, by: &scanner)
        tally.count(result)
        if infected, case .verdict(.clean) = result.finding { continue }
        Output.print(json ? Array(result.json(database).utf8) : result.line(database))
      }
    } catch {
      Output.printError("error: \(error)")
      throw ExitCode(2)
    }
    if !json { Output.print(tally.summary(database)) }
    if tally.exitStatus != 0 { throw ExitCode(tally.exitStatus) }
  }
}
