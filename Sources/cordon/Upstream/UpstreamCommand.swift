import ArgumentParser
import Primitives
import Proxy

/// `cordon upstream`.
struct UpstreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upstream",
    abstract: "See and change what the upstreams of a running Cordon do.",
    discussion: """
      The admin listener is asked. What is changed holds for the exchanges to come, over all workers and \
      over reloads, until the process ends: a restart begins with all ready.

      EXAMPLES
        cordon upstream list
        cordon upstream drain uploads 127.0.0.1:9001
        cordon upstream ready uploads 127.0.0.1:9001
      """,
    subcommands: [
      ListUpstreamsCommand.self, DrainUpstreamCommand.self, MaintainUpstreamCommand.self,
      ReadyUpstreamCommand.self,
    ])
}

/// `cordon upstream list`.
struct ListUpstreamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the upstreams with their states.",
    discussion: """
      up: gets exchanges. ejected: has failed several times. down: checks have failed. drain, maintenance: \
      what the operator wants.

      EXAMPLES
        cordon upstream list
        cordon upstream list --json | jq -r '.[] | select(.state != "up").upstream'
      """)

  @OptionGroup var admin: AdminOption

  @Flag(name: .shortAndLong, help: "Print JSON.")
  var json = false

  func run() throws {
    try UpstreamRequest(admin: admin).perform(
      "GET", UpstreamPages.prefix + (json ? "" : ".txt"))
  }
}

/// The upstream that a command is about.
struct UpstreamArguments: ParsableArguments {
  @Argument(help: "The backend's name.")
  var backend: String

  @Argument(help: "The upstream's address, as the configuration has it.")
  var upstream: String

  @OptionGroup var admin: AdminOption

  /// Asks for a mode of it.
  func set(_ mode: UpstreamMode) throws {
    try UpstreamRequest(admin: admin).perform(
      "PUT", "\(UpstreamPages.prefix)/\(backend)/\(Self.encoded(upstream))/\(mode)")
  }

  /// What may not stand in a path, with percent signs.
  private static func encoded(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:[]/".utf8)
    return text.utf8.map { byte in
      plain.contains(byte)
        ? String(decoding: [byte], as: UTF8.self) : "%" + Hexadecimal.text([byte])
    }.joined()
  }
}

/// `cordon upstream drain`.
struct DrainUpstreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Give an upstream no new exchanges, but those of clients that are bound to it.",
    discussion: """
      What it has it finishes. Clients are bound by a cookie (sticky in the configuration).

      EXAMPLES
        cordon upstream drain uploads 127.0.0.1:9001
      """)

  @OptionGroup var upstream: UpstreamArguments

  func run() throws { try upstream.set(.drain) }
}

/// `cordon upstream maintenance`.
struct MaintainUpstreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintenance",
    abstract: "Give an upstream no new exchanges at all.",
    discussion: """
      What it has it finishes. Clients that are bound to it are bound to another.

      EXAMPLES
        cordon upstream maintenance uploads 127.0.0.1:9001
      """)

  @OptionGroup var upstream: UpstreamArguments

  func run() throws { try upstream.set(.maintenance) }
}

/// `cordon upstream ready`.
struct ReadyUpstreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ready",
    abstract: "Let an upstream take part again.",
    discussion: """
      EXAMPLES
        cordon upstream ready uploads 127.0.0.1:9001
      """)

  @OptionGroup var upstream: UpstreamArguments

  func run() throws { try upstream.set(.ready) }
}

/// One question of these commands, and what is printed of its answer.
struct UpstreamRequest {
  let admin: AdminOption

  /// Prints the answer; ends with 1 where that is a refusal.
  func perform(_ method: String, _ path: String) throws {
    let client = AdminClient(address: try admin.address())
    let answer: (status: Int, body: String)
    do {
      answer = try client.ask(method, path)
    } catch {
      Output.printError("error: \(error)")
      throw ExitCode(1)
    }
    let text = answer.body.hasSuffix("\n") ? String(answer.body.dropLast()) : answer.body
    guard answer.status == 200 else {
      Output.printError("error: \(answer.status): \(text)")
      throw ExitCode(1)
    }
    Output.print(text)
  }
}
