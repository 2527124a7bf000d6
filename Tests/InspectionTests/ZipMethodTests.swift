import Testing

@testable import Inspection

@Suite struct ZipMethodTests {
  /// What the tests' signature finds, three times, as 7-Zip packs it.
  private static let packed: [(method: Int, bytes: String)] = [
    (9, "adcac10900200c03c055b29a688a05698bcdfeb884f7be3a23c405cb0b6d426c35d2e0d1c529cff8531e"),
    (
      12,
      "425a68393141592653599576fa0c000025918040002f65dc0020005457ea81a30057faa8d4d064f24329769698b3"
        + "e4aaca6985d74212fd961b6d443e686327b050858bb9229c28484abb7d0600"
    ),
    (98, "07006ffa502fab960516d41b1f998217fd012328ffea2a7ab04f726bc6152867476e7a1fadbe2300"),
  ]
  private static let content = planted + planted + planted

  private static func hex(_ digits: String) -> [UInt8] {
    let values = digits.utf8.map { UInt8($0 > 0x60 ? $0 - 0x57 : $0 - 0x30) }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  @Test(arguments: packed)
  func aMemberIsUnpackedByItsMethod(_ sample: (method: Int, bytes: String)) throws {
    let packed = Self.hex(sample.bytes)
    var zip = SmallZip(content: Self.content, method: sample.method, packed: packed)
    let record = try inspect(zip.bytes)
    #expect(record.contents.map(\.relation) == [.body, .member])
    #expect(record.contents.last?.byteCount == Self.content.count)
    #expect(record.isInfected && record.reasons.isEmpty)
    // What lies behind the end of the data is a content as well.
    zip.packed = packed + planted
    #expect(try inspect(zip.bytes).contents.last?.relation == .appended)
    // A wrong checksum, and a wrong size.
    zip.packed = packed
    zip.content[0] ^= 1
    #expect(try inspect(zip.bytes).reasons == UnjudgedReasons(.damaged))
    zip.content = Self.content + [0]
    #expect(try inspect(zip.bytes).reasons == UnjudgedReasons(.damaged))
  }

  @Test(arguments: packed)
  func aMemberThatIsCutOffIsDamaged(_ sample: (method: Int, bytes: String)) throws {
    let packed = Self.hex(sample.bytes)
    for count in 0..<packed.count / 2 {
      var zip = SmallZip(
        content: Self.content, method: sample.method, packed: Array(packed[..<count]))
      #expect(try !inspect(zip.bytes).reasons.isEmpty)
      // Without a size in the header.
      zip.flags = 8
      #expect(try !inspect(zip.bytes).reasons.isEmpty)
    }
  }

  /// 7-Zip reads as many bytes as the header says, and needs no mark at the end.
  @Test func dataOfPPMdWithoutAMarkAtTheirEndAreReadAsFarAsTheHeaderSays() throws {
    let packed = Self.hex(Self.packed[2].bytes)
    let zip = SmallZip(content: Self.content, method: 98, packed: packed.dropLast(3))
    let record = try inspect(zip.bytes)
    #expect(record.isInfected && record.reasons.isEmpty)
  }

  @Test func whatPPMdUnpacksToTooMuchIsABomb() throws {
    var limits = InspectionLimits()
    limits.fileBytesMax = 100
    let packed = Self.hex(Self.packed[2].bytes)
    let zip = SmallZip(content: Self.content, method: 98, packed: packed)
    let record = try inspect(zip.bytes, limits: limits)
    #expect(record.classes == ThreatClasses(.unsafeArchive))
    #expect(record.reasons == UnjudgedReasons(.fileBytes))
  }
}
