import ArgumentParser
import Quarantine

/// `cordon quarantine show`.
struct ShowKeptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the evidence of an upload: its line of the detection log.",
    discussion: """
      EXAMPLES
        cordon quarantine show 7w2v… --key quarantine.key --directory copy | jq .
      """)

  @Argument(help: "The upload: the identifier of its request.", transform: KeptID.id)
  var id: EntryID

  @OptionGroup var kept: KeptDirectoryOption
  @OptionGroup var key: KeptKeyOption

  func run() throws {
    let directory = try kept.open()
    let key = try key.open()
    let evidence = try KeptFailure.told { () throws(QuarantineError) in
      try directory.entry(id).evidence(key: key)
    }
    Output.print(evidence)
  }
}
