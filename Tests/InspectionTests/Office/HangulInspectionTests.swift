import Testing

@testable import Inspection

/// Documents of Hangul, whose streams are packed.
@Suite struct HangulInspectionTests {
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let (low, high) = (UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8))
    return [1, low, high, ~low, ~high] + bytes
  }

  /// Two blocks: the planted text is nowhere in one run.
  private static let packed: [UInt8] =
    [0, 9, 0, ~9, 0xFF] + planted[..<9] + stored(Array(planted[9...]))

  private static func header(_ flags: UInt8) -> [UInt8] {
    let name = Array("HWP Document File".utf8)
    return name + [UInt8](repeating: 0, count: 32 - name.count) + [0, 0, 0, 5, flags, 0, 0, 0]
      + [UInt8](repeating: 0, count: 216)
  }

  private static func inspected(
    _ streams: [(String, [UInt8])], flags: UInt8 = 1
  ) throws -> InspectionRecord {
    let all: [(path: String, bytes: [UInt8])] =
      [("FileHeader", header(flags)), ("\u{5}HwpSummaryInformation", [1])] + streams
    return try inspect(CompoundFileSample(all).bytes)
  }

  @Test(arguments: [
    "BodyText/Section0", "BinData/BIN0001.bmp", "DocInfo", "Scripts/DefaultJScript",
  ])
  func whatAStreamIsPackedFromIsScanned(_ path: String) throws {
    let record = try Self.inspected([(path, Self.packed)])
    #expect(record.contents[0].type == .hwp && record.isInfected)
    #expect(
      record.contents.contains { $0.relation == .decompressed && $0.name == Array(path.utf8) })
  }

  @Test func aFileIsUnpackedWhateverTheHeaderSays() throws {
    #expect(try Self.inspected([("BinData/BIN0001.bmp", Self.packed)], flags: 0).isInfected)
    let plain = try Self.inspected([("BinData/BIN0001.txt", Array("as it is".utf8))])
    #expect(plain.reasons.isEmpty)
  }

  @Test func aPackedProgramIsOne() throws {
    let program: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 60)
    let record = try Self.inspected([("BinData/BIN0001.OLE", Self.stored(program))])
    #expect(record.classes.contains(ThreatClasses(.executable)))
  }

  @Test func anObjectBehindItsLengthIsRead() throws {
    let object = CompoundFileSample([("A", planted)]).bytes
    let length: [UInt8] = [UInt8(object.count & 0xFF), UInt8(object.count >> 8), 0, 0]
    let record = try Self.inspected([("BinData/BIN0001.OLE", Self.stored(length + object))])
    #expect(record.isInfected && record.reasons.isEmpty)
  }

  @Test(
    arguments: [(3, UnjudgedReason.encrypted), (17, .encrypted), (5, .format)]
      as [(UInt8, UnjudgedReason)])
  func whatIsEncryptedIsNotClean(_ flags: UInt8, _ reason: UnjudgedReason) throws {
    let record = try Self.inspected([("BodyText/Section0", [1, 2, 3])], flags: flags)
    #expect(record.reasons.contains(UnjudgedReasons(reason)))
  }

  @Test func textThatDoesNotUnpackIsDamage() throws {
    let record = try Self.inspected([("BodyText/Section0", [7, 7, 7, 7])])
    #expect(record.reasons == UnjudgedReasons(.damaged))
  }

  @Test func scriptsAreMacrosWhereTheyDoSomething() throws {
    func script(_ text: String) -> [UInt8] {
      func part(_ text: String) -> [UInt8] {
        CompoundFileSample.little(text.utf16.count, 4)
          + text.utf16.flatMap { CompoundFileSample.little(Int($0), 2) }
      }
      return part(
        "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n")
        + part(text) + part("") + part("") + [0xFF, 0xFF, 0xFF, 0xFF]
    }
    let idle =
      "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n/* a */ function OnDocument_Open() {}"
    let active = "function OnDocument_Open()\r\n{\r\n  run();\r\n}\r\n"
    for (text, isActive) in [(idle, false), (active, true), ("run();", true)] {
      for stream in [script(text), Self.stored(script(text))] {
        let record = try Self.inspected([
          ("Scripts/DefaultJScript", stream), ("Scripts/JScriptVersion", [1, 0, 0, 0, 0, 0, 0, 0]),
        ])
        #expect(record.classes == (isActive ? ThreatClasses(.macros) : []))
      }
    }
  }

  @Test func documentsOfVersionThreeAreUnpacked() throws {
    var head = Array("HWP Document File V3.00 \u{1A}\u{1}\u{2}\u{3}\u{4}\u{5}".utf8)
    head += [UInt8](repeating: 0, count: 1166 - 30)
    head[154] = 1
    let record = try inspect(head + Self.packed)
    #expect(record.contents[0].type == .hwp && record.isInfected)
    #expect(try inspect(head + [7, 7, 7]).reasons == UnjudgedReasons(.format))
    head[126] = 1
    #expect(try inspect(head + Self.packed).reasons == UnjudgedReasons(.encrypted))
  }
}
