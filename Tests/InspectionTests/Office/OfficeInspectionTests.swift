import Testing

@testable import Inspection

@Suite struct OfficeInspectionTests {
  /// A container of VBA of one chunk in which nothing repeats.
  static func compressed(_ text: [UInt8]) -> [UInt8] {
    var tokens: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 8) {
      tokens += [0] + text[start..<min(start + 8, text.count)]
    }
    let header = 0xB000 | tokens.count - 1
    return [1, UInt8(header & 0xFF), UInt8(header >> 8)] + tokens
  }

  static func record(_ id: Int, _ data: [UInt8]) -> [UInt8] {
    CompoundFileSample.little(id, 2) + CompoundFileSample.little(data.count, 4) + data
  }

  /// The directory of a project with one module, whose source lies at an offset of its stream.
  static func directory(_ module: String, offset: Int) -> [UInt8] {
    compressed(
      record(0x19, Array(module.utf8)) + record(0x1A, Array(module.utf8))
        + record(0x31, CompoundFileSample.little(offset, 4)) + record(0x10, []))
  }

  static let source = Array("Attribute VB_Name = \"M\"\r\n' ".utf8) + planted

  @Test func aStreamInPiecesIsScannedWhole() throws {
    // Small sectors are not in a row with others between: here by a stream that crosses one.
    let text = [UInt8](repeating: 1, count: 40) + planted
    let file = CompoundFileSample([("WordDocument", [0xEC, 0xA5]), ("A/B", text)])
    let record = try inspect(file.bytes)
    #expect(record.contents.map(\.type).first == .doc && record.isInfected)
    #expect(record.contents.last.map { String(decoding: $0.name, as: UTF8.self) } == "A/B")
    #expect(record.contents.last?.relation == .stream && record.reasons.isEmpty)
  }

  @Test func macrosAreScannedAsSource() throws {
    let stream = [UInt8](repeating: 7, count: 50) + Self.compressed(Self.source)
    let file = CompoundFileSample([
      ("Macros/VBA/M", stream), ("Macros/VBA/dir", Self.directory("m", offset: 50)),
    ])
    let record = try inspect(file.bytes)
    #expect(record.classes == [ThreatClasses(.macros)])
    let macro = try #require(record.contents.first { $0.relation == .macro })
    #expect(!macro.detections.isEmpty && macro.byteCount == Self.source.count)
  }

  @Test(arguments: [true, false]) func macrosAreFoundWithoutATrueDirectory(hasDirectory: Bool)
    throws
  {
    let stream = [UInt8](repeating: 7, count: 50) + Self.compressed(Self.source)
    var streams = [("Macros/VBA/M", stream)]
    if hasDirectory { streams.append(("Macros/VBA/dir", Self.directory("N", offset: 3))) }
    let record = try inspect(CompoundFileSample(streams).bytes)
    #expect(record.isInfected && record.classes == [ThreatClasses(.macros)])
  }

  @Test func encryptedDocumentsAreNotClean() throws {
    let book: [UInt8] = [9, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 2, 0, 0, 0]
    let files: [[(String, [UInt8])]] = [
      [("Workbook", book)], [("EncryptedPackage", [1, 2, 3]), ("EncryptionInfo", [4])],
      [("WordDocument", [0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
      [("Current User", [UInt8](repeating: 0, count: 12) + [0xDF, 0xC4, 0xD1, 0xF3])],
    ]
    for streams in files {
      let record = try inspect(CompoundFileSample(streams.map { ($0.0, $0.1) }).bytes)
      #expect(record.reasons == [UnjudgedReasons(.encrypted)])
      #expect(record.classes == [ThreatClasses(.passwordProtected)])
    }
  }

  @Test func aPackedFileIsScannedByItself() throws {
    let packed: [UInt8] =
      [2, 0] + Array("a.txt\0c:\\a\0".utf8) + [0, 0, 3, 0, 1, 0, 0, 0, 0]
      + CompoundFileSample.little(planted.count, 4) + planted
    let stream = CompoundFileSample.little(packed.count, 4) + packed
    let file = CompoundFileSample([("ObjectPool/_1/\u{1}Ole10Native", stream)])
    let record = try inspect(file.bytes)
    #expect(record.classes == [ThreatClasses(.oleEmbeddedObject)] && record.reasons.isEmpty)
    let embedded = try #require(record.contents.first { $0.relation == .embedded })
    #expect(embedded.name == Array("a.txt".utf8) && embedded.byteCount == planted.count)
  }

  @Test func whatADamagedFileStillHasIsScannedAndItIsNotClean() throws {
    let text = [UInt8](repeating: 1, count: 5000) + planted
    let bytes = CompoundFileSample([("Workbook", text)]).bytes
    let record = try inspect(Array(bytes[..<4000]))
    #expect(record.reasons.contains(UnjudgedReasons(.damaged)))
    #expect(try inspect(bytes).reasons.isEmpty)
  }

  @Test func objectsInRichTextAreScanned() throws {
    let digits = planted.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    for between in ["", "\n", "{\\x}", "\\bin0 ", "\\'41"] {
      let text = "{\\rt{\\object{\\*\\objdata \(digits.joined(separator: between))}}}"
      let record = try inspect(Array(text.utf8))
      #expect(
        record.isInfected && record.classes == [ThreatClasses(.oleEmbeddedObject)], "\(between)")
    }
  }
}
