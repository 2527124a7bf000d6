import Testing

@testable import Inspection

@Suite struct FormInspectionTests {
  @Test func scriptsInFormsOfMarkupAreFound() throws {
    let form =
      "<?xml version='1.0'?><xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><event>"
      + "<script contentType='application/x-javascript'>app.alert(1)</script></event></xdp:xdp>"
    #expect(try inspect(Array(form.utf8)).classes == [ThreatClasses(.script)])
  }

  @Test(arguments: [
    ("\\\\1.2.3.4\\a", true, true), ("https://example.com/a", true, false), ("a.xsl", false, false),
  ]) func stylesOfFormsLieInThem(address: String, isUnwantedInForm: Bool, isUnwantedAlone: Bool)
    throws
  {
    let text = Array(
      "<?xml version='1.0'?><?xml-stylesheet href = \"\(address)\"?><xdp>a</xdp>".utf8)
    var file = BuiltPDF(catalog: "/AcroForm<</XFA 4 0 R>>")
    file.add(4, "", stream: text)
    for (body, isUnwanted) in [(file.finish(), isUnwantedInForm), (text, isUnwantedAlone)] {
      let classes = try inspect(body).classes
      #expect(classes == (isUnwanted ? [ThreatClasses(.unwantedAction)] : []))
    }
  }

  @Test(arguments: [
    "1 0 obj<</FDF<</JavaScript<</After(app.alert\\(1\\))>>/F(a.pdf)>>>>endobj",
    "1 0 obj<</FDF<</Fields[<</T(a)/A<</S/JavaScript/JS(app.alert\\(1\\))>>>>]>>>>endobj",
  ]) func scriptsInFieldsOfFormsAreFound(object: String) throws {
    let text = "%FDF-1.2\n\(object)\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    let record = try inspect(Array(text.utf8))
    #expect(record.classes == [ThreatClasses(.script)] && record.reasons.isEmpty)
    let plain =
      "%FDF-1.2\n1 0 obj<</FDF<</Fields[<</T(a)/V(b)>>]>>>>endobj\n"
      + "trailer<</Root 1 0 R>>\n%%EOF\n"
    let other = try inspect(Array(plain.utf8))
    #expect(other.classes.isEmpty && other.reasons.isEmpty)
  }
}
