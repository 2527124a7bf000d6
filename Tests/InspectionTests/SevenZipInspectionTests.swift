import Decoding
import Testing

@testable import Inspection

/// What 7z archives are packed by that is not opened, and archives that go on in other files.
@Suite struct SevenZipInspectionTests {
  private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  /// An archive of one member by some coders, each of one stream, the last first.
  private static func archive(_ coders: [[UInt8]], _ data: [UInt8] = planted) -> [UInt8] {
    let count = UInt8(data.count)
    var folder: [UInt8] = [UInt8(coders.count)]
    for id in coders { folder += [UInt8(id.count)] + id }
    for index in 1..<max(1, coders.count) { folder += [UInt8(index - 1), UInt8(index)] }
    var list: [UInt8] = [1, 4, 6, 0, 1, 9, count, 0, 7, 0x0B, 1, 0] + folder + [0x0C]
    list += coders.map { _ in count }
    list += [0, 8, 0x0A, 1] + little(UInt64(Checksum.crc32(data.span)), 4) + [0]
    list += [0, 5, 1, 0x11, 5, 0, 0x61, 0, 0, 0, 0, 0]
    let fields =
      little(UInt64(data.count), 8) + little(UInt64(list.count), 8)
      + little(UInt64(Checksum.crc32(list.span)), 4)
    return [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
      + little(UInt64(Checksum.crc32(fields.span)), 4) + fields + data + list
  }

  @Test func whatIsStoredIsRead() throws {
    let record = try inspect(Self.archive([[0]]))
    #expect(record.contents.map(\.relation) == [.body, .member] && record.isInfected)
    #expect(record.reasons.isEmpty)
  }

  /// ARM64, Swap2 and Thumb behind what is stored; DEFLATE64 alone.
  @Test(
    arguments: [
      [[0x0A], [0]], [[0x02, 0x03, 0x02], [0]], [[0x03, 0x03, 0x07, 0x01], [0]],
      [[0x04, 0x01, 0x09]],
    ] as [[[UInt8]]])
  func whatIsPackedByOtherCodersIsAFormat(_ coders: [[UInt8]]) throws {
    let record = try inspect(Self.archive(coders))
    #expect(record.contents[0].reasons == UnjudgedReasons(.format))
    #expect(record.reasons == UnjudgedReasons(.format))
  }

  @Test func anArchiveThatGoesOnInAnotherFileIsAFormat() throws {
    let first = Array(Self.archive([[0]]).dropLast(9))
    #expect(try inspect(first).reasons.contains(UnjudgedReasons(.format)))
  }

  @Test(arguments: ["a.7z.002", "a.zip.003", "a.z01", "A.TAR.GZ.010"])
  func aPieceIsToldByItsName(_ name: String) throws {
    let piece: [UInt8] = [0xF1, 3, 0x9A, 0, 0xE7, 0x80, 9, 1, 0xFE, 0xFF, 0, 0x80, 4]
    let description = BodyDescription(fileName: Array(name.utf8))
    #expect(try inspect(piece, description).reasons == UnjudgedReasons(.format))
    for other in ["a.bin", "a.7z.txt", "002", "a.log.002"] {
      let description = BodyDescription(fileName: Array(other.utf8))
      #expect(try inspect(piece, description).reasons.isEmpty)
    }
  }
}
