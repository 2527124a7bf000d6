import Digests
import Scanning
import Signatures
import Testing

/// Bodies that are passed on as they arrive, so that nothing of them is seen twice.
@Suite struct PassingTests {
  private static let body = [UInt8]([0, 1, 2]) + Array("a body of some words".utf8)

  private func digest(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) throws -> String {
    var stream = try DigestStream(algorithm)
    unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
    return stream.finish().hex
  }

  /// Passes pieces, each gone when the next one comes.
  private func pass(
    _ pieces: [ArraySlice<UInt8>], bodyBytes: UInt64?, _ session: inout ScanSession,
    _ database: SignatureDatabase
  ) throws -> Verdict {
    var scratch = try database.makeScratch()
    session.beginPassing(bodyBytes: bodyBytes)
    for piece in pieces {
      let lease = Array(piece)
      unsafe lease.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
    }
    return session.finishPassing(scratch: &scratch)
  }

  @Test(arguments: DigestAlgorithm.allCases)
  func digestsAreKnownWithTheLastByte(algorithm: DigestAlgorithm) throws {
    let name = algorithm == .md5 ? "a.hdb" : "a.hsb"
    let database = try database([
      name: "\(try digest(algorithm, Self.body)):\(Self.body.count):Known\n"
    ])
    var session = try ScanSession(database: database)
    for bodyBytes in [nil, UInt64(Self.body.count)] {
      for place in Self.body.indices {
        let verdict = try pass(
          split(Self.body, at: place), bodyBytes: bodyBytes, &session, database)
        guard case .infected(let detection) = verdict else {
          Issue.record("not found, cut at \(place)")
          continue
        }
        #expect(database.signatureName(detection.signature) == "Known")
      }
      let shorter = try pass([Self.body.dropLast()], bodyBytes: bodyBytes, &session, database)
      #expect(shorter == .clean)
    }
  }

  @Test func aDetectionStandsUnlessItsSizeIsListedAsHarmless() throws {
    let database = try database([
      "a.ndb": "Words:0:*:\(hex("body of"))\n",
      "c.fp": "\(try digest(.md5, Self.body)):\(Self.body.count):harmless\n",
    ])
    var session = try ScanSession(database: database)
    let count = UInt64(Self.body.count)
    for (bodyBytes, isFinal) in [(count, false), (count + 1, true), (nil, false)] {
      let verdict = try pass([Self.body[...]], bodyBytes: bodyBytes, &session, database)
      #expect(session.isDetectionFinal == isFinal)
      #expect((verdict == .clean) == !isFinal)
    }
    let longer = Self.body + [1]
    guard case .infected = try pass([longer[...]], bodyBytes: nil, &session, database) else {
      Issue.record("what has another digest is not harmless")
      return
    }
  }

  @Test func whatTheWholeWouldDecideIsUnscannable() throws {
    let database = try database(["a.ndb": "Whole:0:*:(W)\(hex("body of"))\n"])
    var session = try ScanSession(database: database)
    #expect(
      try pass([Self.body[...]], bodyBytes: nil, &session, database) == .unscannable(.size))
    #expect(session.unjudgedReason == .size)
    #expect(try pass([[0, 1, 2, 3]], bodyBytes: nil, &session, database) == .clean)
    #expect(session.unjudgedReason == nil)
  }

  @Test func whatHasOtherFormsCannotPass() throws {
    let database = try database(["a.ndb": "Words:0:*:\(hex("body of"))\n"])
    var session = try ScanSession(database: database)
    for (bytes, canPass) in [
      (Array("plain text that is longer than a line\n".utf8), false),
      (Array("<html><body>text</body></html>".utf8), false), (Self.body, true),
    ] {
      _ = try pass([bytes[...]], bodyBytes: nil, &session, database)
      #expect(session.canPass == canPass)
    }
  }

  /// A session that began for passing serves a body that is held after all, and then others.
  @Test func aBodyThatIsHeldAfterAllIsJudgedAsAnyOther() throws {
    let database = try database([
      "a.ndb": "Words:0:*:\(hex("body of"))\n",
      "b.hdb": "\(try digest(.md5, [0, 1, 2, 3])):4:Known\n",
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    for bytes in [Self.body, [0, 1, 2, 3]] {
      session.beginPassing(bodyBytes: nil)
      unsafe bytes.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
      var outcome = session.finish(scratch: &scratch)
      if outcome == .needsDigests {
        unsafe bytes.withUnsafeBytes { unsafe session.digest($0) }
        outcome = .verdict(session.conclude())
      }
      guard case .verdict(.infected) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
      #expect(session.run([bytes[...]], scratch: &scratch).name != nil)
    }
  }
}
