internal import ArgumentParser

/// The load and the servers behind the proxy under test, in one program.
@main
struct Load: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Loads an HTTP/1.1 proxy with uploads, and answers them behind it.",
    subcommands: [Sink.self, Run.self, Idle.self, Handoff.self, Clamd.self])
}

extension SocketAddress: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}

/// A size in bytes; the suffixes KiB, MiB and GiB multiply it.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let units: [(String, Int)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
    let unit = units.first { argument.hasSuffix($0.0) }
    let digits = argument.dropLast(unit?.0.count ?? 0)
    guard let number = Int(digits), number >= 0, number <= 1 << 40 else { return nil }
    bytes = number * (unit?.1 ?? 1)
  }
}
