import ArgumentParser
import Glibc
import Primitives
import Scanning
import Signatures

/// `cordon scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Scan files as uploads would be.",
    discussion: """
      Archives, documents, mail and the like are looked into, in processes without rights, within the \
      limits of the proxy (--limit). Signatures alone decide: classes of content, as macros, are \
      told by --findings and judged by the proxy's policies. What could not be judged whole is \
      unscannable, and says why: encrypted, damaged, format, limitDepth, inspector, …

      The exit status is 0 where all files are clean, 1 where a signature was found, 2 where \
      something went wrong: a file was unreadable or could not be judged, or there were no \
      signatures. What was found goes before what went wrong.

      EXAMPLES
        cordon scan --signatures /etc/cordon/signatures upload.zip
        cordon scan --signatures signatures --recursive --infected /srv/files
        cordon scan --signatures signatures --json *.pdf | jq -r 'select(.verdict != "clean").path'
      """)

  @Argument(
    help: "Files; directories, for what is in them; - for standard input.", completion: .file())
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The directory of signature databases, or a built database.")
  var signatures: String

  @Option(name: .shortAndLong, help: "Scan the files that this file names, one on a line.")
  var fileList: String?

  @Flag(name: .shortAndLong, help: "Scan what is below directories too; follow no links.")
  var recursive = false

  @Flag(name: .shortAndLong, help: "Print nothing of clean files.")
  var infected = false

  @Flag(name: [.customShort("z"), .long], help: "Report every signature of a file, not the first.")
  var allMatches = false

  @Flag(help: "Say below each signature where its parts were found, and by which database.")
  var places = false

  @Flag(name: .shortAndLong, help: "Print one line of JSON for each file, and no summary.")
  var json = false

  @Flag(help: "With --json, list the contents of a file that are of a class or not judged whole.")
  var findings = false

  @Flag(help: "With --json, list all contents of a file.")
  var contents = false

  /// yes or no, as clamscan has it.
  enum Choice: String, CaseIterable, ExpressibleByArgument {
    case yes
    case no
  }

  @Option(help: "Look into what files contain.")
  var unpack = Choice.yes

  @Option(
    name: .customLong("limit"),
    help: ArgumentHelp(
      "A limit by its name in the configuration, as unpackBytesMax=1GiB.",
      discussion: "Of: \(Unpacking.names.joined(separator: ", ")).", valueName: "name=value"))
  var limits: [String] = []

  @Option(help: "Scan only files whose absolute path has this (an extended regular expression).")
  var include: [String] = []

  @Option(help: "Scan no file whose absolute path has this.")
  var exclude: [String] = []

  @Option(help: "Enter only directories whose path, as it is given and walked, has this.")
  var includeDir: [String] = []

  @Option(help: "Enter no directory whose path, as it is given and walked, has this.")
  var excludeDir: [String] = []

  @Option(help: "How many files are scanned at a time. (default: one for each core)")
  var jobs: Int?

  @Flag(help: "Use signatures for unwanted applications too (.ndu, .ldu, .hdu, …).")
  var unwanted = false

  @Flag(help: "Print no summary.")
  var noSummary = false

  @Flag(name: .shortAndLong, help: "Say which lines of the databases are not used, and why.")
  var verbose = false

  func validate() throws {
    if files.isEmpty && fileList == nil { throw ValidationError("give files, or --file-list") }
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs: 1 to 1024") }
    if findings && !json { throw ValidationError("--findings is for --json") }
    if contents && !json { throw ValidationError("--contents is for --json") }
    do {
      _ = try Unpacking(settings: limits)
    } catch {
      throw ValidationError("--limit: \(error)")
    }
  }

  func run() throws {
    StandardInput.look()
    let database = try DatabaseArgument.open(
      signatures, includesUnwanted: unwanted, telling: verbose ? .files : .kinds)
    let walk = try makeWalk()
    let style = ParallelScan.Style(
      isJSON: json, infectedOnly: infected,
      contents: contents ? .all : findings ? .findings : .none, showsPlaces: places,
      showsProgress: isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
    let scan = ParallelScan(
      database, walk: walk, reportsAll: allMatches,
      unpacking: unpack == .yes ? try Unpacking(settings: limits) : nil, style: style)
    let start = Clock.monotonicNanoseconds()
    let (tally, failure) = scan.run(threads: jobs ?? Cores.count)
    if let failure {
      Output.printError("error: \(failure)")
      throw ExitCode(2)
    }
    if !json && !noSummary {
      let nanoseconds = Clock.monotonicNanoseconds() - start
      Output.print(tally.summary(database, nanoseconds: nanoseconds))
    }
    if tally.exitStatus != 0 { throw ExitCode(tally.exitStatus) }
  }

  private func makeWalk() throws -> FileWalk {
    do {
      var arguments = RawArguments.process
      let filter = try PathFilter(
        includes: include.map { arguments.bytes(of: $0) },
        excludes: exclude.map { arguments.bytes(of: $0) },
        includedDirectories: includeDir.map { arguments.bytes(of: $0) },
        excludedDirectories: excludeDir.map { arguments.bytes(of: $0) })
      var paths = files.map { arguments.bytes(of: $0) }
      if let fileList { paths += try FileList.paths(in: fileList) }
      return FileWalk(paths, isRecursive: recursive, filter: filter)
    } catch {
      Output.printError("error: \(error)")
      throw ExitCode(2)
    }
  }
}
