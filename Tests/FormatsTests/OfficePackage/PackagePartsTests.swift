import Formats
import Testing

@Suite struct PackagePartsTests {
  /// What members tell together.
  static func parts(_ members: [(String, String)]) -> PackageParts {
    var parts = PackageParts()
    for (name, text) in members {
      let name = Array(name.utf8)
      let bytes = Array(text.utf8)
      parts.add(name: name.span, bytes: bytes.span)
    }
    return parts
  }

  static func types(_ type: String) -> (String, String) {
    (
      "[Content_Types].xml",
      "<?xml version=\"1.0\"?><Types><Default Extension='xml' ContentType='application/xml'/>"
        + "<Override ContentType = \"application/vnd.\(type)+xml\" PartName=\"/a.xml\"/></Types>"
    )
  }

  static func relationship(_ type: String, _ target: String) -> (String, String) {
    (
      "word/_rels/document.xml.rels",
      "<r:Relationships><r:Relationship Id='a' Type='http://x/relationships/\(type)' "
        + "Target='\(target)' TargetMode='External'/></r:Relationships>"
    )
  }

  @Test func kindsAreDecidedByTheListOfTypesAndNotByNames() {
    let word = "openxmlformats-officedocument.wordprocessingml.document.main"
    #expect(Self.parts([("xl/workbook.xml", ""), Self.types(word)]).kind == .wordDocument)
    let macros = "ms-excel.sheet.macroEnabled.main"
    #expect(Self.parts([Self.types(macros)]).kind == .macroWorkbook)
    #expect(Self.parts([Self.types(macros)]).findings.isEmpty)
    let text = "application/vnd.oasis.opendocument.text"
    #expect(Self.parts([("mimetype", text), ("content.xml", "")]).kind == .openText)
    #expect(Self.parts([("mimetype", text)]).kind == .archive)
    let book = ("mimetype", "application/epub+zip")
    #expect(Self.parts([book, ("META-INF/container.xml", "")]).kind == .publication)
    #expect(Self.parts([book]).kind == .archive)
    #expect(Self.parts([("META-INF/MANIFEST.MF", "")]).kind == .javaArchive)
    let android = [("AndroidManifest.xml", ""), ("classes.dex", ""), ("META-INF/MANIFEST.MF", "")]
    #expect(Self.parts(android).kind == .androidPackage)
    #expect(Self.parts([("a.txt", "b")]).kind == .archive)
  }

  @Test func applicationsAndExtensionsAreToldByTheirManifests() {
    #expect(Self.parts([("Payload/A b.app/Info.plist", "")]).kind == .applePackage)
    #expect(Self.parts([("AppxManifest.xml", ""), Self.types("x")]).kind == .windowsPackage)
    #expect(Self.parts([("AppxMetadata/AppxBundleManifest.xml", "")]).kind == .windowsPackage)
    #expect(Self.parts([("extension.vsixmanifest", ""), Self.types("x")]).kind == .editorExtension)
    let manifest = ("manifest.json", "{ \"manifest_version\": 3 }")
    #expect(Self.parts([("META-INF/MANIFEST.MF", ""), manifest]).kind == .browserExtension)
    #expect(Self.parts([("install.rdf", "")]).kind == .browserExtension)
    #expect(Self.parts([("manifest.json", "{ \"name\": \"a page\" }")]).kind == .archive)
    #expect(Self.parts([("Payload/a.txt", ""), ("a/manifest.json", manifest.1)]).kind == .archive)
  }

  @Test(arguments: [
    ("xl/vbaProject.bin", ""), ("\\XL\\macroSheets\\sheet1.xml", ""), ("Basic/Standard/M.xml", ""),
    ("Scripts/python/a.py", ""), types("ms-office.vbaProject"), types("ms-excel.intlmacrosheet"),
  ]) func macrosAreFound(member: (String, String)) {
    #expect(Self.parts([member]).findings == .macros)
  }

  @Test func listsOfModulesAreNoMacros() {
    #expect(Self.parts([("Basic/Standard/script-lb.xml", ""), ("Scripts/", "")]).findings.isEmpty)
  }

  @Test func objectsOfOpenDocumentsAreToldFromCharts() {
    let chart = "<m:manifest><m:file-entry m:full-path='Object 1/' m:media-type='"
    let type = "application/vnd.oasis.opendocument."
    let object = ("Object 1/content.xml", "")
    func parts(_ kind: String) -> PackageParts {
      Self.parts([object, ("META-INF/manifest.xml", chart + type + kind + "'/></m:manifest>")])
    }
    #expect(parts("chart").allFindings.isEmpty && parts("formula").allFindings.isEmpty)
    #expect(parts("spreadsheet").allFindings == .embeddedObjects)
    #expect(Self.parts([("Object 2", "")]).allFindings == .embeddedObjects)
    #expect(Self.parts([("word/embeddings/a.bin", "")]).allFindings == .embeddedObjects)
  }

  @Test func objectsOfOpenDocumentsAreFoundByTheListOfFilesWhateverTheyAreCalled() {
    func parts(_ path: String, _ type: String) -> PackageParts {
      let entry = "<m:file-entry m:full-path='\(path)' m:media-type='application/vnd.\(type)'/>"
      return Self.parts([("META-INF/manifest.xml", "<m:manifest>\(entry)</m:manifest>")])
    }
    #expect(parts("Any/", "oasis.opendocument.text").allFindings == .embeddedObjects)
    #expect(parts("Any", "sun.star.oleobject").allFindings == .embeddedObjects)
    #expect(parts("Any/", "oasis.opendocument.chart").allFindings.isEmpty)
    #expect(parts("/", "oasis.opendocument.text").allFindings.isEmpty)
    #expect(parts("Configurations2/", "sun.xml.ui.configuration").allFindings.isEmpty)
  }

  @Test func encryptionIsFound() {
    let entry = "<a:file-entry><a:encryption-data a:checksum='x'/></a:file-entry>"
    #expect(Self.parts([("META-INF/manifest.xml", entry)]).findings == .encrypted)
    func publication(_ algorithm: String) -> PackageParts {
      Self.parts([("META-INF/encryption.xml", "<e:EncryptionMethod Algorithm='\(algorithm)'/>")])
    }
    #expect(publication("http://www.idpf.org/2008/embedding").findings.isEmpty)
    #expect(publication("http://www.w3.org/2001/04/xmlenc#aes128-cbc").findings == .encrypted)
  }

  @Test func whatIsLoadedFromElsewhereIsUnwanted() {
    let unwanted = [
      ("attachedTemplate", "https://example.com/a.dotm"), ("oleObject", "mhtml:http://e/x!x"),
      ("frame", "\\\\host\\a.htm"), ("attachedTemplate", "file://host/a"),
      ("attachedTemplate", "&#104;ttp://example.com/"), ("image", "file:////host/a.png"),
      ("video", "file://host/a.mp4"), ("mailMergeSource", "\\\\host\\a.xls"),
      ("mailMergeSource", "https://example.com/a.xls"),
      ("ui/extensibility", "https://example.com/"),
    ]
    for (type, target) in unwanted {
      #expect(
        Self.parts([Self.relationship(type, target)]).findings == .unwantedActions, "\(target)")
    }
    let harmless = [
      ("hyperlink", "https://example.com/"), ("attachedTemplate", "file:///C:\\a.dot"),
      ("attachedTemplate", "C:\\a.dot"), ("image", "https://example.com/a.png"),
      ("video", "https://example.com/v"), ("mailMergeSource", "file:///C:\\a.xls"),
    ]
    for (type, target) in harmless {
      #expect(Self.parts([Self.relationship(type, target)]).findings.isEmpty, "\(target)")
    }
  }

  @Test func wideMarkupIsRead() {
    let (name, text) = Self.relationship("attachedTemplate", "https://example.com/a.dotm")
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    var parts = PackageParts()
    parts.add(name: Array(name.utf8).span, bytes: wide.span)
    #expect(parts.findings == .unwantedActions)
  }

  @Test(arguments: [
    "<w:fldSimple w:instr=' DDEAUTO \"x\" '/>",
    "<w:instrText>D</w:instrText><w:instrText>DE x</w:instrText>",
    "<w:fldChar w:fldCharType='begin'/><w:instrText xml:space='preserve'> &#68;DE </w:instrText>",
    "<w:fldChar w:fldCharType='begin'/><w:fldChar w:fldCharType='begin'/><w:instrText>QUOTE 68 68 69"
      + " 32</w:instrText><w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='end'/>",
    "<w:instrText>\(String(repeating: " ", count: 70))DDEAUTO c</w:instrText>",
    "<w:instrText>\(String(repeating: " \n", count: 3000))DDEAUTO c</w:instrText>",
    "<w:fldSimple w:instr='\(String(repeating: " ", count: 5000))DDE c'/>",
    String(repeating: "<w:fldChar w:fldCharType='begin'/><w:instrText>IF</w:instrText>", count: 300)
      + "<w:fldChar w:fldCharType='begin'/><w:instrText>DDE c</w:instrText>",
    "<w:instrText>INCLUDEPICTURE \"\\\\\\\\1.2.3.4\\\\a.png\" \\d</w:instrText>",
    "<w:instrText> INCLUDEPICTURE \\\\host\\a.png </w:instrText>",
    "<w:instrText>INCLUDEPICTURE \u{201C}file:\\\\\\\\host\\\\a\u{201D}</w:instrText>",
    "<w:fldSimple w:instr='includetext &quot;http://example.com/a.docx&quot;'/>",
    "<w:instrText>LINK Excel.Sheet.12 \"https://example.com/a.xlsx\" \"A!R1C1:R2C2\"</w:instrText>",
  ]) func fieldsThatAskOtherProgramsAreUnwanted(text: String) {
    #expect(Self.parts([("word/document.xml", text)]).findings == .unwantedActions)
  }

  @Test func otherFieldsAreNot() {
    let text = "<w:fldSimple w:instr='PAGE'/><!-- <ddeLink/> --><w:instrText>DDEX</w:instrText>"
    #expect(Self.parts([("word/document.xml", text), ("xl/a.xml", text)]).findings.isEmpty)
    for instructions in [
      "INCLUDEPICTURE https://example.com/a.png \\* MERGEFORMATINET",
      "HYPERLINK http://example.com",
      "INCLUDETEXT C:\\\\a\\\\b.docx \\!", "INCLUDEPICTURE \"\\\\a\\\\b.png\" \\\\* X",
      "LINK Excel.Sheet.12 C:\\\\a.xlsx Sheet1!R1C1:R2C2 \\a", "PAGEREF _Toc http://example.com",
    ] {
      let part = "<w:document><w:instrText>\(instructions)</w:instrText></w:document>"
      #expect(Self.parts([("a", part)]).findings.isEmpty, "\(instructions)")
    }
    let link = "<externalLink><ddeLink ddeService='cmd'/></externalLink>"
    let links = Self.parts([("xl/externalLinks/externalLink1.xml", link)])
    #expect(links.findings == .unwantedActions)
    var binary = PackageParts()
    let bytes: [UInt8] = [0xE8, 0x02, 4, 1, 0, 0, 0]
    binary.add(name: Array("xl/externalLinks/externalLink1.bin".utf8).span, bytes: bytes.span)
    #expect(binary.findings == .unwantedActions)
  }

  @Test(arguments: ["doc/document.xml", "document.xml", "word/document.dat", "a"])
  func fieldsAreReadWhereverAPartLies(name: String) {
    let text = "<?xml version='1.0'?><w:document><w:fldSimple w:instr='DDEAUTO c'/></w:document>"
    #expect(Self.parts([(name, text)]).findings == .unwantedActions)
    let link = "<externalLink><ddeLink ddeService='cmd'/></externalLink>"
    #expect(Self.parts([("xl/links/" + name, link)]).findings == .unwantedActions)
    let open = "<office:document-styles><text:dde-connection-decl/></office:document-styles>"
    #expect(Self.parts([(name, open)]).findings == .unwantedActions)
  }

  @Test func objectsAreFoundByTheirRelationships() {
    func parts(_ type: String) -> PackageFindings {
      let tag = "<Relationships><Relationship Type='http://x/relationships/\(type)' Target='o/a'/>"
      return Self.parts([("word/_rels/a.rels", tag + "</Relationships>"), ("word/o/a", "")])
        .findings
    }
    for type in ["package", "oleObject", "control"] { #expect(parts(type) == .embeddedObjects) }
    #expect(parts("image").isEmpty && parts("aFChunk").isEmpty)
    #expect(parts("vbaProject") == .macros && parts("xlMacrosheet") == .macros)
    let type = Self.types("openxmlformats-officedocument.oleObject")
    let plain = type.1.replacing("+xml", with: "")
    #expect(Self.parts([(type.0, plain)]).findings == .embeddedObjects)
  }

  @Test func damageAnywhereDoesNotTrap() {
    let (name, text) = Self.relationship("attachedTemplate", "a&#x41;&amp;&lt;")
    for name in [name, "[Content_Types].xml", "META-INF/manifest.xml", "word/a.xml"] {
      withDamage(Array(text.utf8)) { bytes in
        var parts = PackageParts()
        parts.add(name: Array(name.utf8).span, bytes: bytes.span)
      }
    }
  }
}
