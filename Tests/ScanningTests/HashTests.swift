import Digests
import Hyperscan
import Scanning
import Signatures
import Testing

@Suite struct DigestVerdictTests {
  /// No text, which has a normal form too: it would be judged whole.
  let body = [7, 0, 0, 0, 0, 3] + Array("a body of some bytes".utf8)

  func digest(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) throws -> String {
    var stream = try DigestStream(algorithm)
    unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
    return stream.finish().hex
  }

  @Test(arguments: [
    (DigestAlgorithm.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
    (.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
    (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func digestsAreThoseOfTheStandards(algorithm: DigestAlgorithm, text: String, hex: String) throws {
    var stream = try DigestStream(algorithm)
    for _ in 0..<2 {
      for byte in text.utf8 {
        unsafe withUnsafeBytes(of: byte) { unsafe stream.update($0) }
      }
      let digest = stream.finish()
      #expect(digest.hex == hex)
      #expect(digest == Digest(hex: Array(hex.utf8)))
      #expect(digest.count == algorithm.digestBytes)
    }
    unsafe Array("rubbish".utf8).withUnsafeBytes { unsafe stream.update($0) }
    stream.reset()
    unsafe Array(text.utf8).withUnsafeBytes { unsafe stream.update($0) }
    #expect(stream.finish().hex == hex)
  }

  @Test(arguments: DigestAlgorithm.allCases, [true, false])
  func aKnownSizeSavesTheSecondPassUnlessSomethingIsFound(
    algorithm: DigestAlgorithm, anySize: Bool
  ) throws {
    let size = anySize ? "*" : "\(body.count)"
    let database = try database(["a.hdb": "\(try digest(algorithm, body)):\(size):Known:73\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    var other = body
    other[3] ^= 1
    for pieces in [[body[...]], split(body, at: 7)] {
      let known = session.run(pieces, bodyBytes: UInt64(body.count), scratch: &scratch)
      #expect(known.name == "Known")
      // The evidence's SHA-256 is there without a second pass only where it is what was looked for.
      #expect(known.secondPass == (algorithm != .sha256))
      #expect(session.sha256?.hex == (try digest(.sha256, body)))
      #expect(known.verdict == .infected(session.detection!))
      #expect(session.detection?.size == UInt64(body.count))

      let unknown = session.run(pieces, bodyBytes: nil, scratch: &scratch)
      #expect(unknown.name == "Known")
      #expect(unknown.secondPass)

      let wrong = session.run(pieces, bodyBytes: 5, scratch: &scratch)
      #expect(wrong.name == "Known")
    }
    let clean = session.run([other[...]], bodyBytes: UInt64(other.count), scratch: &scratch)
    #expect(clean.verdict == .clean)
    #expect(!clean.secondPass)
    let shorter = session.run([body[1...]], bodyBytes: nil, scratch: &scratch)
    #expect(shorter.verdict == .clean)
    #expect(shorter.secondPass == anySize)
  }

  @Test(arguments: DigestAlgorithm.allCases)
  func aFalsePositiveClearsWhatWasFound(algorithm: DigestAlgorithm) throws {
    let database = try database([
      "a.ndb": "Words:0:*:\(hex("body of"))\n",
      "b.hdb": "\(try digest(.md5, body)):\(body.count):Known\n",
      "c.fp": "\(try digest(algorithm, body)):\(body.count):harmless\n",
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    for bodyBytes in [nil, UInt64(body.count)] {
      let scanned = session.run([body[...]], bodyBytes: bodyBytes, scratch: &scratch)
      #expect(scanned.verdict == .clean)
      #expect(scanned.suppressed == "Words")
    }
    let longer = body + [1]
    let scanned = session.run([longer[...]], scratch: &scratch)
    #expect(scanned.name == "Words")
    #expect(scanned.suppressed == nil)
    let hashed = Array("nothing here".utf8)
    #expect(session.run([hashed[...]], scratch: &scratch).suppressed == nil)
  }

  @Test func thousandsOfHashesAreToldApart() throws {
    var random = Seeded(state: 5)
    var lines = ""
    var bodies: [[UInt8]] = []
    for number in 0..<2000 {
      // No text, which has a normal form with a digest of its own.
      let body =
        [0, 1]
        + (0..<Int.random(in: 1...40, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      bodies.append(body)
      let algorithm = DigestAlgorithm.allCases[number % 3]
      lines +=
        "\(try digest(algorithm, body)):\(number % 7 == 0 ? "*" : "\(body.count)"):N\(number):73\n"
    }
    let database = try database(["a.hsb": lines])
    // Short bodies may be the same: of equal digests the first counts.
    #expect((1980...2000).contains(database.counts.hashes))
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    for (number, body) in bodies.enumerated() where body.count > 8 {
      let scanned = session.run([body[...]], bodyBytes: UInt64(body.count), scratch: &scratch)
      #expect(scanned.name == "N\(number)")
      var other = body
      other[4] ^= 0x80
      #expect(session.run([other[...]], scratch: &scratch).verdict == .clean)
    }
  }
}
