import ArgumentParser
import Glibc
import Primitives
import Quarantine

/// `cordon quarantine export`.
struct ExportKeptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write an upload as it was received.",
    discussion: """
      It may be malware. All of it is verified before anything has the name that is given, or goes to \
      standard output. The file must not exist; its owner alone may read it, and nobody may run it.

      EXAMPLES
        cordon quarantine export 7w2v… --key quarantine.key --directory copy -o upload.bin
        cordon quarantine export 7w2v… --key quarantine.key --directory copy -o - | sha256sum
      """)

  @Argument(help: "The upload: the identifier of its request.", transform: KeptID.id)
  var id: EntryID

  @Option(name: .shortAndLong, help: "Where it goes; - for standard output.")
  var output: String

  @OptionGroup var kept: KeptDirectoryOption
  @OptionGroup var key: KeptKeyOption

  func run() throws {
    let directory = try kept.open()
    let key = try key.open()
    try KeptFailure.told { () throws(QuarantineError) in
      let entry = try directory.entry(id)
      if output == "-" {
        try toStandardOutput(entry, key)
      } else {
        try toFile(entry, key)
      }
    }
  }

  private func toStandardOutput(
    _ entry: borrowing QuarantineEntry, _ key: QuarantinePrivateKey
  ) throws(QuarantineError) {
    guard isatty(STDOUT_FILENO) == 0 else {
      throw .system("standard output is a terminal, which would obey it", Errno(EINVAL))
    }
    try entry.body(key: key) { (_) throws(QuarantineError) in }
    try entry.body(key: key) { chunk throws(QuarantineError) in
      try Self.write(chunk, to: STDOUT_FILENO, "standard output")
    }
  }

  private func toFile(
    _ entry: borrowing QuarantineEntry, _ key: QuarantinePrivateKey
  ) throws(QuarantineError) {
    let partial = "\(output).partial"
    let number = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw .system(partial, .last) }
    defer {
      close(number)
      _ = unsafe unlink(partial)
    }
    try entry.body(key: key) { chunk throws(QuarantineError) in
      try Self.write(chunk, to: number, partial)
    }
    guard fsync(number) == 0 else { throw .system(partial, .last) }
    // Unlike renaming, this replaces nothing.
    guard unsafe link(partial, output) == 0 else { throw .system(output, .last) }
  }

  private static func write(
    _ chunk: ArraySlice<UInt8>, to number: Int32, _ name: String
  ) throws(QuarantineError) {
    do throws(Errno) {
      try Descriptor(number).writeAll(chunk.span)
    } catch {
      throw .system(name, error)
    }
  }
}
