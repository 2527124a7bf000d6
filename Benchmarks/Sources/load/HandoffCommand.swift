internal import ArgumentParser
import Glibc

extension Load {
  /// How long a proxy that holds uploads takes from the last byte to the upstream.
  struct Handoff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures the time from an upload's last byte to the first byte at the upstream.",
      discussion: """
        Example: load handoff --target 127.0.0.1:8080 --listen 127.0.0.1:9001 --requests 500
        One connection uploads in paced pieces, so that the proxy has nothing left to do but the last \
        one. The clock starts before the last piece is sent and stops when the sink, polling in the \
        same thread, holds the first byte of the request.
        """)

    @Option(help: "The proxy; it must hold uploads until they are complete.")
    var target: SocketAddress

    @Option(help: "The upstream's address.")
    var listen: SocketAddress

    @Option(help: "How many uploads to measure.")
    var requests = 500

    @Option(help: "The size of each body: bytes, or with KiB, MiB or GiB.")
    var body = ByteCount(argument: "1MiB")!

    @Option(help: "A file whose pieces of that size are the bodies, in turn; noise without it.")
    var bodies: String?

    @Option(help: "The path of the requests.")
    var path = "/"

    @Option(help: "How much is sent at a time.")
    var piece = ByteCount(argument: "16KiB")!

    @Option(help: "How long to wait between two pieces.")
    var gapMicroseconds = 150

    @Option(help: "Give up when one upload takes so many seconds.")
    var stallSeconds = 10

    func run() throws {
      let images =
        try bodies.map {
          try RequestImages(
            file: $0, bodyBytes: body.bytes, path: path, framing: .contentLength)
        } ?? RequestImages(noiseBytes: body.bytes, path: path, framing: .contentLength)
      var measurement = HandoffMeasurement(
        upstream: try Socket.listening(at: listen),
        client: try Socket.connected(to: target),
        pieceBytes: max(1, piece.bytes), gapNanoseconds: UInt64(gapMicroseconds) * 1000,
        stallNanoseconds: UInt64(stallSeconds) * 1_000_000_000)
      for index in 0..<requests {
        try measurement.upload(images, index % images.count)
      }
      var line = JSONLine()
      line.add("measured", measurement.measured)
      line.add("refused", measurement.refused)
      line.add("early", measurement.early)
      line.add("p50Microseconds", Double(measurement.latencies.quantile(0.5)) / 1e3)
      line.add("p99Microseconds", Double(measurement.latencies.quantile(0.99)) / 1e3)
      line.add("maxMicroseconds", Double(measurement.latencies.maximumNanoseconds) / 1e3)
      print(line.text)
    }
  }
}
