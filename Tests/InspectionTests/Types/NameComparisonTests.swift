import Testing

@testable import Inspection

/// What follows from the name of a file that its bytes do not bear out.
@Suite struct NameComparisonTests {
  /// A picture of one grey point.
  private static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B,
    0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0x00, 0x00, 0x00,
    0x02, 0x00, 0x01, 0x48, 0xAF, 0xA4, 0x71, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE,
    0x42, 0x60, 0x82,
  ]

  private func content(_ bytes: [UInt8], named name: String) throws -> Content {
    let record = try inspect(bytes, BodyDescription(fileName: Array(name.utf8)))
    let part = try inspectPart(bytes, named: name)
    #expect(part.classes == record.contents[0].classes)
    #expect(part.nameAgreement == record.contents[0].nameAgreement)
    return record.contents[0]
  }

  private func inspectPart(_ bytes: [UInt8], named name: String) throws -> Content {
    let head = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\(name)\"\r\n\r\n"
    let body = Array(head.utf8) + bytes + Array("\r\n--b--\r\n".utf8)
    let type = Array("multipart/form-data; boundary=b".utf8)
    let record = try inspect(body, BodyDescription(contentType: type))
    return try #require(record.contents.first { $0.relation == .part })
  }

  @Test(arguments: [
    ("a.php", ThreatClass.script), ("a.PHTML", .script), ("a.jsp. ", .script), ("a.js", .script),
    ("a.php::$DATA", .script), ("a.asp;.png", .script), ("a.exe", .executable),
    ("a.png.scr", .executable),
    ("=?utf-8?B?YS5waHA=?=", .script), ("a.ph%70", .script), ("a.settingcontent-ms", .executable),
    (".htaccess", .script), ("a.html", .html), ("a.php/.", .script), ("a.php/", .script),
    ("a.php\\./", .script), ("a.php%0a", .script), ("up/.htaccess/.", .script),
  ])
  func aPictureThatIsCalledAProgramIsOne(_ name: String, _ threat: ThreatClass) throws {
    let content = try content(Self.png, named: name)
    #expect(content.type == .png && content.classes.contains(ThreatClasses(threat)))
  }

  @Test(arguments: [
    ("x.html", ""), ("x.SVG", ""), ("", "text/html"), ("", "image/svg+xml; charset=utf-8"),
  ])
  func scriptsAreReadInWhatIsShownAsAPage(_ name: String, _ said: String) throws {
    let text = Array("Dear all, <b onclick='f(&quot;1&quot;)'>1</b>".utf8)
    for bytes in [text, Self.png + text] {
      let record = try inspect(
        bytes, BodyDescription(contentType: Array(said.utf8), fileName: Array(name.utf8)))
      #expect(record.classes.contains(ThreatClasses(.script)))
      #expect(record.contents.contains { $0.relation == .script })
      #expect(try inspect(bytes).classes.isEmpty)
    }
    let plain = try inspect(
      Array("Dear all".utf8), BodyDescription(contentType: Array(said.utf8)))
    #expect(plain.classes.isEmpty)
  }

  @Test(arguments: [
    "a.png", "a.PNG", "a.jpg", "a", "a.unheardof", "a.com", "a.php.png", "._a.pdf", "x.ts",
  ])
  func aPictureMayBeCalledLikeAnother(_ name: String) throws {
    #expect(try content(Self.png, named: name).classes.isEmpty)
  }

  @Test(arguments: ["a.pdf", "a.docx", "a.zip", "a.doc", "a.mp4", "a.ttf"])
  func aPictureThatIsCalledADocumentIsNotValid(_ name: String) throws {
    let content = try content(Self.png, named: name)
    #expect(content.classes == ThreatClasses(.invalidFile) && content.nameAgreement == .disagrees)
  }

  @Test(arguments: ["a.png", "a.pdf", "a.docx", "a.zip", "a.woff2"])
  func norIsText(_ name: String) throws {
    #expect(
      try content(Array("no picture at all".utf8), named: name).classes.contains(
        ThreatClasses(.invalidFile)))
  }

  @Test(arguments: ["a.txt", "a.doc", "a.csv", "a.ts", "a.bin", "a.md", "a.mp3", "a.dat", "a.Z"])
  func textIsCalledByMuch(_ name: String) throws {
    #expect(
      try content(Array("no picture at all".utf8), named: name).classes.isEmpty
        || name == "a.mp3" || name == "a.Z")
  }

  @Test func membersOfArchivesAreNotComparedButWithPrograms() throws {
    let document = try inspect(SmallZip(name: "a.pdf", content: Array("text".utf8)).bytes)
    #expect(document.classes.isEmpty && document.contents[1].nameAgreement == .disagrees)
    let program = try inspect(SmallZip(name: "b.php", content: Self.png).bytes)
    #expect(program.classes == ThreatClasses(.script))
  }

  @Test func aDeclaredTypeIsComparedAndJudgesNothing() throws {
    let record = try inspect(Self.png, BodyDescription(contentType: Array("application/pdf".utf8)))
    #expect(record.contents[0].declaredAgreement == .disagrees && record.classes.isEmpty)
  }

  @Test func aBodyThatIsDecodedIsComparedDecoded() throws {
    let body = Hidden.gzip(Self.png)
    let record = try inspect(
      body, BodyDescription(contentEncoding: Array("gzip".utf8), fileName: Array("a.png".utf8)))
    #expect(record.classes.isEmpty)
    #expect(record.contents.map(\.nameAgreement) == [.none, .agrees])
  }

  @Test(arguments: [
    ("<a><b>1</b></a>", "", ContentType.xml), ("<title/>", "", .xml),
    ("<a href='x'>1</a>", "a.html", .html),
    ("<a onclick='x()'>1</a>", "", .html), ("<html><p>1</p></html>", "", .html),
    ("<!DOCTYPE html><a/>", "", .html), ("<p><script>1</script></p>", "a.xml", .html),
  ])
  func whatIsSaidToBeXMLAndHasNothingOfAPageIsXML(
    _ text: String, _ name: String, _ expected: ContentType
  ) throws {
    let description = BodyDescription(
      contentType: Array("application/xml".utf8), fileName: Array(name.utf8))
    #expect(try inspect(Array(text.utf8), description).contents[0].type == expected)
    #expect(try inspect(Array(text.utf8)).contents[0].type == .html)
  }
}
