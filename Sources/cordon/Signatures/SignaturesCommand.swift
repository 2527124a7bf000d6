import ArgumentParser

/// `cordon signatures`.
struct SignaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signatures",
    abstract: "Build and examine signature databases.",
    discussion: """
      EXAMPLES
        cordon signatures build /var/lib/clamav own.ndb -o /var/lib/cordon/signatures.cordon
        cordon signatures info /var/lib/cordon/signatures.cordon
        cordon signatures explain Win.Test.EICAR_HDB-1 --signatures /var/lib/clamav
      """,
    subcommands: [
      BuildCommand.self, InfoCommand.self, CheckDatabaseCommand.self, ExplainCommand.self,
      DiffCommand.self, MeasureCommand.self,
    ])
}
