import Hyperscan
import Scanning
import Signatures
import Testing

@Suite struct SplitTests {
  /// Scans a body whole, at every split into two, and byte by byte, in one session.
  func check(
    _ ndb: String, _ body: [UInt8], finds name: String?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let database = try database(["t.ndb": ndb])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let whole = session.run([body[...]], scratch: &scratch)
    #expect(whole.name == name, sourceLocation: sourceLocation)
    for place in 0...body.count {
      let parts = session.run(split(body, at: place), scratch: &scratch)
      #expect(parts == whole, "split at \(place)", sourceLocation: sourceLocation)
    }
    let bytes = session.run(body.indices.map { body[$0...$0] }, scratch: &scratch)
    #expect(bytes == whole, "byte by byte", sourceLocation: sourceLocation)
  }

  @Test func eicarIsFoundAtEverySplit() throws {
    let pattern = eicar.map { hex(String(UnicodeScalar($0))) }.joined()
    try check("Eicar:0:0:\(pattern)\n", eicar, finds: "Eicar")
    try check("Eicar:0:*:\(pattern)\n", Array("in front ".utf8) + eicar + [0, 1], finds: "Eicar")
    try check("Eicar:0:0:\(pattern)\n", [0] + eicar, finds: nil)
  }

  @Test func patternsWithGapsAreFoundAtEverySplit() throws {
    let body = Array("....first--second......third....".utf8)
    try check("A:0:*:\(hex("first"))*\(hex("third"))\n", body, finds: "A")
    try check("A:0:*:\(hex("third"))*\(hex("first"))\n", body, finds: nil)
    try check("A:0:*:\(hex("first")){2}\(hex("second"))*\(hex("third"))\n", body, finds: "A")
    try check("A:0:*:\(hex("first")){0-3}\(hex("second")){6-6}\(hex("third"))\n", body, finds: "A")
    try check("A:0:*:\(hex("first")){3-}\(hex("second"))\n", body, finds: nil)
    try check("A:0:*:\(hex("first")){-1}\(hex("second"))\n", body, finds: nil)
    try check("A:0:*:\(hex("first")){3-}\(hex("third"))\n", body, finds: "A")
    try check("A:0:4:\(hex("first"))*\(hex("third"))\n", body, finds: "A")
    try check("A:0:5:\(hex("first"))*\(hex("third"))\n", body, finds: nil)
    try check("A:0:2,2:\(hex("first"))*\(hex("third"))\n", body, finds: "A")
    try check("A:0:EOF-9:\(hex("third"))\n", body, finds: "A")
    try check("A:0:EOF-8:\(hex("third"))\n", body, finds: nil)
    try check("A:0:EOF-10,1:\(hex("third"))\n", body, finds: "A")
    try check("A:0:EOF-28:\(hex("first"))*\(hex("third"))\n", body, finds: "A")
    try check("A:0:EOF-27:\(hex("first"))*\(hex("third"))\n", body, finds: nil)
  }

  @Test func longPatternsAreFoundAtEverySplitOfLargeLeases() throws {
    var random = Seeded(state: 9)
    let pattern = (0..<1200).map { _ in UInt8.random(in: 0...255, using: &random) }
    let text = pattern.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
    let database = try database(["t.ndb": "A:0:*:\(text)\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    // Leases over 4 KiB are not gathered but seen where they are.
    let filler = [UInt8](repeating: 0x2e, count: 5000)
    let body = filler + pattern + filler
    for place in 4998...6202 {
      let scanned = session.run(split(body, at: place), scratch: &scratch)
      #expect(scanned.name == "A", "split at \(place)")
    }
  }

  @Test func positionsAreKeptAsLongAsTheyMatter() throws {
    func spaces(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x20, count: count) }
    let first = Array("first".utf8)
    let second = Array("second".utf8)
    let database = try database([
      "t.ndb": "A:0:*:\(hex("first")){3000-5000}\(hex("second"))\n"
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    for (distance, isFound) in [(2999, false), (3000, true), (5000, true), (5001, false)] {
      // Another beginning on the way, too near to count, does not displace the one that counts.
      let near = first + spaces(distance - 300) + first + spaces(295) + second
      let alone = first + spaces(distance) + second
      for body in [near, alone] {
        let scanned = session.run([body[...]], scratch: &scratch)
        #expect((scanned.name == "A") == isFound, "\(distance)")
      }
    }
  }
}
