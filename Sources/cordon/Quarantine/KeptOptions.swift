import ArgumentParser
import Configuration
import Quarantine

/// Which quarantine a command is about.
struct KeptDirectoryOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "The directory; without it, the one of the configuration.")
  var directory: String?

  @OptionGroup var file: ConfigurationOption

  /// Opens it, or ends the command with a line that says why not.
  func open() throws -> QuarantineDirectory {
    let path: String
    if let directory {
      path = directory
    } else if let place = try file.load().quarantine {
      path = place.directory
    } else {
      Output.printError("error: \(file.config) has no quarantine; name its --directory")
      throw ExitCode(1)
    }
    return try KeptFailure.told { () throws(QuarantineError) in try QuarantineDirectory(path: path)
    }
  }
}

/// The key that reads a quarantine.
struct KeptKeyOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "The file of the private key.", completion: .file())
  var key: String

  func open() throws -> QuarantinePrivateKey {
    try KeptFailure.told { () throws(QuarantineError) in try QuarantinePrivateKey(path: key) }
  }
}

/// How a command ends that cannot do what it is told.
enum KeptFailure {
  /// Does something, or ends the command with a line that says why not.
  static func told<Result: ~Copyable>(
    _ body: () throws(QuarantineError) -> Result
  ) throws -> Result {
    do throws(QuarantineError) {
      return try body()
    } catch {
      Output.printError("error: \(error)")
      throw ExitCode(1)
    }
  }
}

/// The identifier of an upload, as commands take it.
enum KeptID {
  static func id(_ text: String) throws -> EntryID {
    guard let id = EntryID(text.utf8) else {
      throw ValidationError(
        "found \"\(text)\", expected the 26 characters of a request's identifier")
    }
    return id
  }
}
