import ArgumentParser
import Signatures

/// `cordon signatures info`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what is in a database, and what of its sources is not evaluated.")

  @Argument(help: "A built database, or sources.", completion: .file())
  var database: String

  @Flag(help: "Use signatures for unwanted applications too, where sources are given.")
  var unwanted = false

  func run() throws {
    let database = try DatabaseArgument.open(
      database, includesUnwanted: unwanted, mayBeEmpty: true)
    let counts = database.counts
    let search = database.searchCounts
    let expressions = database.expressionCounts
    Output.print(
      """
      version: \(database.version)
      signatures on content: \(counts.bodies) (\(counts.anchors) anchors)
        found as the bytes arrive: \(search.streamable)
        decided by the whole body, when one of their parts is found: \(search.whole)
        decided by the whole body, always: \(search.always)
      regular expressions run by Hyperscan: \(expressions.exact)
        by Hyperscan first, then by PCRE2: \(expressions.prefiltered)
        by PCRE2 alone: \(expressions.unfiltered)
      signatures on hashes: \(counts.hashes)
      harmless hashes: \(counts.falsePositives)
      unused lines: \(database.sources.reduce(0) { $0 + $1.unused.reduce(0) { $0 + $1.count } })

      """)
    for source in database.sources { Output.print(source.description) }
  }
}
