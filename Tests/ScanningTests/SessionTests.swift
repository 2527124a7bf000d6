import Hyperscan
import Scanning
import Signatures
import Testing

@Suite struct SessionTests {
  @Test func whatIsForFilesInOthersLeavesNothingOpenOfABody() throws {
    // One that its bytes make a candidate, and one of which every body is one.
    let lines = """
      A;Engine:81-255,Container:CL_TYPE_ZIP,Target:0;0&1;616263646566;6768696a6b6c
      B;Engine:81-255,Intermediates:CL_TYPE_ZIP,Target:0;0;2020

      """
    let database = try database(["a.ldb": lines])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    // Many zeros: no text, of which there are other forms.
    let body = [UInt8](repeating: 0, count: 300) + Array("  abcdef ghijkl".utf8)
    session.begin(bodyBytes: nil)
    unsafe body.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
    guard case .verdict(.clean) = session.finish(scratch: &scratch) else {
      Issue.record("left open")
      return
    }
    var whole = try WholeScan(database: database, reportsAll: true)
    var around = Surroundings()
    around.enter(Array("PK\u{3}\u{4}".utf8).span, of: database)
    let result = unsafe body.withUnsafeBytes {
      unsafe whole.judge($0, .unscanned(bodyBytes: UInt64(body.count)), in: around)
    }
    #expect(result.detections.map { database.signatureName($0.signature) } == ["A", "B"])
  }

  /// As in clamscan, where a range that passes 32 bits ends before it begins.
  @Test(arguments: [
    ("4,4294967291", true), ("4,4294967292", false), ("9,4294967286", true),
    ("9,4294967287", false), ("EOF-4,4294967286", true), ("EOF-4,4294967287", false),
    ("EOF-13,4294967295", true), ("0,4294967295", true),
  ])
  func rangesThatPass32BitsAreNowhere(offset: String, isFound: Bool) throws {
    let pattern = "\(offset):41424344"
    for file in [
      ["a.ndb": "A:0:\(pattern)\n"],
      ["a.ldb": "A;Engine:81-255,Target:0;0&1;\(pattern);\(hex("zzzz"))\n"],
    ] {
      let database = try database(file)
      var session = try ScanSession(database: database)
      var scratch = try database.makeScratch()
      let body = Array("xxxxzzzzzABCD".utf8)
      #expect((session.run([body[...]], scratch: &scratch).name == "A") == isFound)
    }
  }

  @Test func nothingOfOneBodyIsLeftForTheNext() throws {
    let database = try database([
      "a.ndb": """
      A:0:*:\(hex("first"))*\(hex("second"))
      B:0:*:\(hex("near")){1-3000}\(hex("far"))
      C:0:EOF-8,8:\(hex("tail"))
      """
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    func verdict(_ text: String) -> String? {
      let body = Array(text.utf8)
      return session.run([body[...]], scratch: &scratch).name
    }
    for _ in 0..<3 {
      #expect(verdict("first") == nil)
      #expect(verdict("second") == nil)
      #expect(verdict("firs") == nil)
      #expect(verdict("tsecond") == nil)
      #expect(verdict("near ") == nil)
      #expect(verdict(" far") == nil)
      #expect(verdict("tail and much more after it") == nil)
      #expect(verdict("first second") == "A")
      #expect(verdict("near far") == "B")
      #expect(verdict("the tail") == "C")
    }
  }

  @Test func abandonedBodiesLeaveNothingEither() throws {
    let database = try database(["a.ndb": "A:0:*:\(hex("first"))*\(hex("second"))\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let body = Array("first seco".utf8)
    session.begin(bodyBytes: 100)
    unsafe body.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
    let rest = Array("nd".utf8)
    #expect(session.run([rest[...]], scratch: &scratch).verdict == .clean)
  }

  @Test func evidenceNamesThePlace() throws {
    let database = try database([
      "a.ndb": "A:0:*:\(hex("first"))*\(hex("second"))\nB:0:EOF-4:\(hex("tail"))\n"
    ])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let body = Array("..first....second..".utf8)
    let scanned = session.run([body[...]], scratch: &scratch)
    #expect(
      scanned.verdict
        == .infected(detection(0, offset: 2, size: 15, parts: [0: 2])))
    let other = Array("12345tail".utf8)
    let tail = session.run([other[...]], scratch: &scratch)
    #expect(
      tail.verdict
        == .infected(detection(1, offset: 5, size: 4, parts: [0: 5])))
  }

  @Test func signaturesForATypeAreOnlySoughtInIt() throws {
    let database = try database(["a.ndb": "Elf:6:*:\(hex("words"))\nPe:1:*:\(hex("words"))\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    for (magic, name) in [([0x7f, 0x45, 0x4c, 0x46], "Elf"), ([0x4d, 0x5a], "Pe"), ([1], nil)]
      as [([UInt8], String?)]
    {
      let body = magic + Array("some words".utf8)
      #expect(session.run([body[...]], scratch: &scratch).name == name)
      #expect(session.run(body.indices.map { body[$0...$0] }, scratch: &scratch).name == name)
    }
  }

  @Test func leasesOfAllSizesAreCopiedLittle() throws {
    let database = try database(["a.ndb": "A:0:*:\(hex("first")){0-900}\(hex("second"))\n"])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let body = [UInt8](repeating: 0x2e, count: 1 << 20)
    _ = session.run(
      stride(from: 0, to: body.count, by: 1 << 18).map { body[$0..<$0 + (1 << 18)] },
      scratch: &scratch)
    #expect(session.copiedBytes < UInt64(body.count / 50))
    let small = body[..<100_000]
    _ = session.run(small.indices.map { small[$0...$0] }, scratch: &scratch)
    #expect(session.copiedBytes < UInt64(small.count * 2))
  }
}
