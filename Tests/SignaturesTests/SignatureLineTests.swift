import Digests
import Signatures
import Testing

@Suite struct SignatureLineTests {
  func body(_ line: String) throws(UnusedReason) -> BodySignature {
    try BodySignature(line: Array(line.utf8)[...])
  }

  func hash(_ line: String) throws(UnusedReason) -> HashSignature {
    try HashSignature(line: Array(line.utf8)[...])
  }

  @Test func readsTheFieldsOfABodySignature() throws {
    let signature = try body("Some.Name-1:6:12,4:aabb")
    #expect(signature.name == "Some.Name-1")
    #expect(signature.target == .elf)
    #expect(signature.offset == .absolute(start: 12, shift: 4))
    #expect(try body("A:0:*:aabb").offset == .any)
    #expect(try body("A:0:7:aabb").offset == .absolute(start: 7, shift: 0))
    #expect(try body("A:0:EOF-7:aabb").offset == .fromEnd(back: 7, shift: 0))
    #expect(try body("A:0:EOF-7,9:aabb").offset == .fromEnd(back: 7, shift: 9))
  }

  @Test(arguments: [
    ("", UnusedReason.Malformation.fieldCount), ("A:0:*", .fieldCount),
    ("A:0:*:aabb:1:2:3", .fieldCount), (":0:*:aabb", .name), ("A::*:aabb", .target),
    ("A:x:*:aabb", .target), ("A:-1:*:aabb", .target), ("A:256:*:aabb", .target),
    ("A:0::aabb", .offset), ("A:0:1,:aabb", .offset), ("A:0:1,2,3:aabb", .offset),
    ("A:0:EOF:aabb", .offset), ("A:0:EOF-:aabb", .offset), ("A:0:EOF+1:aabb", .offset),
    ("A:0:-1:aabb", .offset), ("A:0:**:aabb", .offset), ("A:0:999999999999999:aabb", .offset),
    ("A:0:*:aabb:x", .functionalityLevel), ("A:0:*:aabb:1:", .functionalityLevel),
  ])
  func refusesMalformedBodySignatures(line: String, part: UnusedReason.Malformation) {
    #expect(throws: UnusedReason.malformed(part)) { try body(line) }
  }

  @Test func namesInOtherEncodingsAreRefused() {
    #expect(throws: UnusedReason.malformed(.name)) {
      try BodySignature(line: ([0xe9] + Array(":0:*:aabb".utf8))[...])
    }
  }

  @Test(arguments: [
    "EP+0", "EP-10,4", "S0+12", "S3-1", "SL+4,9", "SE2", "VI", "$3",
  ])
  func offsetsInExecutablesAreNotEvaluatedYet(offset: String) {
    #expect(throws: UnusedReason.offsetNotEvaluated) { try body("A:1:\(offset):aabb") }
  }

  @Test(arguments: [3, 4, 5, 7] as [UInt8])
  func normalisedTargetsAreNotEvaluatedYet(target: UInt8) {
    #expect(throws: UnusedReason.normalisedTarget(target)) { try body("A:\(target):*:aabb") }
  }

  @Test func unknownTargetsAreNamed() {
    #expect(throws: UnusedReason.unknownTarget(8)) { try body("A:8:*:aabb") }
    #expect(throws: UnusedReason.unknownTarget(13)) { try body("A:13:*:aabb") }
  }

  @Test func functionalityLevelsSelectTheEngine() throws {
    _ = try body("A:0:*:aabb:51:255")
    #expect(throws: UnusedReason.functionalityLevel) { try body("A:0:*:aabb:9999") }
    #expect(throws: UnusedReason.functionalityLevel) { try body("A:0:*:aabb:1:51") }
  }

  @Test func theLengthOfAHashSaysItsAlgorithm() throws {
    for (count, algorithm) in [(32, DigestAlgorithm.md5), (40, .sha1), (64, .sha256)] {
      let signature = try hash("\(String(repeating: "aB", count: count / 2)):12:Name")
      #expect(signature.digest.algorithm == algorithm)
      #expect(signature.size == 12)
    }
    #expect(try hash("\(String(repeating: "0", count: 32)):*:Name:73").size == nil)
  }

  @Test(arguments: [
    ("00:1:N", UnusedReason.Malformation.hash),
    ("0000000000000000000000000000000g:1:N", .hash),
    ("000000000000000000000000000000000:1:N", .hash),
    ("00000000000000000000000000000000::N", .size),
    ("00000000000000000000000000000000:-1:N", .size),
    ("00000000000000000000000000000000:1x:N", .size),
    ("00000000000000000000000000000000:99999999999999999999:N", .size),
    ("00000000000000000000000000000000:1:", .name),
    ("00000000000000000000000000000000:1", .fieldCount),
    ("00000000000000000000000000000000:1:N:x", .functionalityLevel),
    ("00000000000000000000000000000000:1:N:1:1:1", .fieldCount),
  ])
  func refusesMalformedHashSignatures(line: String, part: UnusedReason.Malformation) {
    #expect(throws: UnusedReason.malformed(part)) { try hash(line) }
  }

  @Test(
    arguments: [
      ([0x4d, 0x5a], TargetType.portableExecutable), ([0x7f, 0x45, 0x4c, 0x46, 2], .elf),
      ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], .ole2),
      ([0xcf, 0xfa, 0xed, 0xfe], .machO),
      (Array("%PDF-1.7".utf8), .pdf), (Array("%PDF".utf8), .any), (Array("CWS".utf8), .flash),
      ([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x34], .java),
      ([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2], .any),
      ([0x4d], .any), ([], .any),
    ] as [([UInt8], TargetType)])
  func theFirstBytesDecideTheType(bytes: [UInt8], type: TargetType) {
    var firstBytes: UInt64 = 0
    for index in 0..<8 {
      firstBytes = firstBytes << 8 | UInt64(index < bytes.count ? bytes[index] : 0)
    }
    #expect(TargetType(firstBytes: firstBytes) == type)
  }
}
