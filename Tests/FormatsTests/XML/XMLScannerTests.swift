import Formats
import Testing

@Suite struct XMLScannerTests {
  private func findings(_ text: String) -> XMLFindings {
    XMLScanner(Array(text.utf8).span).findings
  }

  static let documents: [(String, XMLFindings)] = [
    ("<a/>", XMLFindings()), ("<!DOCTYPE a><a/>", .documentType),
    (
      "<!DOCTYPE a SYSTEM 'http://x.example/a.dtd'><a/>",
      [.documentType, .externalType, .foreignType]
    ),
    ("<!DOCTYPE a PUBLIC '-' 'http://www.w3.org/a.dtd'>", [.documentType, .externalType]),
    ("<!DOCTYPE a PUBLIC '-//W3C//DTD HTML 4.0//EN'><a/>", [.documentType, .externalType]),
    ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", [.documentType, .internalEntity]),
    ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///c'>]>", [.documentType, .externalEntity]),
    (
      "<!DOCTYPE a [<!ENTITY % b PUBLIC 'c' \"d\">%b;]>",
      [.documentType, .externalEntity, .parameterEntity]
    ),
    ("<x xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='y'/></x>", .inclusion),
    ("<?xml-stylesheet href='a.xsl' type='text/xsl'?><a/>", .stylesheet),
    (
      "<?xml-stylesheet href='data:text/xml,x'?><a/>",
      [.stylesheet, .activeStylesheet, .distantStylesheet]
    ),
    ("<?xml version='1.0' encoding=\"UTF-7\"?><a/>", .hidingEncoding),
    (
      "<a xmlns:h='http://www.w3.org/1999/xhtml'><h:script>1</h:script></a>",
      [.script, .shownVocabulary]
    ),
    ("<a xmlns:b='http://schemas.microsoft.com/clr/nsassem/c/d'/>", .serialized),
    ("<java class='x'><object class='y'/></java>", .serialized),
    ("<object class='java.lang.Runtime'/>", .serialized), ("<object class='button'/>", []),
    ("<java><b:object/><bean class='java.lang.String'/></java>", []),
  ]

  @Test(arguments: documents)
  func whatADocumentNamesIsFound(_ text: String, _ expected: XMLFindings) {
    #expect(findings(text) == expected)
  }

  @Test(arguments: [
    "<!-- <!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]> --><a/>",
    "<a><![CDATA[<!DOCTYPE a SYSTEM 'b'> <i:include xmlns:i='http://www.w3.org/2001/XInclude'/>]]></a>",
    "<a b='<!ENTITY c SYSTEM'/>", "<include/>", "<x xmlns:i='http://www.w3.org/2001/XInclude'/>",
    "<?xml version='1.0' encoding='Shift_JIS'?><a/>",
  ])
  func whatOnlyLooksSoIsNotFound(_ text: String) { #expect(findings(text).isEmpty) }

  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY % b '<!ENTITY &#37; c SYSTEM \"d\">'>%b;]>",
    "<!DOCTYPE a [<!ENTITY % b '&#60;!ENTITY c SYSTEM \"d\">'>%b;]>",
    "<!DOCTYPE a [<!-- ]> --><!ENTITY b SYSTEM 'c'>]>",
    "<!DOCTYPE a [<?x ]>?><!ENTITY b SYSTEM 'c'>]>",
    "<!DOCTYPE a [<!ATTLIST a b CDATA ']>'><!ENTITY c SYSTEM 'd'>]>",
    "<!DOCTYPE a[<!ENTITY b SYSTEM'c'>]>",
    "<!DOCTYPE a [<![INCLUDE[<!ENTITY b SYSTEM 'c'>]]>]>",
    "<!DOCTYPE a [<![INCLUDE[]]><!ENTITY b SYSTEM 'c'>]>",
    "<!DOCTYPE a [<!ENTITY b\nPUBLIC\n'x'\n'c'",
  ])
  func anExternalEntityIsFoundHoweverItIsWritten(_ text: String) {
    #expect(findings(text).contains(.externalEntity))
  }

  @Test func anInclusionWithAHiddenNamespaceIsFound() {
    let written = "<x xmlns:i='http://www.w3.org/2001/&#88;Include'><i:include/></x>"
    #expect(findings(written).contains(.inclusion))
    let entity =
      "<!DOCTYPE x [<!ENTITY n 'http://www.w3.org/2001/XInclude'>]><x xmlns:i='&n;'><i:include/></x>"
    #expect(findings(entity).contains(.inclusion))
  }

  private func laughs(_ depth: Int) -> String {
    let entities = (1..<depth).map { index in
      "<!ENTITY l\(index) '\(String(repeating: "&l\(index - 1);", count: 10))'>"
    }
    return "<!DOCTYPE a [<!ENTITY l0 'ha'>\(entities.joined())]><a>&l\(depth - 1);</a>"
  }

  @Test func entitiesThatStandForTooMuchAreABomb() {
    #expect(findings(laughs(10)).contains(.bomb))
    #expect(!findings(laughs(4)).contains(.bomb))
    let attribute = laughs(10).replacing(/<a>.*<\/a>/, with: "<a b='&l9;'/>")
    #expect(findings(attribute).contains(.bomb))
    let unused = laughs(10).replacing(/<a>.*<\/a>/, with: "<a/>")
    #expect(!findings(unused).contains(.bomb))
    let long = "<!DOCTYPE a [<!ENTITY b '\(String(repeating: "x", count: 4000))'>]><a>"
    #expect(findings(long + String(repeating: "&b;", count: 4000) + "</a>").contains(.bomb))
    #expect(!findings(long + String(repeating: "&b;", count: 100) + "</a>").contains(.bomb))
  }

  @Test func anEntityThatStandsForItselfIsABomb() {
    #expect(findings("<!DOCTYPE a [<!ENTITY b '&c;'><!ENTITY c '&b;'>]><a>&b;</a>").contains(.bomb))
  }

  @Test func longChainsOfEntitiesAreReckonedWithoutRecursion() {
    let chain = (1..<20_000).map { "<!ENTITY e\($0) '&e\($0 - 1);'>" }.joined()
    #expect(!findings("<!DOCTYPE a [<!ENTITY e0 'x'>\(chain)]><a>&e19999;</a>").contains(.bomb))
  }

  static let addresses: [(String, Bool)] = [
    ("http://www.w3.org/x.dtd", true), ("https://java.sun.com/x.dtd", true), ("x.dtd", true),
    ("urn:a:b", true), ("about:legacy-compat", true),
    ("a/b.dtd", true),
    ("http://www.w3.org.evil.example/x.dtd", false), ("http://w3.org@evil.example/x.dtd", false),
    ("http://evilw3.org/", false), ("file:///etc/x.dtd", false), ("../x.dtd", false),
    ("/x.dtd", false),
    ("http://w3.org:8080/x.dtd", false), ("\\\\host\\x.dtd", false), ("x.txt", false),
    ("//host/x.dtd", false),
  ]

  @Test(arguments: addresses)
  func documentTypesOfPublishersAreNotForeign(_ address: String, _ isKnown: Bool) {
    let found = findings("<!DOCTYPE a SYSTEM \"\(address)\"><a/>")
    #expect(found.contains(.foreignType) == !isKnown)
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    let text =
      "<?xml v?><!DOCTYPE a PUBLIC 'b' 'c' [<!ENTITY % d '<!ENTITY e \"&#37;f;\">'>%d;<![INCLUDE[<!ATTLIST g h>]]>]><i:j k='&l;'/>"
    withDamage(Array(text.utf8)) { _ = XMLScanner($0.span) }
  }
}
