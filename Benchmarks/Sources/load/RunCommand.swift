internal import ArgumentParser
import Glibc

/// What the runs against HTTP and against clamd have in common.
struct RunOptions: ParsableArguments {
  @Option(help: "How many connections are kept busy.")
  var connections = 32

  @Option(help: "The size of each body: bytes, or with KiB, MiB or GiB.")
  var body = ByteCount(argument: "1MiB")!

  @Option(help: "A file whose pieces of that size are the bodies, in turn; noise without it.")
  var bodies: String?

  @Option(help: "Begin no request after so many seconds.")
  var seconds: Double?

  @Option(help: "Begin so many requests and no more.")
  var requests: Int?

  @Option(help: "Give up after so many seconds in which nothing happens.")
  var stallSeconds = 10

  func validate() throws {
    guard seconds != nil || requests != nil else {
      throw ValidationError("a run needs an end: --seconds, --requests or both")
    }
  }

  /// The limit, counted from now.
  var limit: Uploader.Limit {
    var limit = Uploader.Limit()
    if let requests { limit.requestsMax = requests }
    if let seconds { limit.deadline = Clock.now + UInt64(seconds * 1e9) }
    return limit
  }

  /// The requests that are sent.
  func images(path: String, framing: RequestImages.Framing) throws -> RequestImages {
    guard let bodies else {
      return RequestImages(noiseBytes: body.bytes, path: path, framing: framing)
    }
    return try RequestImages(file: bodies, bodyBytes: body.bytes, path: path, framing: framing)
  }
}

extension Load {
  /// Uploads through a proxy.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Uploads through a proxy on kept connections, and prints one line of JSON.",
      discussion: """
        Example: load run --target 127.0.0.1:8080 --connections 32 --body 1MiB --seconds 2
        With --listen the servers behind the proxy run in the same thread, which costs their core \
        the fewest switches.
        """)

    @OptionGroup var options: RunOptions

    @Option(help: "The proxy.")
    var target: SocketAddress

    @Option(help: "Be a server behind the proxy at this address; may be given more than once.")
    var listen: [SocketAddress] = []

    @Option(help: "The path of the requests.")
    var path = "/"

    @Option(help: "Send bodies in chunks of this size instead of with a Content-Length.")
    var chunked: ByteCount?

    @Flag(help: "Compare what the sinks received with what was sent (sinks with --verify).")
    var verify = false

    func run() throws {
      let framing: RequestImages.Framing =
        chunked.map { .chunked(chunkBytes: max(1, $0.bytes)) } ?? .contentLength
      let images = try options.images(path: path, framing: framing)
      let queue = try EventQueue()
      let sinks = try Sinks(
        addresses: listen, connectionsMax: listen.isEmpty ? 0 : 4096, verifies: verify,
        queue: queue)
      let uploader = Uploader(
        target: target, count: options.connections, dialogue: .http, images: images,
        verifies: verify, limit: options.limit)
      try drive(uploader, sinks, queue, stallSeconds: options.stallSeconds)
    }
  }

  /// The same bodies given to clamd.
  struct Clamd: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives bodies to clamd by INSTREAM, and prints one line of JSON.",
      discussion: "Example: load clamd --socket /tmp/clamd.sock --connections 4 --requests 96")

    @OptionGroup var options: RunOptions

    @Option(help: "The path of clamd's LocalSocket.")
    var socket: String

    func run() throws {
      guard let target = SocketAddress("unix:" + socket) else {
        throw LoadError("\(socket): not a path that a Unix socket can have")
      }
      let images = try options.images(path: "", framing: .instream)
      let queue = try EventQueue()
      let sinks = try Sinks(addresses: [], connectionsMax: 0, verifies: false, queue: queue)
      let uploader = Uploader(
        target: target, count: options.connections, dialogue: .clamd, images: images,
        verifies: false, limit: options.limit)
      try drive(uploader, sinks, queue, stallSeconds: options.stallSeconds)
    }
  }
}

/// Runs the load to its end and prints what it has counted.
private func drive(
  _ uploader: consuming Uploader, _ sinks: consuming Sinks, _ queue: borrowing EventQueue,
  stallSeconds: Int
) throws {
  let processorStart = Clock.processorTime
  let start = Clock.now
  try uploader.run(with: &sinks, queue: queue, stallSeconds: stallSeconds)
  let seconds = Double(Clock.now - start) / 1e9
  let processorSeconds = Double(Clock.processorTime - processorStart) / 1e9
  report(
    uploader.tally, unfinished: uploader.activeCount, sinks, seconds: seconds,
    processorSeconds: processorSeconds)
}

private func report(
  _ tally: Tally, unfinished: Int, _ sinks: borrowing Sinks, seconds: Double,
  processorSeconds: Double
) {
  let statuses = tally.statuses.enumerated().filter { $0.element > 0 }
  let responses = statuses.reduce(0) { $0 + $1.element }
  var line = JSONLine()
  line.add("responses", responses)
  line.add("statuses", counts: statuses.map { (String($0.offset), $0.element) })
  line.add("errors", tally.errors)
  line.add("unfinished", unfinished)
  line.add("reconnects", tally.reconnects)
  line.add("altered", tally.altered)
  line.add("bodyBytes", tally.bodyBytes)
  line.add("seconds", seconds)
  line.add("cpuSeconds", processorSeconds)
  line.add("p50Microseconds", Double(tally.latencies.quantile(0.5)) / 1e3)
  line.add("p99Microseconds", Double(tally.latencies.quantile(0.99)) / 1e3)
  line.add("maxMicroseconds", Double(tally.latencies.maximumNanoseconds) / 1e3)
  line.add("sinkRequests", sinks.requests)
  line.add("sinkConnections", sinks.accepted)
  line.add("sinkErrors", sinks.errors)
  print(line.text)
}
