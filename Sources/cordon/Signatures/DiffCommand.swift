import ArgumentParser
import Signatures

/// `cordon signatures diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say in which signatures two databases differ.",
    discussion: """
      Prints `- NAME` for each that only the old one has, `+ NAME` for each that only the new one has and \
      `~ NAME` for each that both have with another definition, and the sums. Built databases keep what \
      tells definitions apart. The exit status is 0 where there is no difference and 1 where there is one.
      """)

  @Argument(help: "The old database: built, or sources.", completion: .file())
  var old: String

  @Argument(help: "The new database: built, or sources.", completion: .file())
  var new: String

  @Flag(help: "Print the sums alone.")
  var summary = false

  @Flag(help: "Use signatures for unwanted applications too, where sources are given.")
  var unwanted = false

  func run() throws {
    let old = try DatabaseArgument.open(
      old, includesUnwanted: unwanted, keepsLines: true, mayBeEmpty: true)
    let new = try DatabaseArgument.open(
      new, includesUnwanted: unwanted, keepsLines: true, mayBeEmpty: true)
    let difference = old.difference(to: new)
    if !summary {
      for name in difference.removed { Output.print("- \(name)") }
      for name in difference.added { Output.print("+ \(name)") }
      for name in difference.changed { Output.print("~ \(name)") }
    }
    Output.print(
      """
      removed: \(difference.removed.count)
      added: \(difference.added.count)
      changed: \(difference.changed.count)
      """)
    if !difference.isEmpty { throw ExitCode(1) }
  }
}
