import ArgumentParser
import Quarantine

/// `cordon quarantine list`.
struct ListKeptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what is kept, the oldest first.",
    discussion: """
      Needs no key: what is listed is in the clear. Nobody has vouched for it; `show` does. \
      The exit status is 1 where a file cannot be read as an upload.

      EXAMPLES
        cordon quarantine list
        cordon quarantine list --json | jq -r 'select(.verdict == "infected").id'
      """)

  @OptionGroup var kept: KeptDirectoryOption

  @Flag(name: .shortAndLong, help: "Print a line of JSON for each upload.")
  var json = false

  func run() throws {
    let directory = try kept.open()
    var isWhole = true
    let headers = try KeptFailure.told { () throws(QuarantineError) in
      try directory.headers { error in
        Output.printError("error: \(error)")
        isWhole = false
      }
    }
    for header in headers {
      let time = TimeText.text(wallNanoseconds: header.wallNanoseconds)
      if json {
        Output.print(
          "{\"id\":\"\(header.id)\",\"time\":\"\(time)\",\"bytes\":\(header.bodyBytes),"
            + "\"verdict\":\(JSONText.quoted(header.verdict))}")
      } else {
        Output.print("\(header.id)  \(time)  \(header.bodyBytes)  \(header.verdict)")
      }
    }
    if !isWhole { throw ExitCode(1) }
  }
}
