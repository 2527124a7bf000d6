internal import ArgumentParser
import Glibc

extension Load {
  /// Connections that do nothing.
  struct Idle: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Holds kept connections open after one request on each.",
      discussion: """
        Example: load idle --target 127.0.0.1:8080 --connections 10000
        Prints one line of JSON when all stand, and holds them until standard input closes.
        """)

    @Option(help: "The proxy.")
    var target: SocketAddress

    @Option(help: "How many connections to hold.")
    var connections = 10_000

    @Option(help: "The path of the requests.")
    var path = "/"

    @Option(help: "End after so many seconds at the latest.")
    var seconds = 600

    func run() throws {
      let images = RequestImages(noiseBytes: 1024, path: path, framing: .contentLength)
      let request = unsafe images.bytes(of: 0)
      var held: [Int32] = []
      held.reserveCapacity(connections)
      var errors = 0
      for _ in 0..<connections {
        let descriptor = try Socket.connected(to: target, blocking: true)
        Socket.limitWaiting(descriptor, seconds: 10)
        let sent = unsafe send(
          descriptor, request.baseAddress, request.count, Int32(MSG_NOSIGNAL))
        if sent != request.count || !Self.receivesResponse(descriptor) { errors += 1 }
        held.append(descriptor)
      }
      var line = JSONLine()
      line.add("connections", held.count)
      line.add("errors", errors)
      print(line.text)
      fflush(nil)
      try waitForEnd()
      for descriptor in held { close(descriptor) }
    }

    /// Reads one whole response with the status 200; false where anything else comes.
    private static func receivesResponse(_ descriptor: Int32) -> Bool {
      let slab = Slab(pieces: 1, pieceBytes: 4096)
      var held = 0
      while held < slab.pieceBytes {
        let room = unsafe slab.piece(0).baseAddress! + held
        let got = unsafe recv(descriptor, room, slab.pieceBytes - held, 0)
        guard got > 0 else { return false }
        held += got
        if let head = slab.withBytes(of: 0, count: held, { MessageHead($0) }),
          head.headBytes + head.contentLength == held
        {
          return head.status == 200 && !head.closes
        }
      }
      return false
    }

    private func waitForEnd() throws {
      let deadline = Clock.now + UInt64(seconds) * 1_000_000_000
      let queue = try EventQueue()
      var standardInput = try StandardInput(queue: queue)
      while standardInput.isOpen, Clock.now < deadline {
        if try queue.wait(milliseconds: 1000) > 0 { standardInput.ready() }
      }
    }
  }
}
