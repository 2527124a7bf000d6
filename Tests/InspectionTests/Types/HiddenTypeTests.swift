import Testing

@testable import Inspection

/// Text whose type is hidden behind what looks like another.
@Suite struct HiddenTypeTests {
  private static let fields = "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"

  @Test(arguments: [
    ("<html><body><script>alert(1)</script><!--\(fields)--></body></html>", ThreatClass.script),
    ("<?php system($_GET['c']); /*\(fields)*/ ?>", .script),
    ("#!/bin/sh\n: <<X\(fields)X\n", .script),
    (
      "<!--\(fields)--><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///a'>]><r>&x;</r>",
      .xmlExternalEntities
    ),
    ("O:8:\"stdClass\":1:{s:1:\"a\";s:99:\"\(fields)\";}", .insecureDeserialization),
  ])
  func fieldsOfMailInATextHideNothing(_ text: String, _ threat: ThreatClass) throws {
    #expect(try inspect(Array(text.utf8)).classes.contains(ThreatClasses(threat)))
  }

  @Test func aMailInATextIsReadAllTheSame() throws {
    let mail =
      "<html><!--\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      + Encoded.base64
    #expect(try inspect(Array(mail.utf8)).isInfected)
  }

  @Test(arguments: [
    "<note><img xmlns='http://www.w3.org/1999/xhtml' src='x' onerror='alert(1)'/></note>",
    "<x:html xmlns:x='http://www.w3.org/1999/xhtml'><x:body onload='alert(1)'/></x:html>",
    "<!DOCTYPE r [<!ATTLIST s xmlns CDATA 'http://www.w3.org/2000/svg'>]><r><s onload='a()'/></r>",
  ])
  func elementsThatBrowsersRunAreFoundInOtherVocabularies(_ text: String) throws {
    let record = try inspect(Array(text.utf8), described("application/xml"))
    #expect(record.classes.contains(ThreatClasses(.script)))
  }

  @Test(arguments: [
    "%!PS-Adobe-3.0 PDF-1.4\n", "{\\rtf1}\n", "junk\n", "#!/bin/sh\n",
  ])
  func filesOfPDFThatBeginLikeOthersAreRead(_ start: String) throws {
    var file = BuiltPDF(catalog: "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>").finish()
    file.replaceSubrange(0..<"%PDF-1.7\n".utf8.count, with: Array(start.utf8))
    let record = try inspect(file)
    #expect(record.contents.contains { $0.relation == .script })
  }

  @Test(arguments: [
    "(%pipe%id) (r) file", "(\\045pi\\\npe%id) (r) file", "<25 70 69 706525> (r) file",
  ])
  func documentsInPostScriptMayStartPrograms(_ text: String) throws {
    #expect(try inspect(Array("%!PS-Adobe-3.0\n\(text)\n".utf8)).classes == ThreatClasses(.script))
    #expect(try inspect(Array("%!PS-Adobe-3.0\n(100 %, pipes)\n".utf8)).classes.isEmpty)
  }

  @Test func objectsMayBeShortValues() throws {
    let object = ThreatClasses(.insecureDeserialization)
    let pickle = "{\"a\":\"cos\\nsystem\\n(S'id'\\ntR.\"}"
    #expect(try inspect(Array(pickle.utf8)).classes == object)
    #expect(try inspect(Array("{\"a\":\"O:1:\\\"A\\\":0:{}\"}".utf8)).classes == object)
    #expect(try inspect(Array("<doc><b>O:1:&quot;A&quot;:0:{}</b></doc>".utf8)).classes == object)
    let form = Array("a=cos%0Asystem%0A(S'id'%0AtR.".utf8)
    #expect(try inspect(form, described("application/x-www-form-urlencoded")).classes == object)
    #expect(try inspect(Array("{\"a\":\"one\\ntwo\\nthree\",\"b\":\"a: b\"}".utf8)).classes.isEmpty)
  }

  @Test func inclusionByANamespaceThatIsADefaultIsFound() throws {
    let text =
      "<!DOCTYPE r [<!ATTLIST r xmlns:i CDATA 'http://www.w3.org/2001/XInclude'>]>"
      + "<r><i:include href='file:///a'/></r>"
    #expect(try inspect(Array(text.utf8)).classes.contains(ThreatClasses(.xmlExternalEntities)))
  }

  @Test func quotesThatAreHalvesOfOtherCharactersAreNone() throws {
    let text = "<html><img alt=\"\u{1B}$B\">!!\u{1B}(B <img src=\"x onerror=alert(1)//\"></html>"
    #expect(try inspect(Array(text.utf8)).classes.contains(ThreatClasses(.script)))
  }

  @Test func sequencesCutNoSignature() throws {
    let text = String(decoding: planted, as: UTF8.self).map { "\($0)\u{1B}(B" }.joined()
    #expect(try inspect(Array(text.utf8)).isInfected)
  }

  @Test(arguments: [
    "application/pdf; name=\"Property boundary plan.pdf\"",
    "text/plain; name=\"multipart-spec.txt\"",
    "application/soap+xml; action=\"urn:gis:getBoundary\"", "text/plain; boundary=x",
  ])
  func wordsOfMultipartInATypeMeanNothingWithoutParts(_ type: String) throws {
    #expect(try inspect(Array("words of a text".utf8), described(type)).reasons.isEmpty)
  }
}
