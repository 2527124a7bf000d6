import ArgumentParser

/// `cordon quarantine`.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "List, read and delete refused uploads that were kept.",
    discussion: """
      Uploads are encrypted for a public key: the proxy's host can keep and delete them, and reads \
      nothing of them. Make the keys elsewhere, bring the public one to the host, and name it as \
      quarantine.keyFile. Reading needs the private key, and a copy of the directory where that is.

      EXAMPLES
        cordon quarantine keygen --private quarantine.key --public quarantine.pub
        cordon quarantine list
        cordon quarantine show 7w2v… --key quarantine.key --directory copy
        cordon quarantine export 7w2v… --key quarantine.key --directory copy -o upload.bin
        cordon quarantine delete --older-than 7d
      """,
    subcommands: [
      KeyPairCommand.self, ListKeptCommand.self, ShowKeptCommand.self, ExportKeptCommand.self,
      DeleteKeptCommand.self,
    ])
}
