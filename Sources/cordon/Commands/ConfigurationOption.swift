import ArgumentParser
import Configuration

/// `--config FILE`, as several commands take it.
struct ConfigurationOption: ParsableArguments {
  @Option(name: [.customLong("config"), .short], help: "The configuration, a YAML file.")
  var config = "/etc/cordon/cordon.yaml"

  /// The configuration, or the end of the command with each problem on a line of standard error.
  func load() throws -> Configuration {
    do {
      return try Configuration.load(path: config)
    } catch {
      for problem in error.problems { Output.printError("error: \(problem)") }
      throw ExitCode(1)
    }
  }
}
