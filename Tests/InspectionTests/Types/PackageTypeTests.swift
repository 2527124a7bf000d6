import Testing

@testable import Inspection

/// Packages of programs, older programs, and images of discs.
@Suite struct PackageTypeTests {
  @Test func packagesOfProgramsAreExecutables() throws {
    let members: [(String, String, ContentType)] = [
      ("Payload/A.app/Info.plist", "x", .ipa), ("AppxManifest.xml", "x", .appx),
      ("manifest.json", "{\"manifest_version\":2}", .browserExtension),
      ("extension.vsixmanifest", "x", .vsix),
    ]
    for (name, text, type) in members {
      let zip = SmallZip(name: name, content: Array(text.utf8)).bytes
      let record = try inspect(zip)
      #expect(record.contents[0].type == type)
      #expect(record.contents[0].classes == ThreatClasses(.executable) && record.reasons.isEmpty)
    }
    let zip = SmallZip(name: "manifest.json", content: planted).bytes
    let signed = Array("Cr24\u{3}\0\0\0\u{4}\0\0\0abcd".utf8) + zip
    let record = try inspect(signed)
    #expect(record.contents[0].type == .browserExtension && record.isInfected)
    #expect(record.contents[0].classes == ThreatClasses(.executable))
  }

  @Test func anOlderProgramIsOne() throws {
    var bytes = [UInt8](repeating: 0, count: 96)
    bytes.replaceSubrange(0..<5, with: [0x0B, 1, 0x64, 0, 32])
    let record = try inspect(bytes)
    #expect(record.contents[0].type == .otherExecutable)
    #expect(record.classes == ThreatClasses(.executable))
  }

  @Test func whatCarriesFilesAndIsNotOpenedHasAReason() throws {
    func image(_ count: Int, _ parts: [(Int, [UInt8])]) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: count)
      for (place, part) in parts { bytes.replaceSubrange(place..<place + part.count, with: part) }
      return bytes
    }
    let images: [[UInt8]] = [
      image(4096, [(1024, [9]), (1080, [0x53, 0xEF, 1, 0, 1, 0])]),
      image(96, [(0, Array("hsqs".utf8)), (28, [4])]),
      image(96, [(0, Array("sqsh".utf8)), (29, [3])]),
      image(96, [(0, [0x51, 0x46, 0x49, 0xFB])]), image(96, [(0, Array("KDMV".utf8))]),
      image(512, [(3, Array("NTFS    ".utf8)), (510, [0x55, 0xAA])]),
      image(512, [(82, Array("FAT32   ".utf8)), (510, [0x55, 0xAA])]),
    ]
    for bytes in images {
      let record = try inspect(bytes)
      #expect(record.contents[0].type == .diskImage)
      #expect(record.reasons == UnjudgedReasons(.format))
    }
    #expect(try inspect(image(64, [(0, Array("!BDN".utf8))])).reasons == UnjudgedReasons(.format))
    #expect(try inspect(image(4096, [(1080, [0x53, 0xEF])])).reasons.isEmpty)
  }
}
