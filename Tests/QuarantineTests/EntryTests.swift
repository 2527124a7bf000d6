import Primitives
import Testing

@testable import Quarantine

/// What an entry is worth as a file.
@Suite struct EntryTests {
  private let id = EntryID(number: 7)

  private func keep(
    _ body: [UInt8], spilledBytes: Int = 0, evidence: [UInt8] = Array("{\"a\":1}".utf8),
    in bench: Bench
  ) throws {
    let sent = SentUpload(body, spilledBytes: spilledBytes)
    bench.keep(
      [sent.upload(id, evidence: evidence, verdict: "forbidden macros")], in: try bench.store())
    #expect(sent.wasAnswered)
  }

  private func body(in bench: Bench) throws -> [UInt8] {
    var body: [UInt8] = []
    let entry = try QuarantineDirectory(path: bench.path).entry(id)
    try entry.body(key: bench.key) { chunk throws(QuarantineError) in body += chunk }
    return body
  }

  private func evidence(in bench: Bench) throws -> [UInt8] {
    try QuarantineDirectory(path: bench.path).entry(id).evidence(key: bench.key)
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
  func aBodyOfAnyLengthComesBackAsItWas(count: Int) throws {
    let bench = try Bench()
    let body = pattern(count)
    try keep(body, in: bench)
    #expect(try self.body(in: bench) == body)
    #expect(try evidence(in: bench) == Array("{\"a\":1}".utf8))
    let header = try #require(try QuarantineDirectory(path: bench.path).headers { _ in }.first)
    #expect(header.id == id)
    #expect(header.verdict == "forbidden macros")
    #expect(header.bodyBytes == count)
    #expect(header.wallNanoseconds == bench.now)
  }

  @Test(arguments: [1, 65_536, 70_000, 150_000])
  func aSpilledBeginningAndTheRestAreOneBody(spilledBytes: Int) throws {
    let bench = try Bench()
    let body = pattern(150_000)
    try keep(body, spilledBytes: spilledBytes, in: bench)
    #expect(try self.body(in: bench) == body)
  }

  @Test func nothingOfTheBodyOrTheEvidenceIsInTheClear() throws {
    let bench = try Bench()
    let secret = Array("a name of somebody, and a signature".utf8)
    try keep(secret + pattern(1000), evidence: secret, in: bench)
    let file = try bench.contents("\(id).sealed")
    #expect(file.count == EntryHeader.bytes + secret.count + 16 + secret.count + 1000 + 16)
    for start in 0..<(file.count - 8) {
      #expect(!file[start..<(start + 8)].elementsEqual(secret[..<8]))
    }
  }

  @Test func theSameUploadIsNeverEncryptedTheSameWayTwice() throws {
    let (first, second) = (try Bench(), try Bench())
    try keep([1, 2, 3], in: first)
    try keep([1, 2, 3], in: second)
    #expect(
      try first.contents("\(id).sealed").suffix(19) != second.contents("\(id).sealed").suffix(19))
  }

  @Test func everyByteThatIsChangedIsFound() throws {
    let bench = try Bench()
    try keep(pattern(70_000), in: bench)
    let file = try bench.contents("\(id).sealed")
    // All of the header and the evidence; of the body its beginning, its chunks' ends and a sample.
    let evidenceEnd = EntryHeader.bytes + 7 + 16
    let chunkEnd = evidenceEnd + 65_536 + 16
    let places =
      Array(0..<evidenceEnd + 32) + Array(chunkEnd - 40..<chunkEnd + 40)
      + Array(file.count - 40..<file.count)
      + Array(stride(from: evidenceEnd, to: chunkEnd, by: 997))
    for place in places {
      var changed = file
      changed[place] ^= UInt8(1 << (place % 8))
      try bench.write(changed, to: "\(id).sealed")
      #expect(throws: QuarantineError.self, "byte \(place)") { _ = try self.body(in: bench) }
      if place < evidenceEnd {
        #expect(throws: QuarantineError.self, "byte \(place)") { _ = try self.evidence(in: bench) }
      }
    }
    try bench.write(file, to: "\(id).sealed")
    #expect(try self.body(in: bench) == pattern(70_000))
  }

  @Test func everyTruncationIsFound() throws {
    let bench = try Bench()
    try keep(pattern(300), in: bench)
    let file = try bench.contents("\(id).sealed")
    for count in 0..<file.count {
      try bench.write(Array(file[..<count]), to: "\(id).sealed")
      #expect(throws: QuarantineError.self, "\(count) bytes") { _ = try self.body(in: bench) }
      #expect(throws: QuarantineError.self, "\(count) bytes") { _ = try self.evidence(in: bench) }
    }
    try bench.write(file + [0], to: "\(id).sealed")
    #expect(throws: QuarantineError.damaged("\(id)")) { _ = try self.body(in: bench) }
  }

  @Test func chunksThatChangePlacesAreFound() throws {
    let bench = try Bench()
    try keep(pattern(4 * 65_536), evidence: [], in: bench)
    let file = try bench.contents("\(id).sealed")
    let start = EntryHeader.bytes + 16
    let chunk = 65_536 + 16
    let swapped =
      Array(file[..<start]) + file[start + chunk..<start + 2 * chunk] + file[start..<start + chunk]
      + file[(start + 2 * chunk)...]
    #expect(swapped.count == file.count)
    try bench.write(swapped, to: "\(id).sealed")
    #expect(throws: QuarantineError.damaged("\(id)")) { _ = try self.body(in: bench) }
    // A chunk left out, with a header that says so: the header is authenticated, and so is the end.
    var shorter = file
    shorter.removeSubrange(start..<start + chunk)
    shorter.replaceSubrange(96..<104, with: [0, 0, 0, 0, 0, 3, 0, 0])
    try bench.write(shorter, to: "\(id).sealed")
    #expect(throws: QuarantineError.damaged("\(id)")) { _ = try self.body(in: bench) }
  }

  @Test func anEntryUnderAnothersNameIsFound() throws {
    let bench = try Bench()
    try keep([1, 2, 3], in: bench)
    let other = EntryID(number: 8)
    try bench.write(try bench.contents("\(id).sealed"), to: "\(other).sealed")
    #expect(throws: QuarantineError.damaged("\(other)")) {
      let entry = try QuarantineDirectory(path: bench.path).entry(other)
      _ = entry.header
    }
  }

  @Test func anotherKeyReadsNothing() throws {
    let bench = try Bench()
    try keep([1, 2, 3], in: bench)
    let other = try QuarantinePrivateKey()
    #expect(throws: QuarantineError.otherKey("\(id)")) {
      try QuarantineDirectory(path: bench.path).entry(id).evidence(key: other)
    }
  }

  @Test func filesAreForTheirUserAloneAndNotToBeRun() throws {
    let bench = try Bench()
    try keep([1, 2, 3], in: bench)
    #expect(try bench.mode("\(id).sealed") == 0o600)
  }
}
