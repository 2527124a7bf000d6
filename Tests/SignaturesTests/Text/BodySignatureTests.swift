import Signatures
import Testing

@Suite struct BodySignatureTests {
  func body(_ line: String) throws(UnusedReason) -> BodySignature {
    try BodySignature(line: Array(line.utf8)[...])
  }

  @Test func `The fields of a line are read`() throws {
    let signature = try body("Some.Name-1:6:12,4:aabbccdd")
    #expect(signature.name == "Some.Name-1")
    #expect(signature.target == .elf)
    #expect(signature.offset == .absolute(start: 12, shift: 4))
    let content = signature.content
    #expect(content.logic == .part(0, nil))
    #expect(!content.isLogical)
  }

  @Test(
    arguments: [
      ("*", .any), ("7", .absolute(start: 7, shift: 0)), ("7,2", .absolute(start: 7, shift: 2)),
      ("", .absolute(start: 0, shift: 0)), ("EOF-7", .fromEnd(back: 7, shift: 0)),
      ("EOF-7,9", .fromEnd(back: 7, shift: 9)),
      ("EP+16", .fromEntryPoint(distance: 16, shift: 0)),
      ("EP-16,3", .fromEntryPoint(distance: -16, shift: 3)),
      ("S3+9", .fromSection(3, distance: 9, shift: 0)),
      ("S0+0,5", .fromSection(0, distance: 0, shift: 5)),
      ("SE2", .withinSection(2, shift: 0)), ("SE2,8", .withinSection(2, shift: 8)),
      ("SL+4,9", .fromLastSection(distance: 4, shift: 9)), ("VI", .versionInformation),
      ("$31$", .macroGroup(31)), ("$0", .macroGroup(0)),
      ("4294967297", .absolute(start: 1, shift: 0)),
    ] as [(String, SignatureOffset)])
  func `Every offset of executables and others is read`(text: String, offset: SignatureOffset)
    throws
  {
    #expect(try body("A:1:\(text):aabbccdd").offset == offset)
  }

  @Test(arguments: [
    ("", UnusedReason.Malformation.fieldCount), ("A:0:*", .fieldCount),
    ("A:0:*:aabbccdd:1:2:3", .fieldCount), (":0:*:aabbccdd", .name), ("A:x:*:aabbccdd", .target),
    (" (Clam)x:0:*:aabbccdd", .name), ("A:-1:*:aabbccdd", .target),
    ("A:0:1,2,3:aabbccdd", .offset), ("A:0:EOF:aabbccdd", .offset),
    ("A:0:EOF+1:aabbccdd", .offset), ("A:0:-1:aabbccdd", .offset), ("A:0:**:aabbccdd", .offset),
    ("A:1:S3-1:aabbccdd", .offset), ("A:1:SL-1:aabbccdd", .offset), ("A:1:Sx+1:aabbccdd", .offset),
    ("A:1:$32:aabbccdd", .offset), ("A:1:$:aabbccdd", .offset), ("A:1:EP:aabbccdd", .offset),
    ("A:0:EP+1:aabbccdd", .offsetForTarget), ("A:2:VI:aabbccdd", .offsetForTarget),
    ("A:0:*:aabbccd", .pattern), ("A:0:*:aabbccdd:x", .functionalityLevel),
  ])
  func `Malformed lines say what is wrong`(line: String, part: UnusedReason.Malformation) {
    #expect(throws: UnusedReason.malformed(part)) { try body(line) }
  }

  @Test func `Names need not be UTF-8`() throws {
    let line = [0x41, 0xe9] + Array(":0:*:aabbccdd".utf8)
    #expect(try BodySignature(line: line[...]).name == "A\u{fffd}")
  }

  @Test func `Every target of ClamAV is read, but those that no file has`() throws {
    for number in UInt8(0)...12 where number != 8 {
      #expect(try body("A:\(number):*:aabbccdd").target.rawValue == number)
    }
    #expect(throws: UnusedReason.unknownTarget(8)) { try body("A:8:*:aabbccdd") }
    #expect(throws: UnusedReason.unknownTarget(256)) { try body("A:256:*:aabbccdd") }
  }

  @Test func `Functionality levels select the engine`() throws {
    _ = try body("A:0:*:aabbccdd:51:255")
    #expect(throws: UnusedReason.functionalityLevel) { try body("A:0:*:aabbccdd:9999") }
    #expect(throws: UnusedReason.functionalityLevel) { try body("A:0:*:aabbccdd:1:51") }
    #expect(throws: UnusedReason.functionalityLevel) { try body("A:0:*:aabbccdd:1:") }
  }

  @Test func `A plain line is a name and a pattern, anywhere in any body`() throws {
    let signature = try BodySignature(plainLine: Array("Name=aabbccdd".utf8)[...])
    #expect(signature.name == "Name")
    #expect(signature.target == .any)
    #expect(signature.offset == .any)
    #expect(throws: UnusedReason.passedOver) {
      try BodySignature(plainLine: Array("Name==aabbccdd".utf8)[...])
    }
    #expect(throws: UnusedReason.malformed(.fieldCount)) {
      try BodySignature(plainLine: Array("Name".utf8)[...])
    }
  }
}
