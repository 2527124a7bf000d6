import ArgumentParser
import Signatures

/// `cordon signatures diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say which signatures one database has and another has not.",
    discussion: """
      Prints `- NAME` for each that only the old one has and `+ NAME` for each that only the new one has, \
      and the sums. The exit status is 0 where there is no difference and 1 where there is one.
      """)

  @Argument(help: "The old database: built, or sources.", completion: .file())
  var old: String

  @Argument(help: "The new database: built, or sources.", completion: .file())
  var new: String

  @Flag(help: "Print the sums alone.")
  var summary = false

  func run() throws {
    let old = try DatabaseArgument.open(old)
    let new = try DatabaseArgument.open(new)
    let removed = old.names(missingIn: new)
    let added = new.names(missingIn: old)
    if !summary {
      for name in removed { Output.print("- \(name)") }
      for name in added { Output.print("+ \(name)") }
    }
    Output.print("removed: \(removed.count)\nadded: \(added.count)")
    if !removed.isEmpty || !added.isEmpty { throw ExitCode(1) }
  }
}
