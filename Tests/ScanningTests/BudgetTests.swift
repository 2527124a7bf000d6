import Digests
import Hyperscan
import Scanning
import Signatures
import Testing

/// Bodies made to be slow are unscannable, at a bounded cost, and never clean.
@Suite struct BudgetTests {
  /// 8 steps for each byte, 2^20 for the body, and what one match may add.
  func stepsMax(_ body: [UInt8]) -> UInt64 { UInt64(body.count) * 8 + (1 << 20) + (1 << 21) }

  @Test func manySignaturesWithOneAnchorCannotMultiply() throws {
    var lines = ""
    for number in 0..<3000 {
      let tail = String(number, radix: 16)
      lines +=
        "S\(number):0:*:6162636465666768{1-900}71\(String(repeating: "0", count: 6 - tail.utf8.count))\(tail)72\n"
    }
    let database = try database(["a.ndb": lines])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let body = (0..<200_000).map { UInt8(0x61 + $0 % 8) }
    let scanned = session.run([body[...]], scratch: &scratch)
    #expect(scanned.verdict == .unscannable(.budget))
    #expect(session.verificationSteps < stepsMax(body))
  }

  @Test func signaturesForAPlaceThatIsBehindCostNothing() throws {
    // Two bytes, as in signatures for programs and archives in mail: they are everywhere.
    let lines = (0..<200).map { "S\($0);Engine:81-255,Target:0;0;0:4d5a{\($0)}71\n" }.joined()
    let database = try database(["a.ldb": lines])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let places = 10_000
    let body = (0..<2 * places).map { $0 % 2 == 0 ? UInt8(0x4d) : 0x5a }
    let scanned = session.run([[0] + body], scratch: &scratch)
    #expect(scanned.verdict == .clean)
    #expect(session.verificationSteps < UInt64(places) * 8)
    #expect(
      session.run([[0x4d, 0x5a, 0, 0x71] + body], scratch: &scratch).name == "S1")
  }

  @Test func gapsInsideGapsCannotMultiply() throws {
    let database = try database([
      "a.ndb": "A:0:*:61626162{0-1000}6262{0-1000}6161{0-1000}6262{0-900}7172\n"
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    var random = Seeded(state: 3)
    let body = (0..<300_000).map { _ in UInt8.random(in: 0x61...0x62, using: &random) }
    let scanned = session.run([body[...]], scratch: &scratch)
    #expect(scanned.verdict == .clean)
    #expect(session.verificationSteps < stepsMax(body))
  }

  @Test func tooManyPositionsBeforeALongGapAreDecidedByTheCompleteBody() throws {
    let database = try database(["a.ndb": "A:0:*:6162636465{2000-20000}7172737475\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let opening = Array("abcde".utf8)
    let ending = Array("qrstu".utf8)
    let few = Array(repeatElement(opening, count: 50).joined())
    #expect(session.run([few[...]], scratch: &scratch).verdict == .clean)
    // The last of very many is at the right distance alone, then the first.
    let many = Array(repeatElement(opening, count: 5000).joined())
    #expect(session.run([many[...]], scratch: &scratch).verdict == .clean)
    #expect(session.run([(many + ending)[...]], scratch: &scratch).name == "A")
    let far = [UInt8](repeating: UInt8(ascii: "-"), count: 20_001)
    #expect(session.run([(many + far + ending)[...]], scratch: &scratch).name == nil)
    #expect(session.run([(many + far.dropLast(1) + ending)[...]], scratch: &scratch).name == "A")
    // Far apart, they expire.
    let apart = Array(
      repeatElement(opening + [UInt8](repeating: 0, count: 2000), count: 300).joined())
    #expect(session.run([apart[...]], scratch: &scratch).verdict == .clean)
  }

  @Test func tooManyPlacesBeforeTheEndAreDecidedByTheCompleteBody() throws {
    let database = try database(["a.ndb": "A:0:EOF-8000:41424344\nB:0:EOF-7999,1:41424344\n"])
    var session = try ScanSession(database: database, reportsAll: true)
    var scratch = try database.makeScratch()
    let many = Array(repeatElement(Array("ABCD".utf8), count: 3000).joined())
    #expect(session.run([many[...]], scratch: &scratch).name == "A")
    #expect(session.run([many[2...]], scratch: &scratch).name == "A")
    #expect(session.run([many[..<7998]], scratch: &scratch).verdict == .clean)
    #expect(session.run([(many + [0])[...]], scratch: &scratch).verdict == .clean)
    #expect(session.run([(many.dropLast(1))[...]], scratch: &scratch).name == "B")
  }

  @Test func whatOverflowsForOneSignatureDoesNotHideOthers() throws {
    let overflowing = "A:0:*:6162636465{0-20000}7172737475\n"
    let many = Array(repeatElement(Array("abcde".utf8), count: 5000).joined())
    for (name, line) in [
      "a.ldb": "Both;Engine:81-255,Target:0;0&1;787878787a;4d414c57415245\n",
      "a.ndb": "Both:0:*:787878787a*4d414c57415245\n",
    ] {
      let database = try database(["b.ndb": overflowing, name: line])
      var session = try ScanSession(database: database)
      var scratch = try database.makeScratch()
      let body = many + Array("xxxxz MALWARE".utf8)
      #expect(session.run([body[...]], scratch: &scratch).name == "Both")
    }
  }

  @Test func whatIsTooMuchForOneSignatureDoesNotHideOthers() throws {
    // Of each place all choices are tried at all distances: more than any budget for a body of its size.
    let choices = String(repeating: "(61|6161)", count: 24)
    let slow = "Slow;Engine:81-255,Target:0;0&1;61616161;6161\(choices)7?7?\n"
    let lines = slow + "Both;Engine:81-255,Target:0;0&1;61616161;4d414c57415245\n"
    for text in [lines, lines.split(separator: "\n").reversed().joined(separator: "\n") + "\n"] {
      let database = try database(["a.ldb": text])
      var session = try ScanSession(database: database)
      var scratch = try database.makeScratch()
      let slow = [UInt8](repeating: 0x61, count: 5000)
      #expect(session.run([slow[...]], scratch: &scratch).verdict == .unscannable(.budget))
      let body = slow + Array("MALWARE".utf8)
      #expect(session.run([body[...]], scratch: &scratch).name == "Both")
    }
  }

  @Test func aLongPartThatFitsItselfIsFoundInTime() throws {
    let part = hex(String(repeating: "abCD", count: 2000))
    let database = try database(["a.ldb": "Long;Engine:81-255,Target:0;0;\(part)::i\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let body = Array((". " + String(repeating: "ABcd", count: 2000)).utf8)
    #expect(session.run([body[...]], scratch: &scratch).name == "Long")
    #expect(session.run([body.dropLast()], scratch: &scratch).verdict == .clean)
  }

  @Test func allOfThousandsOfCandidatesAreJudged() throws {
    for count in [1025, 6000] {
      let lines = (0..<count).map { number in
        let tail = hex(String(100_000 + number))
        return "C\(number);Engine:81-255,Target:0;0&1;4d414c57415245;\(tail)\n"
      }
      let database = try database(["a.ldb": lines.joined()])
      var session = try ScanSession(database: database)
      var scratch = try database.makeScratch()
      let clean = Array("MALWARE 99999".utf8)
      #expect(session.run([clean[...]], scratch: &scratch).verdict == .clean)
      for number in [0, 1024, count - 1] {
        let body = Array("MALWARE \(100_000 + number)".utf8)
        #expect(session.run([body[...]], scratch: &scratch).name == "C\(number)")
      }
      // None of them is left for the next body.
      let other = Array("nothing of that kind, but 100000".utf8)
      #expect(session.run([other[...]], scratch: &scratch).verdict == .clean)
    }
  }

  @Test func positionsBeforeAnUnboundedGapCostNothing() throws {
    let database = try database(["a.ndb": "A:0:*:6162636465*7172737475\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let many = Array(repeatElement(Array("abcde".utf8), count: 20_000).joined())
    #expect(session.run([many[...]], scratch: &scratch).verdict == .clean)
    #expect(session.run([(many + Array("qrstu".utf8))[...]], scratch: &scratch).name == "A")
  }

  @Test func whatIsFoundByItsHashIsGraverThanUnscannable() throws {
    let opening = Array("abcde".utf8)
    let many = Array(repeatElement(opening, count: 5000).joined())
    let database = try database([
      "a.ndb": "A:0:*:6162636465{0-20000}7172737475\n",
      "b.hdb": "\(try DigestVerdictTests().digest(.md5, many)):\(many.count):Known\n",
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    #expect(session.run([many[...]], scratch: &scratch).name == "Known")
  }
}
