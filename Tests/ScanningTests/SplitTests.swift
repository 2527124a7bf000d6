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
}
