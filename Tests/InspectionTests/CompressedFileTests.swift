import Scanning
import Signatures
import Testing

@testable import Inspection

@Suite struct GzipInspectionTests {
  /// A gzip file of a text, stored.
  static func packed(_ text: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in text {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    crc = ~crc
    func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
    let size = [UInt8(text.count & 0xFF), UInt8(text.count >> 8)]
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1] + size + size.map { ~$0 } + text + little(crc)
      + little(UInt32(text.count))
  }

  @Test func whatLiesInAGzipFileIsScanned() throws {
    let record = try inspect(Self.packed(planted.map { $0 ^ 0 }))
    #expect(record.contents.map(\.type) == [.gzip, .text])
    #expect(record.isInfected && record.reasons.isEmpty)
  }

  /// A zlib stream has no file around it; what only begins like one is as it is.
  @Test func whatLiesInABareZlibStreamIsScanned() throws {
    let record = try inspect(zlib)
    #expect(record.isInfected && record.contents.map(\.relation) == [.body, .decompressed])
    #expect(try inspect([0x78, 0x9C] + [UInt8](repeating: 0xFF, count: 40)).contents.count == 1)
  }

  /// What a Flash file packs, and the list of a xar archive, are zlib streams behind a header.
  @Test func whatLiesBehindAHeaderIsScanned() throws {
    let flash = try inspect(Array("CWS".utf8) + [6, 0, 0, 0, 0] + zlib)
    #expect(flash.contents.map(\.type) == [.flash, .flash])
    #expect(flash.isInfected && flash.reasons.isEmpty)
    let other = try inspect(Array("ZWS".utf8) + [6, 0, 0, 0, 0] + zlib)
    #expect(other.reasons.contains(UnjudgedReasons(.format)))
    let header = Array("xar!".utf8) + [0, 28, 0, 1] + [UInt8](repeating: 0, count: 20)
    let list = try inspect(header + zlib)
    #expect(list.isInfected && list.contents.contains { $0.name == Array("toc.xml".utf8) })
  }

  /// The planted text as a zlib stream of two stored blocks, so that it is nowhere in one run.
  private var zlib: [UInt8] {
    func stored(_ run: ArraySlice<UInt8>, isLast: Bool) -> [UInt8] {
      [isLast ? 1 : 0, UInt8(run.count), 0, ~UInt8(run.count), 0xFF] + run
    }
    let runs = stored(planted[..<9], isLast: false) + stored(planted[9...], isLast: true)
    return [0x78, 0x01] + runs + adler32(planted)
  }

  private func adler32(_ bytes: [UInt8]) -> [UInt8] {
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return [b >> 8, b, a >> 8, a].map { UInt8(truncatingIfNeeded: $0) }
  }

  @Test func aSignatureSplitOverTwoMembersIsFound() throws {
    let record = try inspect(Self.packed(Array(planted[..<9])) + Self.packed(Array(planted[9...])))
    #expect(record.isInfected)
  }

  @Test func aBombThatSaysItsSizeIsNotUnpackedToTheLimit() throws {
    // 1 MiB of zeros.
    let zeros = [UInt8](repeating: 0, count: 1016)
    let start: [UInt8] = [
      0xED, 0xC1, 0x31, 1, 0, 0, 0, 0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 8, 0x5F, 0xA0,
    ]
    let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let end: [UInt8] = [0x3E, 3, 0x1C, 0xEA, 0x38, 0xA7, 0, 0, 16, 0]
    let body = head + start + zeros + end
    #expect(try inspect(body).contents.last?.byteCount == 1 << 20)
    var limits = InspectionLimits()
    limits.fileBytesMax = 1 << 19
    limits.ratioFloorBytes = 1 << 16
    limits.ratioMax = 500
    let record = try inspect(body, limits: limits)
    #expect(record.reasons == UnjudgedReasons(.fileBytes))
    #expect(record.contents.last?.byteCount == 1 << 16)
  }

  @Test func aDamagedMemberIsNotClean() throws {
    let whole = Self.packed(Array("harmless".utf8))
    #expect(try inspect(whole).reasons.isEmpty)
    for count in 18..<whole.count {
      #expect(try inspect(Array(whole[..<count])).reasons == [UnjudgedReasons(.damaged)])
    }
  }

  /// Of a damaged file there may be no bytes: signatures that ask for what is missing are not found in them.
  @Test func noSignatureIsFoundInNoBytes() throws {
    let lines =
      "Missing;Engine:51-255,Target:0,FileSize:0-8;0=0;\(String(repeating: "6b", count: 9))\n"
    var set = SignatureSet()
    set.add(contentsOf: Array(lines.utf8), name: "missing.ldb")
    set.add(
      contentsOf: Array("da39a3ee5e6b4b0d3255bfef95601890afd80709:*:NoBytes:73\n".utf8),
      name: "a.hsb")
    let database = try SignatureDatabase(set)
    func found(in text: String, cut: Int) throws -> Int {
      var inspection = try ContentInspection(database: database, reportsAll: true)
      let body = Self.packed(Array(text.utf8)).dropLast(cut)
      let record = unsafe Array(body).withUnsafeBytes {
        unsafe inspection.inspect(
          body: $0, BodyDescription(), .unscanned(bodyBytes: UInt64(body.count)))
      }
      #expect(record.contents.count == 2)
      return record.contents.reduce(0) { $0 + $1.detections.count }
    }
    #expect(try found(in: "some text", cut: 17) == 0)
    #expect(try found(in: "", cut: 0) == 0)
    #expect(try found(in: "some", cut: 0) == 1)
  }

  @Test func contentsInContentsEndAtTheLimit() throws {
    var body = planted
    for _ in 0..<20 { body = Self.packed(body) }
    // A stored member shows its bytes; packed at any depth they must not be taken for clean.
    var limits = InspectionLimits()
    limits.depthMax = 5
    #expect(try inspect(body, limits: limits).reasons.contains(UnjudgedReasons(.depth)))
  }
}

@Suite struct CompressedFileInspectionTests {
  @Test func theNameInAGzipFileIsItsContents() throws {
    var packed = GzipInspectionTests.packed(planted)
    packed[3] = 0x08
    packed.insert(contentsOf: Array("name.txt".utf8) + [0], at: 10)
    #expect(try inspect(packed).contents.map(\.name) == [[], Array("name.txt".utf8)])
  }

  @Test func whatFollowsACompressedFileIsAContentOfItsOwn() throws {
    let record = try inspect(GzipInspectionTests.packed(Array("harmless".utf8)) + planted)
    #expect(record.contents.map(\.relation) == [.body, .appended, .decompressed])
    #expect(record.isInfected && record.reasons.isEmpty)
  }

  @Test func whatLiesInAFileOfCompressIsScanned() throws {
    // The signature's text by LZW, a code a byte.
    var packed: [UInt8] = [0x1F, 0x9D, 0x90]
    for group in stride(from: 0, to: planted.count, by: 8) {
      let codes = planted[group..<min(group + 8, planted.count)]
      var bits: [UInt8] = []
      for code in codes { bits += (0..<9).map { $0 < 8 ? code >> $0 & 1 : 0 } }
      for place in stride(from: 0, to: bits.count, by: 8) {
        let byte = bits[place..<min(place + 8, bits.count)].enumerated()
        packed.append(byte.reduce(0) { $0 | $1.element << UInt8($1.offset) })
      }
    }
    let record = try inspect(packed)
    #expect(record.contents.map(\.type) == [.compress, .text] && record.isInfected)
  }

  @Test func membersTogetherAreHeldAgainstTheLimitOfOneContent() throws {
    var limits = InspectionLimits()
    limits.fileBytesMax = 15
    let one = GzipInspectionTests.packed(Array("harmless".utf8))
    #expect(try inspect(one, limits: limits).reasons.isEmpty)
    let record = try inspect(one + one, limits: limits)
    #expect(record.reasons == [UnjudgedReasons(.fileBytes)])
    #expect(record.classes == [ThreatClasses(.unsafeArchive)])
  }
}
