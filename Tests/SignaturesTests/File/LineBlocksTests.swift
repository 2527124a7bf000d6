import Testing

@testable import Signatures

/// A built database says what its signatures are, as the sources do.
@Suite struct LineBlocksTests {
  /// Signatures of every form, and so many that their lines are several chunks.
  private func set(count: Int = 2000) -> SignatureSet {
    var set = SignatureSet()
    let bodies = (0..<count).map {
      "Body.\($0):0:*:\(String(0x6162_6364 + $0, radix: 16))*65666768"
    }
    set.add(contentsOf: Array((["nonsense"] + bodies).joined(separator: "\n").utf8), name: "a.ndb")
    let logical = """
      # a comment
      Logical;Engine:81-255,Target:1,FileSize:10-2000;0&(1|2)>1;48656c6c6f::i;EP+2:aabb??cc;0/x+y/
      Body.7;Target:0;0;6d6f7265
      """
    set.add(contentsOf: Array(logical.utf8), name: "b.ldb")
    set.add(contentsOf: Array("Plain=aabbccdd\r\n".utf8), name: "c.db")
    let digests = """
      900150983cd24fb0d6963f7d28e17f72:3:Listed
      ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad:*:Listed:73
      """
    set.add(contentsOf: Array(digests.utf8), name: "d.hsb")
    return set
  }

  @Test func `a built database explains signatures as its sources do`() throws {
    let sample = try DatabaseFileSample()
    let set = set()
    try SignatureDatabase.build(set, path: sample.path)
    let database = try SignatureDatabase.open(path: sample.path)
    #expect(database.file.lines.count == 2003)
    for name in ["Body.0", "Body.7", "Body.1999", "Logical", "Plain", "Listed", "Absent"] {
      let explained = database.explanations(ofSignature: name)
      #expect(explained == (try set.explanations(ofSignature: name)))
      let expected = ["Body.7": 2, "Listed": 2, "Absent": 0]
      #expect(explained.count == expected[name] ?? 1)
    }
    let logical = database.explanations(ofSignature: "Logical")[0]
    #expect(logical.hasPrefix("b.ldb, line 2:\nlogical signature Logical\n"))
    #expect(logical.contains("found when part 0 and (part 1 or part 2) together more than once"))
    #expect(logical.contains("\n  decided by the whole body, "))
    let digests = database.explanations(ofSignature: "Listed")
    #expect(digests[0].contains("\n  md5 900150983cd24fb0d6963f7d28e17f72\n  of 3 bytes\n"))
    #expect(digests[1].contains("\n  sha256 ba7816bf8f01cfea414140de5dae2223… (the first 128 bits"))
    #expect(digests[1].contains("\n  of any size\n"))
    withExtendedLifetime(sample) {}
  }

  @Test func `lines are resident in no database`() throws {
    let sample = try DatabaseFileSample()
    try SignatureDatabase.build(set(), path: sample.path)
    let built = try SignatureDatabase.open(path: sample.path)
    let compiled = try SignatureDatabase(set())
    #expect(compiled.file.lines.count == 0)
    #expect(compiled.explanations(ofSignature: "Body.3").isEmpty)
    // The directory of the lines is a page.
    let page = UInt64(DatabaseImage.alignment)
    #expect(built.file.header.residentBytes <= compiled.file.header.residentBytes + 2 * page)
    let packed = built.file.entries.filter { $0.section == ImageSection.contentLines.rawValue }
    #expect(packed.count == 1 && packed[0].offset < built.file.header.residentOffset)
    #expect(try SignatureDatabase(set(), keepsLines: true).file.lines.count == 2003)
    withExtendedLifetime(sample) {}
  }

  @Test func `damaged lines are found by a check, and missed by nobody who scans`() throws {
    let sample = try DatabaseFileSample()
    try SignatureDatabase.build(set(), path: sample.path)
    let bytes = try sample.bytes
    let file = try DatabaseFile.open(path: sample.path)
    let entry = try #require(
      file.entries.first { $0.section == ImageSection.contentLines.rawValue })
    try sample.flip(bytes, at: Int(entry.offset) + 100)
    #expect(sample.reason() == .damaged("section contentLines, block 0"))
    let database = try SignatureDatabase.open(path: sample.path)
    #expect(database.explanations(ofSignature: "Body.0").isEmpty)
    #expect(database.counts.bodies == 2003)
    withExtendedLifetime(sample) {}
  }

  @Test(arguments: [0, 1, 300]) func `lines of every length come back`(count: Int) throws {
    var lines = SignatureLines()
    var expected: [SignatureLine] = []
    for place in 0..<count {
      let length = place * 1_237 % (DatabaseFormat.logicalLineBytesMax + 1)
      let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* place) }
      let form = SignatureLine.Form(rawValue: UInt8(place % 3))!
      lines.add(text[...], form: form, number: place * 70_001)
      expected.append(SignatureLine(form: form, number: place * 70_001, text: text))
    }
    var writer = try DatabaseFileWriter(inMemory: "lines")
    var image = ImageWriter()
    try lines.write(to: &writer, image: &image)
    image.add(.strings, [UInt8](repeating: 0, count: 1))
    let file = try DatabaseFile(try writer.finish(image, sources: sha256([])), path: "lines")
    #expect(file.lines.count == count)
    for place in 0..<count { #expect(file.lines.line(place) == expected[place]) }
    var read: [SignatureLine] = []
    file.lines.forEachLine { place, line in
      #expect(place == read.count)
      read.append(line)
    }
    #expect(read == expected)
    #expect(file.lines.line(count) == nil && file.lines.line(-1) == nil)
  }

  @Test func `nothing but whole lines is taken for lines`() {
    var lines = SignatureLines()
    lines.add(Array("A:0:*:61626364".utf8)[...], form: .body, number: 3)
    let bytes = lines.bytes
    #expect(SignatureLines.lines(in: bytes)?.count == 1)
    for count in 1..<bytes.count {
      #expect(SignatureLines.lines(in: Array(bytes[..<count])) == nil)
    }
    #expect(SignatureLines.lines(in: [4] + bytes.dropFirst()) == nil)
    let packed = CompressedBytes.pack(bytes[...])
    #expect(CompressedBytes.unpack(packed, byteCount: bytes.count) == bytes)
    for count in [0, bytes.count - 1, bytes.count + 1] {
      #expect(CompressedBytes.unpack(packed, byteCount: count) == nil)
    }
    #expect(CompressedBytes.unpack(Array(packed.dropLast()), byteCount: bytes.count) == nil)
    #expect(CompressedBytes.unpack([], byteCount: 1) == nil)
  }
}
