import ArgumentParser
import Configuration

/// `cordon run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the proxy until it is told to stop.",
    discussion: """
      SIGTERM ends it when the exchanges in flight have ended (at the latest after \
      limits.drainTimeout), a second SIGTERM at once. SIGHUP adopts a changed configuration and \
      changed signatures; if they are bad, the old ones stay and the reason is logged.

      EXAMPLES
        cordon run --config /etc/cordon/cordon.yaml
        kill -HUP $(pidof cordon)
      """)

  @OptionGroup var file: ConfigurationOption

  func run() throws {
    _ = try file.loadChecked()
    Output.printError("error: cordon run cannot serve yet")
    throw ExitCode(2)
  }
}
