import ArgumentParser
import Configuration
import Primitives

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

  /// The configuration as this host runs it, or the end of the command where the host cannot carry
  /// it. What is wrong or doubtful goes to standard error, a line each.
  ///
  /// - Parameter held: addresses that this process listens on already.
  func loadChecked(held: Set<SocketAddress> = []) throws -> Configuration {
    let loaded = try load()
    let check = HostCheck(of: loaded, on: Host.probe(for: loaded, held: held))
    for warning in loaded.warnings { Output.printError("warning: \(warning)") }
    for finding in check.findings { Output.printError("\(finding)") }
    guard check.isFit else { throw ExitCode(1) }
    return check.configuration
  }
}
