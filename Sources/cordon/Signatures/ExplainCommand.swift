import ArgumentParser
import Signatures

/// `cordon signatures explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Decode a signature for a person: target, logic, parts, and what is searched for.")

  @Argument(help: "The signature's name, as detections show it.")
  var name: String

  @Option(
    name: .shortAndLong, help: "A built database, or sources: a directory of databases, or a file.")
  var signatures: String

  func run() throws {
    let texts: [String]
    do {
      texts =
        SignatureDatabase.isBuilt(path: signatures)
        ? try SignatureDatabase.open(path: signatures).explanations(ofSignature: name)
        : try DatabaseArgument.sources([signatures], includesUnwanted: true)
          .explanations(ofSignature: name)
    } catch {
      throw DatabaseArgument.failed("\(error)")
    }
    guard !texts.isEmpty else {
      let unused = try DatabaseArgument.unused(name, in: signatures)
      for line in unused { Output.printError(line) }
      if unused.isEmpty { Output.printError("error: \(signatures): there is no signature \(name)") }
      throw ExitCode(1)
    }
    Output.print(texts.joined(separator: "\n\n"))
  }
}
