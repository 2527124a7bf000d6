import Testing

@testable import Inspection

/// Markup that browsers and parsers read in more ways than one, or read further than anybody writes.
@Suite struct MarkupReadingTests {
  private static let image = "<img src=x onerror=alert(1)>"
  private static let zeros = String(repeating: "0", count: 3000)
  private static let blanks = String(repeating: " ", count: 3000)

  private func classes(_ text: String) throws -> ThreatClasses {
    try inspect(Array(text.utf8)).classes
  }

  @Test(arguments: [
    "<svg><style>\(image)</style></svg>", "<math><style>\(image)</style></math>",
    "<svg><title>\(image)</title></svg>", "<SVG ><textarea>\(image)</textarea></svg>",
    "<svg><xmp>\(image)</xmp></svg>", "<svg><![CDATA[ > <!-- ]]>\(image)--></svg>",
    "<noscript><p title=\"</noscript>\(image)\"></noscript>",
    "<noscript><!-- </noscript>\(image) --></noscript>",
    "<select><xmp></select>\(image)</xmp>", "</p title='><!--'>\(image)-->",
    "<a\u{B}b='>\(image)'>",
    "<img \((0..<300).map { "a\($0)=1" }.joined(separator: " ")) onerror=alert(1)>",
    "<a href='&#\(zeros)106;avascript:a()'>x</a>", "<a href='\(blanks)javascript:a()'>x</a>",
    "<script type='\(blanks)text/javascript'>a()</script>",
    "<script type='text/&#106;avas&#99;ript'>a()</script>",
  ])
  func whatBrowsersRunInAnyReadingIsAScript(_ text: String) throws {
    let page = "<!DOCTYPE html><html><body>\(text)</body></html>"
    #expect(try classes(page).contains(ThreatClasses(.script)))
  }

  @Test(arguments: [
    "<svg xmlns='http://www.w3.org/2000/svg'><!-->\(image)--></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><a href='&#\(zeros)106;avascript:a()'/></svg>",
    "<!DOCTYPE svg [<!ATTLIST svg a CDATA #IMPLIED b (x|y) 'x' onload CDATA 'a()'>]>"
      + "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "<!DOCTYPE svg [<!ENTITY % x \"<!ATTLIST svg onload CDATA 'a()'>\">%x;]>"
      + "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "<!DOCTYPE svg [<!ATTLIST a xlink:href CDATA 'javascript:a()'>]>"
      + "<svg xmlns='http://www.w3.org/2000/svg'><a>x</a></svg>",
    "<job><!--\(blanks)\(blanks)\(blanks)--><script language='VBScript'>a</script></job>",
    "<?xml version='1.0'?><?xml-stylesheet \(blanks) \(blanks) href='javascript:a()'?><a/>",
  ])
  func scriptsOfDocumentsInXMLAreFound(_ text: String) throws {
    #expect(try classes(text).contains(ThreatClasses(.script)))
  }

  @Test(arguments: [
    "<html><head><title>a</title><style>b{}</style></head><body><svg><title>c</title><path/></svg>"
      + "<select><option>d</select><noscript><p>e</noscript></html>",
    "<?xml version='1.0'?><!-- a --><svg xmlns='http://www.w3.org/2000/svg'><title>a</title>"
      + "<style>b{}</style><!-- c --><path d='M0'/></svg>",
    "<!DOCTYPE svg [<!ATTLIST svg a CDATA #IMPLIED b (x|y) 'x' version CDATA #FIXED '1.1'>]>"
      + "<svg xmlns='http://www.w3.org/2000/svg'/>",
  ])
  func whatIsActiveInNoReadingIsNone(_ text: String) throws {
    let record = try inspect(Array(text.utf8))
    #expect(record.classes == ThreatClasses(.html) && record.reasons.isEmpty)
  }

  @Test func tagsInOneAnotherAreReadSoFarAndThenItIsSaid() throws {
    let text = "<html><noscript>" + String(repeating: "<a b=", count: 20_000) + "></html>"
    #expect(try inspect(Array(text.utf8)).reasons == UnjudgedReasons(.budget))
  }

  @Test func inclusionBehindAnyNumberOfZerosIsFound() throws {
    let text =
      "<a xmlns:i='http://www.w3.org/2001/&#\(Self.zeros)88;Include'><i:include href='file:///a'/></a>"
    #expect(try classes(text).contains(ThreatClasses(.xmlExternalEntities)))
  }
}
