import ArgumentParser
import Primitives

/// `cordon sample-backend`.
struct SampleBackendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample-backend",
    abstract: "Serve a small HTTP/1.1 backend that says what it received.",
    discussion: """
      For demonstrations and tests, not for the internet. Each request is answered with JSON: the \
      backend's name, the method, the path, how many bytes the body had, and their SHA-256. The \
      first line of standard output names the address, so that port 0 can be given. The other \
      options make it misbehave as upstreams do. SIGTERM and SIGINT end it.

      EXAMPLES
        cordon sample-backend --listen 127.0.0.1:9001 --name a
        cordon sample-backend --listen 127.0.0.1:0 --name slow --delay-milliseconds 500
        cordon sample-backend --listen unix:/run/b.sock --name b --vanish-after 65536
      """)

  @Option(
    help: "Where to listen: host:port, [v6]:port or unix:/path. Port 0 chooses a free one.",
    transform: Self.address)
  var listen: SocketAddress

  @Option(help: "The name that the answers give.")
  var name: String

  @Option(help: "How long to wait before each answer.")
  var delayMilliseconds = 0

  @Option(help: "The status of each answer.")
  var status = 200

  @Flag(help: "Close the connection after each answer, and say so.")
  var close = false

  @Flag(help: "Close the connection after each answer, and do not say so.")
  var hangUp = false

  @Flag(help: "Answer before the body is read, and go on reading.")
  var earlyResponse = false

  @Flag(help: "Answer with a chunked body.")
  var chunked = false

  @Flag(help: "Send an interim response (103) before each answer.")
  var interim = false

  @Flag(help: "Answer with bytes that are not HTTP.")
  var garbage = false

  @Option(help: "Add so many bytes to each answer's body, in a member named padding.")
  var paddingBytes = 0

  @Option(help: "Close the connection after so many bytes of a request's body.")
  var vanishAfter: Int?

  @Option(help: "Close the connection after so many bytes of an answer, head included.")
  var cutAfter: Int?

  func validate() throws {
    guard (200...599).contains(status) else {
      throw ValidationError("--status: found \(status), expected a status from 200 to 599")
    }
    for (option, value) in [
      ("delay-milliseconds", delayMilliseconds), ("padding-bytes", paddingBytes),
      ("vanish-after", vanishAfter ?? 0), ("cut-after", cutAfter ?? 0),
    ] where value < 0 || value > 1 << 32 {
      throw ValidationError("--\(option): found \(value), expected a number from 0 to \(1 << 32)")
    }
  }

  func run() throws {
    let behaviour = SampleBehaviour(
      name: name, status: status, delayMilliseconds: delayMilliseconds, closes: close,
      hangsUp: hangUp, answersEarly: earlyResponse, isChunked: chunked, sendsInterim: interim,
      sendsGarbage: garbage, paddingBytes: paddingBytes, vanishAfterBytes: vanishAfter,
      cutAfterBytes: cutAfter)
    do {
      let listener = try SampleListener(address: listen)
      Output.print("listening on \(listener.address)")
      listener.serveUntilStopped(behaviour)
    } catch {
      Output.printError("error: \(listen): \(SystemError.text(error.code))")
      throw ExitCode(1)
    }
  }

  private static func address(_ text: String) throws -> SocketAddress {
    guard let address = SocketAddress(text) else {
      throw ValidationError(
        "found \"\(text)\", expected an address such as 127.0.0.1:9001, [::1]:9001 or "
          + "unix:/run/name.sock")
    }
    return address
  }
}
