import ArgumentParser
import Glibc
import Inspectors
import Primitives

/// The command line.
@main
struct Cordon: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cordon",
    abstract: "A virus-scanning reverse proxy for upload endpoints.",
    discussion: """
      EXAMPLES
        cordon check --config /etc/cordon/cordon.yaml
        cordon run --config /etc/cordon/cordon.yaml
        cordon scan --signatures /etc/cordon/signatures upload.zip
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, CheckCommand.self, ScanCommand.self, SignaturesCommand.self,
      QuarantineCommand.self, UpstreamCommand.self,
      VersionCommand.self,
      SampleBackendCommand.self,
    ])

  /// Runs the command that the arguments name. Wrong usage exits with 2, as `cordon scan` and its
  /// like use 1 for what they found.
  static func main() {
    ProcessRole.takeOver(CommandLine.arguments)
    // A limit of the size of files is an error of the write, and not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Output.printError(fullMessage(for: error))
      Glibc.exit(2)
    }
  }
}

/// What this build is.
enum Version {
  static let text = ProductVersion.text
}
