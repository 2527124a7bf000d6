import Glibc
import Testing

@testable import load

/// Uploads straight into the sinks, without a proxy between them.
struct UploaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var bodyBytes: Int
    var chunkBytes: Int?
    var verifies: Bool
    var testDescription: String { "\(bodyBytes) bytes, chunks \(chunkBytes ?? 0), \(verifies)" }
  }

  static let cases = [0, 1, 4095, 4096, 70_000, 1_000_000].flatMap { bodyBytes in
    [nil, 1000, 16_384].flatMap { chunkBytes in
      [false, true].map { Case(bodyBytes: bodyBytes, chunkBytes: chunkBytes, verifies: $0) }
    }
  }

  @Test(arguments: cases) func everyBodyArrivesAsSent(_ each: Case) throws {
    let path =
      "/tmp/load-test-\(getpid())-\(each.bodyBytes)-\(each.chunkBytes ?? 0)-\(each.verifies)"
    defer { unsafe unlink(path) }
    let address = try #require(SocketAddress("unix:" + path))
    let queue = try EventQueue()
    var sinks = try Sinks(
      addresses: [address], connectionsMax: 8, verifies: each.verifies, queue: queue)
    let framing: RequestImages.Framing =
      each.chunkBytes.map { .chunked(chunkBytes: $0) } ?? .contentLength
    var uploader = Uploader(
      target: address, count: 4, dialogue: .http,
      images: RequestImages(noiseBytes: each.bodyBytes, path: "/", framing: framing),
      verifies: each.verifies, limit: .init(requestsMax: 20))
    try uploader.run(with: &sinks, queue: queue, stallSeconds: 10)
    #expect(uploader.tally.statuses[200] == 20)
    #expect(uploader.tally.errors == 0)
    #expect(uploader.tally.altered == 0)
    #expect(uploader.tally.reconnects == 0)
    #expect(sinks.requests == [20])
    #expect(sinks.accepted == [4])
    #expect(sinks.bodyBytes == 20 * each.bodyBytes)
    #expect(sinks.errors == 0)
  }

  @Test func bodiesThatAreDroppedAreCounted() throws {
    let address = try #require(SocketAddress("127.93.17.5:39217"))
    let queue = try EventQueue()
    var sinks = try Sinks(addresses: [address], connectionsMax: 8, verifies: false, queue: queue)
    var uploader = Uploader(
      target: address, count: 4, dialogue: .http,
      images: RequestImages(noiseBytes: 300_000, path: "/", framing: .chunked(chunkBytes: 5000)),
      verifies: false, limit: .init(requestsMax: 20))
    try uploader.run(with: &sinks, queue: queue, stallSeconds: 10)
    #expect(uploader.tally.statuses[200] == 20)
    #expect(sinks.bodyBytes == 20 * 300_000)
    #expect(sinks.errors == 0)
  }
}
