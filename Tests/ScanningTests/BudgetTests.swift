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

  @Test func tooManyPositionsBeforeALongGapAreNotForgottenInSilence() throws {
    let database = try database(["a.ndb": "A:0:*:6162636465{0-20000}7172737475\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let opening = Array("abcde".utf8)
    let few = Array(repeatElement(opening, count: 50).joined())
    #expect(session.run([few[...]], scratch: &scratch).verdict == .clean)
    #expect(session.run([(few + Array("qrstu".utf8))[...]], scratch: &scratch).name == "A")
    let many = Array(repeatElement(opening, count: 5000).joined())
    #expect(session.run([many[...]], scratch: &scratch).verdict == .unscannable(.budget))
    // Far apart, they expire.
    let apart = Array(
      repeatElement(opening + [UInt8](repeating: 0, count: 2000), count: 300).joined())
    #expect(session.run([apart[...]], scratch: &scratch).verdict == .clean)
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
