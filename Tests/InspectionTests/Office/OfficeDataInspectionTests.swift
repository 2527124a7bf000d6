import Testing

@testable import Inspection

@Suite struct OfficeDataInspectionTests {
  /// A zlib stream of one block that is not compressed.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 65521
      high = (high + low) % 65521
    }
    let count = CompoundFileSample.little(bytes.count, 2)
    let sum = CompoundFileSample.little(high << 16 | low, 4)
    return [0x78, 0x01, 1] + count + count.map { ~$0 } + bytes + sum.reversed()
  }

  /// An ActiveMime file; the offset that its header says is less by 46.
  static func activeMime(_ packed: [UInt8], at offset: Int = 0x32) -> [UInt8] {
    var header = Array("ActiveMime\0\0".utf8) + [UInt8](repeating: 1, count: offset - 12)
    header.replaceSubrange(0x1E..<0x20, with: CompoundFileSample.little(offset - 46, 2))
    return header + packed
  }

  static let document = CompoundFileSample([
    (
      "VBA/M",
      [UInt8](repeating: 7, count: 50)
        + OfficeInspectionTests.compressed(OfficeInspectionTests.source)
    ),
    ("VBA/dir", OfficeInspectionTests.directory("M", offset: 50)),
  ]).bytes

  @Test(arguments: [0x32, 0x22A, 0x40]) func macrosInActiveMimeAreFound(offset: Int) throws {
    let record = try inspect(Self.activeMime(Self.zlib(Self.document), at: offset))
    #expect(record.isInfected && record.classes == [ThreatClasses(.macros)])
    #expect(record.contents[1].relation == .decompressed && record.reasons.isEmpty)
  }

  @Test func activeMimeInPagesAndDocumentsIsRead() throws {
    let data = Encoded.base64(Self.activeMime(Self.zlib(Self.document)))
    let mail =
      "MIME-Version: 1.0\r\nContent-Type: application/x-mso\r\n"
      + "Content-Transfer-Encoding: base64\r\n\r\n\(data)\r\n"
    let document =
      "<?xml version='1.0'?><w:wordDocument><w:binData w:name='editdata.mso'>\(data)</w:binData>"
      + "</w:wordDocument>"
    for text in [mail, document] {
      let record = try inspect(Array(text.utf8))
      #expect(record.isInfected && record.classes.contains(ThreatClasses(.macros)))
    }
  }

  @Test func activeMimeThatCannotBeReadIsNotClean() throws {
    let record = try inspect(Self.activeMime([UInt8](repeating: 9, count: 600)))
    #expect(record.reasons == [UnjudgedReasons(.damaged)])
    let cut = Self.zlib(Self.document)
    let half = try inspect(Self.activeMime(Array(cut[..<(cut.count / 2)])))
    #expect(half.reasons.contains(UnjudgedReasons(.damaged)))
  }

  @Test func richTextOfMailIsRead() throws {
    let digits = planted.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let text = Array("{\\rtf1{\\object{\\*\\objdata \(digits)}}}".utf8)
    var packed: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 8) {
      packed += [0] + text[start..<min(start + 8, text.count)]
    }
    let little = CompoundFileSample.little
    for (kind, data) in [("LZFu", packed), ("MELA", text)] {
      let stream =
        little(data.count + 12, 4) + little(text.count, 4) + Array(kind.utf8) + [0, 0, 0, 0] + data
      let message = CompoundFileSample([
        ("__properties_version1.0", [0]), ("__substg1.0_10090102", stream),
      ])
      let property = little(1, 4) + [0x02, 0x01, 0x09, 0x10] + little(1, 4)
      let padding = [UInt8](repeating: 0, count: (4 - stream.count % 4) % 4)
      let value = property + little(stream.count, 4) + stream + padding
      let carrier: [UInt8] =
        [0x78, 0x9F, 0x3E, 0x22, 0, 0, 1] + [0x03, 0x90, 0x06, 0] + little(value.count, 4) + value
        + [0, 0]
      for body in [message.bytes, carrier] {
        let record = try inspect(body)
        #expect(record.isInfected && record.classes == [ThreatClasses(.oleEmbeddedObject)])
        #expect(record.reasons.isEmpty)
        #expect(record.contents.contains { $0.type == .rtf && $0.relation == .decompressed })
      }
      let cut = try inspect(Array(stream.prefix(stream.count - 9)))
      #expect(cut.reasons.contains(UnjudgedReasons(.damaged)))
    }
  }
}
