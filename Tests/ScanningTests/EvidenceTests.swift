import Digests
import Scanning
import Signatures
import Testing

/// A detection with its parts, by their numbers, where they were found.
func detection(
  _ signature: UInt32, offset: UInt64, size: UInt64, form: ContentForm = .body,
  parts: KeyValuePairs<Int, UInt64> = [:]
) -> Detection {
  var detected = DetectedParts()
  for (part, offset) in parts { detected.add(part, at: offset) }
  return Detection(
    signature: SignatureIndex(rawValue: signature), offset: offset, size: size, form: form,
    parts: detected)
}

@Suite struct EvidenceTests {
  /// What is no text, so that it has no other form.
  private let binary: [UInt8] = [0, 1, 2, 3, 0, 1, 2, 3]

  /// All detections of a body that arrives in one lease.
  private func detections(
    _ database: SignatureDatabase, _ body: [UInt8], reportsAll: Bool = true
  ) throws -> [Detection] {
    var session = try ScanSession(database: database, reportsAll: reportsAll)
    var scratch = try database.makeScratch()
    session.begin(bodyBytes: UInt64(body.count))
    unsafe body.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
    switch session.finish(scratch: &scratch) {
    case .verdict: break
    case .needsDigests:
      unsafe body.withUnsafeBytes { unsafe session.digest($0) }
      _ = session.conclude()
    case .needsWhole:
      var whole = try WholeScan(database: database, reportsAll: reportsAll)
      return unsafe body.withUnsafeBytes {
        unsafe whole.judge($0, session.handover()).detections
      }
    }
    return session.detections
  }

  @Test func everyPartThatMatchedHasItsPlace() throws {
    let database = try database([
      "a.ldb": """
      All;Target:0;0&1&(2|3)&(4=0);\(hex("alpha"));\(hex("omega"));\(hex("third"));\
      \(hex("absent"));\(hex("never"))
      """
    ])
    let body = binary + Array("omega..alpha..third..alpha".utf8)
    #expect(
      try detections(database, body) == [
        detection(0, offset: 8, size: 5, parts: [0: 15, 1: 8, 2: 22])
      ])
  }

  /// A program of Windows with one section, which holds a text.
  private func program(_ text: String) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int = 4) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    var bytes = Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + little(0x40)
    bytes += Array("PE\0\0".utf8) + little(0x14C, 2) + little(1, 2) + little(0) + little(0)
    bytes += little(0) + little(0xE0, 2) + little(0x102, 2)
    bytes += little(0x10B, 2) + little(0, 2) + little(0x200) + little(0) + little(0)
    bytes += little(0x1000) + little(0x1000) + little(0x2000) + little(0x40_0000)
    bytes += little(0x1000) + little(0x200) + little(4) + little(0) + little(4) + little(0)
    bytes +=
      little(0x2000) + little(0x200) + little(0) + little(3) + [UInt8](repeating: 0, count: 16)
    bytes += little(0) + little(16) + [UInt8](repeating: 0, count: 128)
    bytes += Array(".text\0\0\0".utf8) + little(0x200) + little(0x1000) + little(0x200)
    bytes += little(0x200) + [UInt8](repeating: 0, count: 12) + little(0x6000_0020)
    bytes += [UInt8](repeating: 0, count: 0x200 - bytes.count)
    return bytes + Array(text.utf8) + [UInt8](repeating: 0x90, count: 0x200 - text.utf8.count)
  }

  @Test func whatLiesInAProgramInsideCountsFromItAndIsClearedByItsDigest() throws {
    let inner = program("inner")
    let body = program("outer") + inner
    let section = Array(inner[0x200...])
    let sources = [
      "a.mdb": "512:\(try hexadecimal(.md5, section)):Section\n",
      "b.hdb": "\(try hexadecimal(.md5, inner)):\(inner.count):File\n",
      "c.ndb": "Text:1:S0+0:\(hex("inner"))\n",
    ]
    let found = try detections(try database(sources), body)
    #expect(found.count == 3 && found.allSatisfy { $0.form == .embeddedExecutable })
    #expect(found.filter { $0.offset == 0x200 }.count == 2)
    let cleared = sources.merging(
      ["d.fp": "\(try hexadecimal(.md5, inner)):\(inner.count):Fine\n"]) { first, _ in first }
    #expect(try detections(try database(cleared), body).isEmpty)
    #expect(try detections(try database(cleared), program("outer") + program("other!")).isEmpty)
  }

  @Test func whatLiesInAFormIsClearedByItsDigest() throws {
    let body = Array("<html><B>EVIL-word</B></html>".utf8)
    let form = Array("<html><b>evil-word</b></html>".utf8)
    let sources = ["a.ndb": "Words:3:*:\(hex("<b>evil-word"))\n"]
    #expect(try detections(try database(sources), body).count == 1)
    let list = "\(try hexadecimal(.md5, form)):\(form.count):Fine\n"
    let cleared = sources.merging(["b.fp": list]) { first, _ in first }
    #expect(try detections(try database(cleared), body).isEmpty)
  }

  private func hexadecimal(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) throws -> String {
    try unsafe bytes.withUnsafeBytes { try unsafe algorithm.digest(of: $0) }.hex
  }

  /// Numbers beside a match, expressions and macros.
  @Test func partsOfEveryKindHaveTheirPlaces() throws {
    let database = try database([
      "a.ldb": """
      Kinds;Target:0;0&1&2;\(hex("number"));0/wo+rd/;0(>>7#de2#=42)
      """
    ])
    let body = binary + Array("number:42 wooord".utf8)
    #expect(
      try detections(database, body) == [
        detection(0, offset: 8, size: 6, parts: [0: 8, 1: 18, 2: 15])
      ])
  }

  @Test func partsThatAreFoundAsTheBytesArriveAreGathered() throws {
    let database = try database([
      "a.ldb":
        "Any;Target:0;0|1|2;\(hex("first word"));\(hex("second word"));\(hex("third word"))\n"
    ])
    #expect(database.searchCounts.streamable == 1)
    let body = binary + Array("third word..first word..third word".utf8)
    #expect(
      try detections(database, body) == [
        detection(0, offset: 8, size: 10, parts: [2: 8, 0: 20])
      ])
    // The first alone ends the search.
    #expect(
      try detections(database, body, reportsAll: false) == [
        detection(0, offset: 8, size: 10, parts: [2: 8])
      ])
  }

  @Test func placesAreThoseOfTheFormThatTheyAreIn() throws {
    let database = try database([
      "a.ldb": "Text;Target:7;0&1;\(hex("one two"));\(hex("three"))\n"
    ])
    let body = Array("some   ONE    two  words,  and  THREE\n".utf8)
    let found = try detections(database, body)
    #expect(found.map(\.form) == [.text])
    let normal = Array("some one two words, and three".utf8)
    #expect(
      found.first?.parts.list == [
        DetectedPart(part: 0, offset: UInt64(normal.firstRange(of: Array("one".utf8))!.lowerBound)),
        DetectedPart(
          part: 1, offset: UInt64(normal.firstRange(of: Array("three".utf8))!.lowerBound)),
      ])
  }

  @Test func moreThanTheFirstPartsAreSaidToBeThere() throws {
    let count = DetectedParts.countMax + 3
    let parts = (0..<count).map { hex("part number \($0)!") }
    let logic = (0..<count).map(String.init).joined(separator: "&")
    let database = try database([
      "a.ldb": "Many;Target:0;\(logic);\(parts.joined(separator: ";"))\n"
    ])
    let body = binary + (0..<count).flatMap { Array("part number \($0)!".utf8) }
    let found = try #require(try detections(database, body).first)
    #expect(found.parts.list.map(\.part) == Array(0..<DetectedParts.countMax))
    #expect(!found.parts.isComplete)
  }

  /// Digests with and without the size, in several databases, of several algorithms; twice as well.
  @Test(arguments: [true, false]) func everyDigestOfAFileIsNamed(isText: Bool) throws {
    let body = (isText ? [] : binary) + Array("a body that is listed often".utf8)
    func digest(_ algorithm: DigestAlgorithm) throws -> String {
      var stream = try DigestStream(algorithm)
      unsafe body.withUnsafeBytes { unsafe stream.update($0) }
      return stream.finish().hex
    }
    let (md5, sha1, sha256) = (try digest(.md5), try digest(.sha1), try digest(.sha256))
    let database = try database([
      "a.hdb": "\(md5):\(body.count):Md5.Size\n\(md5):\(body.count):Md5.Again\n",
      "b.hsb": "\(md5):*:Md5.Any:73\n\(sha1):\(body.count):Sha1.Size\n\(sha1):*:Sha1.Any:73\n",
      "c.hsb": "\(sha256):\(body.count):Sha256.Size\n\(sha256):*:Sha256.Any:73\n",
    ])
    let all = try detections(database, body)
    #expect(
      all.map { database.signatureName($0.signature) } == [
        "Md5.Size", "Md5.Again", "Md5.Any", "Sha1.Size", "Sha1.Any", "Sha256.Size", "Sha256.Any",
      ])
    #expect(all.allSatisfy { $0.parts.count == 0 && $0.size == UInt64(body.count) })
    let first = try detections(database, body, reportsAll: false)
    #expect(first.map { database.signatureName($0.signature) } == ["Md5.Size"])
  }
}
