import Glibc
import Primitives
import Testing

@Suite struct CleanUploadTests {
  /// The sizes around which something changes: nothing, a byte, a lease, many leases.
  static let sizes = [
    0, 1, 1024, 131_071, 131_072, 131_073, 131_072 - 200, 262_144, 1 << 20, (1 << 20) + 7,
  ]

  @Test func whatIsSentWithALengthArrivesUnaltered() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for size in Self.sizes {
        let body = Bodies.bytes(size)
        try wire.upload(body)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.member("bytes") == "\(size)")
        #expect(answer.member("sha256") == (try Bodies.sha256(body)), "\(size) bytes")
      }
    }
  }

  @Test(arguments: [1, 7, 1000, 131_072, 1 << 19])
  func whatIsSentInChunksArrivesUnaltered(chunkBytes: Int) async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for size in Self.sizes where size <= chunkBytes * 3000 {
        let body = Bodies.bytes(size)
        try wire.uploadChunked(body, chunkBytes: chunkBytes)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.member("sha256") == (try Bodies.sha256(body)), "\(size) bytes")
      }
    }
  }
}
