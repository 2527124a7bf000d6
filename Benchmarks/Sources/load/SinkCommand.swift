internal import ArgumentParser
import Glibc

extension Load {
  /// Servers on their own, until standard input closes.
  struct Sink: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answers uploads at one or more addresses, until standard input closes.",
      discussion: """
        Example: load sink --listen 127.0.0.1:9001 --listen 127.0.0.1:9002
        Prints "ready" when it listens, and one line of JSON at its end.
        """)

    @Option(help: "Where to listen; may be given more than once.")
    var listen: [SocketAddress]

    @Option(help: "How many connections may stand at once.")
    var connectionsMax = 4096

    @Flag(help: "Read every byte and answer with the body's digest.")
    var verify = false

    @Option(help: "End after so many seconds at the latest.")
    var seconds = 3600

    func run() throws {
      let queue = try EventQueue()
      var sinks = try Sinks(
        addresses: listen, connectionsMax: connectionsMax, verifies: verify, queue: queue)
      let deadline = Clock.now + UInt64(seconds) * 1_000_000_000
      var standardInput = try StandardInput(queue: queue)
      print("ready")
      fflush(nil)
      while standardInput.isOpen, Clock.now < deadline {
        for position in 0..<(try queue.wait(milliseconds: 1000)) {
          let token = queue.token(at: position)
          switch token.kind {
          case .listener: try sinks.accept(listener: token.index, queue: queue)
          case .sinkConnection: sinks.ready(token.index)
          case .standardInput: standardInput.ready()
          case .upload: break
          }
        }
      }
      var line = JSONLine()
      line.add("requests", sinks.requests)
      line.add("accepted", sinks.accepted)
      line.add("bodyBytes", sinks.bodyBytes)
      line.add("errors", sinks.errors)
      line.add("cpuSeconds", Double(Clock.processorTime) / 1e9)
      print(line.text)
    }
  }
}
