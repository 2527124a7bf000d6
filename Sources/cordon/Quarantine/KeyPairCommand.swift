import ArgumentParser
import Glibc
import Quarantine

/// `cordon quarantine keygen`.
struct KeyPairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Make the keys of a quarantine.",
    discussion: """
      Neither file may exist. The private key reads everything that is kept: make it on another \
      host than the proxy's, and keep it there. Without it nothing can be read, by nobody.

      EXAMPLES
        cordon quarantine keygen --private quarantine.key --public quarantine.pub
      """)

  @Option(name: .customLong("private"), help: "Where the private key goes (mode 0600).")
  var privatePath: String

  @Option(name: .customLong("public"), help: "Where the public key goes (mode 0644).")
  var publicPath: String

  func run() throws {
    let key = try KeptFailure.told { () throws(QuarantineError) in try QuarantinePrivateKey() }
    try Self.write(key.text, to: privatePath, mode: 0o600)
    try Self.write(key.publicKey.text, to: publicPath, mode: 0o644)
  }

  private static func write(_ text: String, to path: String, mode: mode_t) throws {
    let number = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    let bytes = Array(text.utf8)
    guard number >= 0, unsafe Glibc.write(number, bytes, bytes.count) == bytes.count else {
      let code = errno
      if number >= 0 { _ = unsafe unlink(path) }
      Output.printError("error: \(path): \(SystemError.text(code))")
      throw ExitCode(1)
    }
    close(number)
  }
}
