import ArgumentParser

/// `cordon version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Print the version.",
    discussion: """
      EXAMPLES
        cordon version
      """)

  func run() {
    Output.print("cordon \(Version.text)")
  }
}
