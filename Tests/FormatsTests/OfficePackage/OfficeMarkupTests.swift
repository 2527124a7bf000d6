import Formats
import Testing

@Suite struct OfficeMarkupTests {
  static func part(_ text: String) -> PackageFindings {
    OfficeMarkup(part: Array(text.utf8).span).findings
  }

  static func document(_ text: String) -> PackageFindings {
    OfficeMarkup(document: Array(text.utf8).span).findings
  }

  /// A part of an OpenDocument around some elements.
  static func open(_ elements: String) -> String {
    "<?xml version='1.0'?><office:document-content><office:body>\(elements)</office:body>"
      + "</office:document-content>"
  }

  /// The same as a document of one file.
  static func flat(_ elements: String) -> String {
    "<?xml version='1.0'?><!-- <office:x> --><office:document "
      + "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>\(elements)"
      + "</office:document>"
  }

  @Test(arguments: ["WEBSERVICE(\"http://x/\"&amp;A2)", "1+_xlfn.W&#69;BSERVICE(A1)"])
  func aFormulaThatAsksAPageIsUnwanted(_ formula: String) {
    let sheet =
      "<?xml version='1.0'?><worksheet><sheetData><f>\(formula)</f></sheetData></worksheet>"
    #expect(Self.part(sheet) == .unwantedActions)
    #expect(
      Self.part("<worksheet><f>WEBSERVICES(A1)</f></worksheet>").isEmpty)
  }

  @Test(arguments: [
    "<text:dde-connection-decl office:dde-application='cmd'/>", "<office:dde-source/>",
    "<table:dde-link><a/></table:dde-link>",
    "<table:table-cell table:formula='of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;;&quot;1&quot;)'/>",
    "<table:table-cell table:formula='of:=1+d&#100;E (1)'/>",
    "<table:named-expression table:expression='of:=DDE(1)'/>",
    "<draw:floating-frame xlink:href='https://example.com/'/>",
    "<draw:object xlink:href='http://example.com/a.odt'/>",
    "<text:section-source xlink:href='\\\\host\\a.odt'/>",
    "<draw:image xlink:href='file://host/a.png'/>", "<draw:image xlink:href=' //host/a.png'/>",
    "<meta:template xlink:href='https://example.com/a.ott'/>",
    "<presentation:event-listener presentation:action='execute' xlink:href='calc.exe'/>",
    "<meta:auto-reload xlink:href='https://example.com/'/>",
    "<form:image-frame form:image-data='\\\\host\\a.png'/>",
  ]) func whatOpenDocumentLoadsAndRunsIsUnwanted(element: String) {
    #expect(Self.part(Self.open(element)) == .unwantedActions)
    #expect(
      Self.document(Self.flat(element)) == .unwantedActions)
  }

  @Test(arguments: [
    "<script:event-listener xlink:href='vnd.sun.star.script:A.B.C?language=Basic'/>",
    "<script:event-listener xlink:href=' Macro:///A.B.C()'/>",
    "<script:event script:macro-name='A.B.C'/>", "<text:a xlink:href='macro:///A.B.C'>a</text:a>",
    "<form:button form:button-type='url' xlink:href='macro:///A.B.C()'/>",
    "<draw:area-circle xlink:href='vnd.sun.star.script:A.B'/>",
    "<text:execute-macro text:name='A'/>",
  ]) func macrosAtEventsAreFound(element: String) {
    #expect(Self.part(Self.open(element)) == .macros)
  }

  @Test(arguments: [
    "<text:a xlink:href='https://example.com/'>DDE(</text:a>",
    "<table:table-cell table:formula='of:=ADDE(1)' office:string-value='DDE (x)'/>",
    "<table:table-cell table:formula='of:=DDE+1'/>", "<draw:object xlink:href='./Object 1'/>",
    "<draw:image xlink:href='https://example.com/a.png'/>", "<script:event-listener/>",
    "<text:section-source xlink:href='../a.odt'/>",
    "<meta:template xlink:href='file:///C:/a.ott'/>",
    "<table:table-source xlink:href='https://example.com/a.ods'/>", "<office:scripts/>",
  ]) func whatIsOrdinaryInOpenDocumentIsNot(element: String) {
    #expect(Self.part(Self.open(element)).isEmpty)
    #expect(Self.document(Self.flat(element)).isEmpty)
  }

  @Test func modulesOfFlatDocumentsAreMacros() {
    let module = "<office:scripts><ooo:module ooo:name='A'>Sub A</ooo:module></office:scripts>"
    #expect(Self.document(Self.flat(module)) == .macros)
    let other = "<document><module name='a'>b</module></document>"
    #expect(Self.document(other).isEmpty)
  }

  @Test(arguments: [
    "<w:instrText>DDE<!-- <x> -->AUTO c</w:instrText>",
    "<w:instrText><![CDATA[DDEAUTO]]> c</w:instrText>", "<w:instrText>D<?a <b ?>DE c</w:instrText>",
    "<?a <!-- ?><w:fldSimple w:instr='DDE c'/>",
    "<w:instrText>\(String(repeating: " ", count: 5000))DDE c</w:instrText>",
    "<w:instrText>\(String(repeating: " ", count: 5000))</w:instrText><w:instrText>DDE c</w:instrText>",
    String(repeating: "<w:fldChar w:fldCharType='begin'/>", count: 40)
      + "<w:instrText>DDE c</w:instrText>",
  ]) func whatBreaksInstructionsHidesNothing(text: String) {
    #expect(Self.part("<w:document>\(text)</w:document>") == .unwantedActions)
    let type = "<!DOCTYPE d [<!ENTITY a '<!-- '><?b ' ?>]>"
    #expect(Self.part("\(type)<w:document>\(text)</w:document>") == .unwantedActions)
  }

  @Test func documentsOfWordInOneFileAreRead() {
    for root in ["w:wordDocument", "pkg:package"] {
      let text = "<\(root)><w:fldSimple w:instr='DDEAUTO c'/></\(root)>"
      #expect(Self.document(text) == .unwantedActions)
    }
    let other = "<book><fldSimple instr='DDEAUTO c'/></book>"
    #expect(Self.document(other).isEmpty)
  }

  /// What Office opens or starts by elements other than relationships and fields.
  @Test(arguments: [
    "<p:sld><a:hlinkMouseOver r:id='rId1' action='ppaction://program'/></p:sld>",
    "<p:sld><a:hlinkClick r:id='rId1' action='PPaction://program'/></p:sld>",
    "<p:sld><a:hlinkHover r:id='rId1'/></p:sld>",
    "<connections><connection refreshOnLoad='1'><webPr url='http://a'/></connection></connections>",
    "<x:connections><x:connection refreshOnLoad='true'><x:dbPr connection='a'/></x:connection>"
      + "</x:connections>",
    "<queryTable refreshOnLoad='1' connectionId='1'/>",
    "<customUI onLoad='http://example.com/a.dotm!foo'/>",
    "<customUI xmlns='http://a/b'><button id='a' onAction='\\\\host\\a.dotm!b'/></customUI>",
  ]) func whatOfficeOpensAndStartsIsUnwanted(part: String) {
    #expect(Self.part(part) == .unwantedActions)
  }

  @Test(arguments: [
    "<p:sld><a:hlinkClick r:id='rId1'/><a:hlinkHover r:id='' action='ppaction://noaction'/></p:sld>",
    "<p:sld><a:hlinkMouseOver r:id='a' action='ppaction://hlinksldjump'/></p:sld>",
    "<connections><connection><webPr url='http://a'/></connection></connections>",
    "<connections><connection refreshOnLoad='1'><dbPr connection='Data Model Connection'/>"
      + "</connection><connection refreshOnLoad='0'><dbPr connection='a'/></connection></connections>",
    "<customUI xmlns='http://a/b'><button onAction='M.foo' getLabel='C:\\a.dotm!b'/></customUI>",
    "<w:document><w:x embeddedHtml='&lt;script>'/>"
      + "<wp15:webVideoPr embeddedHtml='&lt;iframe src=&quot;https://example.com/&quot;>'/></w:document>",
  ]) func whatIsOrdinaryInOfficeIsNot(part: String) {
    #expect(Self.part(part).isEmpty)
  }

  @Test func pagesOfFilmsRunNoScripts() {
    let page = "&lt;script&gt;alert(1)&lt;/script&gt;"
    let part = "<w:document><wp15:webVideoPr embeddedHtml=\"\(page)\" h='1'/></w:document>"
    #expect(Self.part(part) == [.scripts, .unwantedActions])
  }

  @Test func damageAnywhereDoesNotTrap() {
    let cell = "<c table:formula='of:=&#68;DE(1)'/><a xlink:href='macro:&amp;'/>"
    withDamage(Array(Self.flat(cell + "<![CDATA[a]]><?b?>").utf8)) { bytes in
      _ = OfficeMarkup(document: bytes.span)
      _ = OfficeMarkup(part: bytes.span)
    }
  }
}
