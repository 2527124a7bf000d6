import ArgumentParser
import Configuration
import Primitives
import Quarantine

/// `cordon quarantine delete`.
struct DeleteKeptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete uploads, by their identifiers or by their age.",
    discussion: """
      Needs no key. It may be done while the proxy runs. The exit status is 1 where one that is named \
      is not there; the others are deleted all the same.

      EXAMPLES
        cordon quarantine delete 7w2v… 7w31…
        cordon quarantine delete --older-than 7d
      """)

  @Argument(help: "The uploads: the identifiers of their requests.", transform: KeptID.id)
  var ids: [EntryID] = []

  @Option(help: "Delete all that were kept before so long, as in 12h or 7d.", transform: Self.age)
  var olderThan: UInt64?

  @OptionGroup var kept: KeptDirectoryOption

  func validate() throws {
    guard ids.isEmpty != (olderThan == nil) else {
      throw ValidationError("give identifiers, or --older-than")
    }
  }

  func run() throws {
    let directory = try kept.open()
    var doomed = ids
    if let olderThan {
      let now = Clock.wallNanoseconds()
      let end = now > olderThan ? now - olderThan : 0
      doomed = try KeptFailure.told { () throws(QuarantineError) in
        try directory.headers { Output.printError("error: \($0)") }
          .filter { $0.wallNanoseconds < end }.map(\.id)
      }
    }
    var isWhole = true
    for id in doomed {
      do throws(QuarantineError) {
        try directory.delete(id)
        Output.print("\(id) deleted")
      } catch {
        Output.printError("error: \(error)")
        isWhole = false
      }
    }
    if !isWhole { throw ExitCode(1) }
  }

  private static func age(_ text: String) throws -> UInt64 {
    guard let milliseconds = Configuration.milliseconds(of: text), milliseconds >= 0 else {
      throw ValidationError("found \"\(text)\", expected a duration such as 12h or 7d")
    }
    let (nanoseconds, overflow) = UInt64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
    return overflow ? .max : nanoseconds
  }
}
