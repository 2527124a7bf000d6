import Testing

@testable import Inspection

/// What is told by a few bytes and opened by nothing: it carries files, or is encrypted, and is not clean.
@Suite struct ToldFileTests {
  private static func padded(_ start: [UInt8], _ count: Int = 2048) -> [UInt8] {
    start + [UInt8](repeating: 0x11, count: max(0, count - start.count))
  }

  private static func at(_ place: Int, _ text: String) -> [UInt8] {
    padded([UInt8](repeating: 0, count: place) + Array(text.utf8))
  }

  /// A partition of two sectors at the second, in a disc of four.
  private static let partitioned: [UInt8] = {
    var disc = [UInt8](repeating: 0, count: 2048)
    disc.replaceSubrange(446..<462, with: [0x80, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0])
    disc.replaceSubrange(510..<512, with: [0x55, 0xAA])
    return disc
  }()

  private static let archives: [(ContentType, [UInt8])] = [
    (.wim, padded(Array("MSWIM\0\0\0".utf8) + [208, 0, 0, 0])),
    (.ace, padded([1, 2, 49, 0, 0, 0, 0] + Array("**ACE**".utf8))),
    (.vhd, padded(Array("conectix".utf8))), (.diskImage, padded(Array("vhdxfile".utf8))),
    (.vhd, at(1536, "conectix")), (.appleArchive, padded(Array("AA01".utf8))),
    (.appleArchive, padded(Array("pbze".utf8))), (.arj, padded([0x60, 0xEA, 0x2B, 0])),
    (.alz, padded(Array("ALZ\u{1}\n".utf8))), (.egg, padded(Array("EGGA".utf8))),
    (.chm, padded(Array("ITSF\u{3}".utf8))),
    (.szdd, padded([0x53, 0x5A, 0x44, 0x44, 0x88, 0xF0, 0x27, 0x33])),
    (.udf, at(0x8001, "BEA01") + padded([])), (.dmg, at(1536, "koly\0\0\0\u{4}")),
    (.otherArchive, padded([0x89, 0x4C, 0x5A, 0x4F, 0, 0x0D, 0x0A, 0x1A, 0x0A])),
    (.otherArchive, padded(Array("LRZI\0\u{6}".utf8))), (.otherArchive, padded(Array("7kSt".utf8))),
    (.otherArchive, padded(Array("SIT!\0\u{1}".utf8))),
    (.otherArchive, padded([0x4B, 0x57, 0x41, 0x4A, 0x88, 0xF0, 0x27, 0xD1])),
    (.otherArchive, padded(Array("ITOLITLS".utf8))), (.otherArchive, at(60, "BOOKMOBI")),
    (.otherArchive, padded(Array("PACK\0\0\0\u{2}".utf8))),
    (.otherArchive, padded(Array("ISc(".utf8))),
    (.otherArchive, padded([UInt8](repeating: 1, count: 8) + [0x19, 4, 0, 0x10])),
    (.otherArchive, padded(Array("ZOO 2.10 Archive.\u{1A}\0\0".utf8) + [0xDC, 0xA7, 0xC4, 0xFD])),
    (.otherArchive, padded([0x1A, 8] + Array("A.TXT".utf8) + [UInt8](repeating: 0, count: 22))),
    (.otherArchive, at(512, "EFI PART")), (.otherArchive, at(1024, "H+\0\u{4}")),
    (.otherArchive, partitioned), (.otherArchive, padded([0x85, 0x19, 1, 0xE0, 12, 0, 0, 0])),
  ]

  @Test(arguments: archives) func whatCarriesFilesAndIsNotOpenedIsNotClean(
    _ type: ContentType, _ bytes: [UInt8]
  ) throws {
    let record = try inspect(bytes)
    #expect(record.contents[0].type == type)
    #expect(record.reasons.contains(UnjudgedReasons(.format)))
  }

  private static let encrypted: [[UInt8]] = [
    Array("age-encryption.org/v1\n-> X25519 a\n".utf8),
    Array("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n".utf8), padded(Array("Salted__".utf8)),
    Array("$ANSIBLE_VAULT;1.1;AES256\n3333\n".utf8), padded(Array("AES\u{2}\0".utf8)),
    padded([0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE]), padded(Array("encrcdsa".utf8)),
    padded([0x03, 0xD9, 0xA2, 0x9A, 0x67, 0xFB, 0x4B, 0xB5]), at(3, "-FVE-FS-"),
    padded([0xC0, 0xB9, 0x07, 0x2E, 0x4F, 0x93, 0xF1, 0x46]),
  ]

  @Test(arguments: encrypted) func whatNeedsAKeyIsEncrypted(_ bytes: [UInt8]) throws {
    let record = try inspect(bytes)
    #expect(record.contents[0].type == .encryptedFile)
    #expect(record.reasons.contains(UnjudgedReasons(.encrypted)))
    #expect(record.classes.contains(ThreatClasses(.passwordProtected)))
  }

  /// A boot sector whose table is none, and words that marks begin with.
  @Test func whatOnlyResemblesThemIsClean() throws {
    var boot = Self.partitioned
    boot[446] = 0x31
    let texts = ["PACKAGE lists of the system", "Saltedly said", "AES is a cipher", "SIT! he said"]
    for bytes in [boot, Self.at(1024, "BD and other text")] + texts.map({ Array($0.utf8) }) {
      #expect(try inspect(bytes).reasons.isEmpty)
    }
  }

  /// Packages of systems run what is in them when they are installed.
  @Test func packagesOfSystemsAreExecutable() throws {
    let name = Array("debian-binary   0           0     0     100644  4         `\n2.0\n".utf8)
    let record = try inspect(Array("!<arch>\n".utf8) + name)
    #expect(record.contents[0].type == .deb && record.classes == ThreatClasses(.executable))
  }

  @Test func invertedBytesAreAContent() throws {
    let head: [UInt8] = [0xB6, 0xB9, 0xAC, 0xAE, 0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try inspect(head + planted.map { ~$0 }).isInfected)
  }
}
