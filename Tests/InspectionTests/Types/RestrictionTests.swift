import Testing

@testable import Inspection

/// Files of other types than those that an operator lists, wherever an upload has them.
@Suite struct RestrictionTests {
  private static let picture: [UInt8] =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
    + [0x3B]

  private func limits(_ extensions: [String], inArchives: Bool = false) -> InspectionLimits {
    var limits = InspectionLimits()
    limits.allowedTypes = ContentTypes(extensions: extensions)
    limits.restrictsMembers = inArchives
    return limits
  }

  private func isRestricted(
    _ body: [UInt8], _ type: String, _ extensions: [String], inArchives: Bool = false
  ) throws -> Bool {
    let record = try inspect(
      body, described(type), limits: limits(extensions, inArchives: inArchives))
    return record.classes.contains(ThreatClasses(.restrictedFileType))
  }

  private func form(_ fileName: String?, _ content: [UInt8]) -> [UInt8] {
    let file = fileName.map { "; filename=\"\($0)\"" } ?? ""
    return Array("--b\r\nContent-Disposition: form-data; name=\"a\"\(file)\r\n\r\n".utf8) + content
      + Array("\r\n--b--\r\n".utf8)
  }

  @Test func theContentDecidesAndNotTheName() throws {
    #expect(try !isRestricted(Self.picture, "application/octet-stream", ["gif", "png"]))
    #expect(try isRestricted(Self.picture, "application/pdf", ["pdf"]))
    #expect(try isRestricted(Array("plain text".utf8), "", ["pdf"]))
  }

  @Test func filesOfAFormAreJudgedAndItsFieldsAreNot() throws {
    let type = MultipartInspectionTests.formType
    #expect(try isRestricted(form("a.pdf", Self.picture), type, ["pdf"]))
    #expect(try !isRestricted(form("a.pdf", Self.picture), type, ["gif"]))
    #expect(try !isRestricted(form(nil, Array("a field's value".utf8)), type, ["gif"]))
  }

  @Test func whatAValueStandsForIsJudgedAndItsDocumentIsNot() throws {
    let value = Encoded.base64(Self.picture)
    let body = Array("{\"name\": \"a.pdf\", \"data\": \"\(value)\"}".utf8)
    #expect(try isRestricted(body, "application/json", ["pdf"]))
    #expect(try !isRestricted(body, "application/json", ["gif"]))
    #expect(try !isRestricted(Array("{\"a\": 1}".utf8), "application/json", ["pdf"]))
    // Sent as a file, it is one.
    #expect(try isRestricted(Array("{\"a\": 1}".utf8), "application/octet-stream", ["pdf"]))
  }

  /// Text that a value stands for is a file, too; tokens, keys and digests are none.
  @Test func textThatAValueStandsForIsJudged() throws {
    func isRestricted(_ value: String) throws -> Bool {
      let body = Array("{\"data\": \"\(value)\"}".utf8)
      return try self.isRestricted(body, "application/json", ["pdf", "docx", "png"])
    }
    let text = Array("a text that is no picture".utf8)
    #expect(try isRestricted(Encoded.base64(text)))
    #expect(try isRestricted("data:text/plain;base64,\(Encoded.base64(text))"))
    #expect(try isRestricted(text.map { String($0, radix: 16) }.joined()))
    #expect(try isRestricted(Encoded.base64((0..<2000).map { UInt8($0 * 7 & 0xFF) | 0x80 })))
    #expect(try !isRestricted(Encoded.base64((0..<256).map { UInt8($0 * 7 & 0xFF) | 0x80 })))
    #expect(try !isRestricted(Encoded.base64(Array("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".utf8))))
    #expect(try !isRestricted("a sentence of words that stand for nothing but themselves"))
  }

  @Test func membersOfArchivesAreJudgedWhereThatIsAskedFor() throws {
    let inner = SmallZip(name: "a.pdf", content: Self.picture)
    let archive = SmallZip(name: "inner.zip", content: inner.bytes).bytes
    #expect(try !isRestricted(archive, "", ["zip", "pdf"]))
    #expect(try isRestricted(archive, "", ["zip", "pdf"], inArchives: true))
    #expect(try !isRestricted(archive, "", ["zip", "gif"], inArchives: true))
  }

  /// What a package is, is known when its list of types has been read.
  @Test func aDocumentWithMacrosIsNoneWithout() throws {
    func document(_ type: String) -> [UInt8] {
      let list =
        "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/\(type)\"/></Types>"
      return SmallZip(name: "[Content_Types].xml", content: Array(list.utf8)).bytes
    }
    let plain = document("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
    let withMacros = document("vnd.ms-word.document.macroEnabled.main+xml")
    #expect(try !isRestricted(plain, "", ["docx"]))
    #expect(try isRestricted(withMacros, "", ["docx"]))
    #expect(try !isRestricted(withMacros, "", ["docm"]))
  }

  @Test(arguments: ["word/x", "xl/x", "ppt/x"]) func anArchiveWithFoldersOfADocumentIsNone(
    _ name: String
  ) throws {
    let archive = SmallZip(name: name, content: Array("hi".utf8)).bytes
    #expect(try isRestricted(archive, "", ["docx", "xlsx", "pptx"]))
    #expect(try !isRestricted(archive, "", ["zip"]))
  }

  @Test func aTypeThatAMemberTellsNeedsADocument() throws {
    let type = Array("application/vnd.oasis.opendocument.text".utf8)
    #expect(try isRestricted(SmallZip(name: "mimetype", content: type).bytes, "", ["odt"]))
  }

  @Test func whatContentEncodingHidesIsJudged() throws {
    let body = Hidden.gzip(Self.picture)
    let description = described("image/gif", encoding: "gzip")
    for (extensions, isRestricted) in [(["gif"], false), (["pdf"], true), (["gz"], true)] {
      let record = try inspect(body, description, limits: limits(extensions))
      #expect(record.classes.contains(ThreatClasses(.restrictedFileType)) == isRestricted)
    }
  }
}
