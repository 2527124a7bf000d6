import Testing

@testable import Inspection

/// Archives that lie in other files, where no reader of those looks.
@Suite struct CarriedArchiveTests {
  /// A cpio archive of one member.
  static func cpio(_ content: [UInt8] = planted) -> [UInt8] {
    func entry(_ name: String, _ data: [UInt8]) -> [UInt8] {
      func digits(_ value: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
      }
      let fields = [1, 0o100644, 0, 0, 1, 0, data.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
      var bytes = Array(("070701" + fields.map(digits).joined() + name + "\0").utf8)
      bytes += [UInt8](repeating: 0, count: -bytes.count & 3) + data
      return bytes + [UInt8](repeating: 0, count: -bytes.count & 3)
    }
    return entry("a", content) + entry("TRAILER!!!", [])
  }

  static let hosts: [[UInt8]] = [
    Array("a text of some words\n".utf8), Array("{\"a\": 1}\n".utf8),
    Array("#!/bin/sh\necho\n".utf8), [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 9, 9, 9],
    (1...250).map { UInt8($0) }, Array("{\\rtf1 hi}".utf8), [UInt8](repeating: 0, count: 4000),
  ]

  @Test(arguments: hosts) func anArchiveBehindAFileOfAnyTypeIsAContent(_ host: [UInt8]) throws {
    let record = try inspect(host + Self.cpio())
    let place = record.contents.firstIndex { $0.relation == .appended && $0.type == .cpio }
    #expect(record.contents.contains { $0.relation == .member && $0.parent == place })
    #expect(record.reasons.isEmpty)
  }

  @Test func membersWithoutADirectoryAreReadBehindOthers() throws {
    let zip = SmallZip(content: planted).bytes
    let members = Array(zip.prefix(30 + 8 + planted.count))
    for tail in [0, 70_000] {
      let record = try inspect(Self.hosts[4] + members + [UInt8](repeating: 0, count: tail))
      #expect(record.contents.map(\.relation).contains(.member) && record.isInfected)
    }
  }

  /// `planted` in a few more bytes than 64, by LZMA of 13 bytes before it and by LZW.
  @Test func compressedFilesWithoutChecksumsAreReadBehindOthers() throws {
    let lzma: [UInt8] = [
      0x5D, 0x00, 0x00, 0x80, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x38,
      0x1B, 0x08, 0x47, 0xF3, 0x21, 0x78, 0x09, 0xCF, 0x2B, 0xE5, 0x3B, 0xA5, 0x1D, 0xD0, 0xF5,
      0x4F, 0xC2, 0x9B, 0x26, 0x94, 0x8E, 0x56, 0x05, 0x0A, 0x8E, 0xA2, 0x26, 0x4E, 0x8F, 0x58,
      0x41, 0x07, 0x1D, 0x5F, 0x64, 0x5D, 0xF0, 0x05, 0xB5, 0xFF, 0xFF, 0xFD, 0x8A, 0xE0, 0x00,
    ]
    // Codes of nine bits each, as if nothing came twice.
    let codes = (planted + planted).map(Int.init)
    var packed = [UInt8](repeating: 0, count: (codes.count * 9 + 7) / 8)
    for (index, code) in codes.enumerated() {
      for bit in 0..<9 where code >> bit & 1 == 1 {
        packed[(index * 9 + bit) / 8] |= 1 << UInt8((index * 9 + bit) % 8)
      }
    }
    for host in Self.hosts {
      for file in [lzma, [0x1F, 0x9D, 0x90] + packed] {
        let record = try inspect(host + file)
        #expect(record.contents.map(\.relation) == [.body, .decompressed])
        #expect(record.isInfected && record.reasons.isEmpty)
      }
      // By chance.
      let chance = [0x5D, 0, 0, 0x80, 0] + [UInt8](repeating: 0xFF, count: 8) + [0, 1, 2, 3]
      #expect(try inspect(host + chance + [0x1F, 0x9D, 0x90, 9, 9, 9, 9]).contents.count == 1)
      // Numbers in a table, which would be a dictionary of a gigabyte.
      let table = [0x5D, 0, 0, 0, 0x40] + [UInt8](repeating: 0, count: 64)
      #expect(try inspect(host + table).reasons.isEmpty)
    }
  }

  /// Each of many is passed over once it is read.
  @Test func manyArchivesAreNoDeeperThanOne() throws {
    let many = (0..<200).flatMap { _ in Self.cpio(Array("harmless".utf8)) }
    let record = try inspect(Self.hosts[4] + many)
    #expect(record.reasons.isEmpty && record.contents.count == 1 + 2 * 200)
  }

  @Test func whatATarHoldsIsReadOnce() throws {
    let inner = Self.cpio(Array("harmless".utf8))
    let record = try inspect(TarInspectionTests.entry("a", inner) + TarInspectionTests.end)
    #expect(record.contents.map(\.relation) == [.body, .member, .member])
  }

  /// Programs that read archives hold the texts of their headers.
  @Test func textsOfHeadersAloneAreNoArchives() throws {
    var bytes = Self.hosts[4]
    for text in ["Rar!\u{1A}\u{7}\0", "MSCF\0\0\0\0", "PK\u{3}\u{4}", "070701", "-lh5-", "ustar\0"]
    {
      bytes += Array(text.utf8) + [UInt8](repeating: 0x55, count: 300)
    }
    bytes += [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + [UInt8](repeating: 0x55, count: 300)
    let record = try inspect(bytes)
    #expect(record.reasons.isEmpty && record.contents.count == 1)
  }

  /// Headers that lie in each other would be read again and again.
  @Test func archivesThatLieInEachOtherAreGivenUp() throws {
    // Cabinets that say that they have all that follows, and are damaged.
    let header: [UInt8] =
      Array("MSCF\0\0\0\0".utf8) + [0, 0, 0x40, 0, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0, 3, 1, 1, 0]
      + [1, 0, 0, 0, 0, 0, 0, 0]
    let bytes = Self.hosts[4] + [[UInt8]](repeating: header, count: 50_000).flatMap { $0 }
    let record = try inspect(bytes)
    #expect(!record.reasons.isEmpty)
  }
}
