import ArgumentParser
import Signatures

/// `cordon signatures check`.
struct CheckDatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify that a built database is whole: every checksum in it.")

  @Argument(help: "A built database.", completion: .file())
  var database: String

  func run() throws {
    do {
      try SignatureDatabase.check(path: database)
    } catch {
      throw DatabaseArgument.failed("\(error)")
    }
    Output.print("\(database): whole")
  }
}
