import Testing

@testable import Formats

@Suite struct OpenPGPTests {
  private static let packets: [[UInt8]] = [
    // Lengths of one, two and four bytes, then none; of today and of before.
    [0xCB, 3, 7, 8, 9], [0xAC, 3, 7, 8, 9], [0xAD, 0, 3, 7, 8, 9], [0xAE, 0, 0, 0, 3, 7, 8, 9],
    [0xCB, 0xFF, 0, 0, 0, 3, 7, 8, 9], [0xAF, 7, 8, 9],
    // Two pieces: of two bytes, and of one.
    [0xCB, 0xE1, 7, 8, 1, 9],
  ]

  @Test(arguments: packets) func aBodyIsPutTogether(_ bytes: [UInt8]) throws {
    let found = OpenPGPPacket(bytes.span, at: 0)
    let packet = try #require(found)
    #expect(packet.tag == 11 && packet.isWhole && packet.range == 0..<bytes.count)
    #expect(packet.body(of: bytes.span) == [7, 8, 9])
    #expect(packet.body(of: bytes.span, first: 2) == [7, 8])
  }

  @Test func aPacketThatLacksBytesIsNotWhole() throws {
    for bytes: [UInt8] in [[0xCB, 9, 7], [0xCB, 0xE1, 7, 8], [0xCB, 0xE1, 7, 8, 9, 7]] {
      let found = OpenPGPPacket(bytes.span, at: 0)
      let packet = try #require(found)
      #expect(!packet.isWhole && packet.range.upperBound == bytes.count)
    }
  }

  @Test func textStandsForItsBytes() throws {
    let text =
      "x\n-----BEGIN PGP MESSAGE-----\r\nA: b\r\n\r\nBwgJ\r\nBw==\r\n=AAAA\n-----END PGP MESSAGE-----"
    let bytes = Array(text.utf8)
    let found = OpenPGPArmour.next(in: bytes.span, from: 0)
    let armour = try #require(found)
    #expect(armour.bytes == [7, 8, 9, 7])
    let next = OpenPGPArmour.next(in: bytes.span, from: armour.end)
    #expect(next == nil)
  }

  @Test func damageIsReadWithinItsBounds() {
    for sample in Self.packets + [[0xC3, 13, 4, 9, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x60]] {
      withDamage(sample) { bytes in
        _ = OpenPGPFile.isBeginning(bytes.span)
        guard let packet = OpenPGPPacket(bytes.span, at: 0) else { return }
        #expect(packet.body(of: bytes.span).count <= bytes.count)
      }
    }
  }
}

@Suite struct SevenZipArchiveTests {
  @Test func damagedListsAreReadWithinTheirBounds() {
    // A list that is packed by LZMA, and one that is not.
    let lists: [[UInt8]] = [
      [
        0x17, 6, 0, 1, 9, 4, 0, 7, 0x0B, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5D, 0, 0, 1, 0, 0x0C, 9, 0, 0,
      ],
      [1, 4, 6, 0, 1, 9, 4, 0, 7, 0x0B, 1, 0, 2, 1, 0x0A, 1, 0, 0, 1, 0x0C, 4, 4, 0, 0, 0],
    ]
    for list in lists {
      withDamage(list) { list in
        let archive = Self.archive(list)
        let cut = Array(archive.dropLast())
        let (whole, first) = (SevenZipArchive(archive.span), SevenZipArchive(cut.span))
        #expect(!whole.isCut && first.isCut)
      }
    }
  }

  private static func archive(_ list: [UInt8]) -> [UInt8] {
    let count = UInt8(max(1, list.count))
    let fields: [UInt8] = [4, 0, 0, 0, 0, 0, 0, 0, count, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in fields {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    let sum = (0..<4).map { UInt8(~crc >> (8 * $0) & 0xFF) }
    return [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + sum + fields + [0, 1, 2, 3]
      + (list.isEmpty ? [0] : list)
  }
}
