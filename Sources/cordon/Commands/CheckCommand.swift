import ArgumentParser
import Configuration
import Inspectors
import Signatures

/// `cordon check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judge a configuration and this host, and show what would be used.",
    discussion: """
      Standard output has the configuration with every default filled in, what the host has, and \
      what of the signatures is used and what is not, by reason; keys of the scan API are \
      counted. Standard error has the problems. \
      The exit status is 0 where cordon would start, 1 where it would not, 2 for wrong usage.

      Addresses that are listened on count as taken: for a configuration that is running, give \
      --running.

      EXAMPLES
        cordon check --config /etc/cordon/cordon.yaml
        cordon check --config new.yaml --quiet && kill -HUP $(pidof cordon)
      """)

  @OptionGroup var file: ConfigurationOption

  @Flag(name: .shortAndLong, help: "Print problems alone.")
  var quiet = false

  @Flag(help: "Do not try the addresses, as cordon already runs with them.")
  var running = false

  func run() throws {
    let loaded = try file.load()
    let addresses = loaded.listeners.map(\.address) + (loaded.admin.address.map { [$0] } ?? [])
    let host = Host.probe(for: loaded, held: running ? Set(addresses) : [])
    let check = HostCheck(of: loaded, on: host)
    if !quiet {
      Output.print("# \(file.config), with every default")
      Output.print(check.configuration.text)
      for line in HostSummary.lines(host, check.configuration) { Output.print(line) }
    }
    let inspectors = tryInspector(check.configuration)
    let signatures = loadSignatures(check.configuration, host)
    let files =
      loadKeys(check.configuration) + readSecrets(check.configuration)
      + readPages(check.configuration)
    for warning in loaded.warnings { Output.printError("warning: \(warning)") }
    for finding in check.findings { Output.printError("\(finding)") }
    if let problem = signatures { Output.printError("error: \(problem)") }
    if let problem = inspectors { Output.printError("error: \(problem)") }
    for problem in files { Output.printError("error: \(problem)") }
    guard check.isFit, signatures == nil, inspectors == nil, files.isEmpty else {
      throw ExitCode(1)
    }
    if !quiet { Output.print("cordon would start") }
  }

  /// Reads the keys of the scan API and what they have had, and prints how many there are; why they cannot
  /// be read, if so.
  private func loadKeys(_ configuration: Configuration) -> [String] {
    guard let access = configuration.scanAccess, !access.isOpen else { return [] }
    do {
      let keys = try access.allKeys()
      _ = try QuotaFile(path: access.quotasFile).read()
      if !quiet { Output.print("scan API: \(keys.count) keys") }
      return keys.isEmpty ? ["scanAPI: there is no key, so nobody could use it"] : []
    } catch let error as ConfigurationError {
      return error.problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  /// Reads the files that answers are made of; why they cannot be read, if so.
  private func readPages(_ configuration: Configuration) -> [String] {
    do throws(ConfigurationError) {
      _ = try configuration.pages()
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  /// Reads the secrets of cookies; why they cannot be read, if so.
  private func readSecrets(_ configuration: Configuration) -> [String] {
    configuration.backends.flatMap { backend -> [String] in
      do throws(ConfigurationError) {
        _ = try backend.sticky?.secret()
        return []
      } catch {
        return error.problems.map(\.description)
      }
    }
  }

  /// Starts an inspector, prints what its sandbox has, and ends it; why there can be none, if so.
  private func tryInspector(_ configuration: Configuration) -> String? {
    do {
      let state = try LoneInspector(InspectorLimits(configuration)).sandbox
      if !quiet { Output.print("inspectors: \(configuration.inspectors); \(state.description)") }
      return nil
    } catch {
      return "no inspector: \(error)"
    }
  }

  /// Loads the signatures and prints what is used; why they cannot be, if so.
  private func loadSignatures(_ configuration: Configuration, _ host: Host) -> String? {
    // That it is unreadable is among the findings.
    guard host.signatureDirectory == .succeeded else { return nil }
    do {
      let signatures = try LoadedSignatures.load(configuration.signatures, writes: false)
      let sessions = HostSummary.sessions(host, configuration, signatures.database)
      for warning in signatures.warnings + [sessions.warning].compactMap(\.self) {
        Output.printError("warning: \(warning)")
      }
      if !quiet {
        let database = signatures.database
        Output.print(sessions.line)
        Output.print(
          "signatures: \(database.sources.reduce(0) { $0 + $1.usedCount }) used, "
            + "\(signatures.unusedCount) not, version \(database.version)")
        for source in database.sources {
          for line in source.description.split(separator: "\n") { Output.print("  \(line)") }
        }
      }
      return nil
    } catch {
      let key = configuration.signatures.directory == nil ? "file" : "directory"
      return "\(configuration.origin.place(of: "signatures.\(key)")): signatures.\(key): \(error)"
    }
  }
}
