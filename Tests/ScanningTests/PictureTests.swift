import Hyperscan
import Scanning
import Signatures
import Testing

/// Signatures on how a picture looks.
@Suite struct PictureTests {
  /// A picture of so many pixels across and down, ten by ten of which are in the file.
  private func picture(side: UInt16, frame: UInt16 = 10) -> [UInt8] {
    func bytes(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    return Array("GIF89a".utf8) + bytes(side) + bytes(side) + [
      0x91, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0x00, 0x00, 0x00,
      0x2c, 0x00, 0x00, 0x00, 0x00,
    ] + bytes(frame) + bytes(frame) + [
      0x00, 0x02, 0x16, 0x8c, 0x2d, 0x99, 0x87, 0x2a, 0x1c, 0xdc, 0x33, 0xa0, 0x02, 0x75, 0xec,
      0x95, 0xfa, 0xa8, 0xde, 0x60, 0x8c, 0x04, 0x91, 0x4c, 0x01, 0x00, 0x3b,
    ]
  }

  private func verdict(_ body: [UInt8], _ lines: String) throws -> Verdict {
    let database = try database(["a.ldb": lines])
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    return session.run([body[...]], scratch: &scratch).verdict
  }

  @Test func aPictureIsFoundByItsHash() throws {
    let body = picture(side: 10)
    let found = try verdict(body, "P;Engine:150-255,Target:5;0;fuzzy_img#8a4420048a518a04#0\n")
    guard case .infected = found else {
      Issue.record("\(found)")
      return
    }
    let other = try verdict(body, "P;Engine:150-255,Target:5;0;fuzzy_img#8a4420048a518a05#0\n")
    #expect(other == .clean)
  }

  @Test func aPictureWhoseHashTakesTooMuchIsNotClean() throws {
    let line = "P;Engine:150-255,Target:5;0;fuzzy_img#8a4420048a518a05#0\n"
    let body = picture(side: 11_000, frame: 11_000)
    #expect(try verdict(body, line) == .unscannable(.budget))
    // Nothing in the database can match it.
    #expect(try verdict(body, "P;Engine:150-255,Target:5;0;aabbccddeeff0011\n") == .clean)
    let both = "P;Engine:150-255,Target:5;0&1;aabbccddeeff0011;fuzzy_img#8a4420048a518a05#0\n"
    #expect(try verdict(body, both) == .clean)
    // ClamAV decodes no picture of so many either: it has no hash there.
    #expect(try verdict(picture(side: 60_000, frame: 60_000), line) == .clean)
  }
}
