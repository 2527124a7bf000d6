import Formats
import Testing

@Suite struct XMLExpansionTests {
  private func expand(_ text: String, bytesMax: Int = 1 << 16) -> XMLExpansion? {
    XMLExpansion(Array(text.utf8).span, bytesMax: bytesMax)
  }

  @Test(arguments: [
    ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>c</a>"),
    (
      "<?xml version='1.0'?><!-- <!DOCTYPE x [ --><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
      "<a>c</a>"
    ),
    ("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a e='&d;'/>", "<a e='cc'/>"),
    ("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY b 'd'>]>\n<a>&b;&e;&#65;</a>", "\n<a>c&e;&#65;</a>"),
    ("<!DOCTYPE a [<!ENTITY b '&#60;d/>&lt;'>]><a>&b;</a>", "<a><d/>&lt;</a>"),
    ("<!DOCTYPE a [<!ENTITY % p '<!ENTITY b \"c\">'>%p;]><a>&b;</a>", "<a>c</a>"),
    (
      "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY &#37; q '&#60;!ENTITY b &#34;c&#34;>'>\">%p;%q;]><a>&b;</a>",
      "<a>c</a>"
    ),
    ("<!DOCTYPE a SYSTEM ']>' [<!ENTITY b 'c>]'> ]  ><a>&b;</a>", "<a>c>]</a>"),
    (
      "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;<!-- &b; --><![CDATA[&b;]]></a>",
      "<a>c<!-- &b; --><![CDATA[&b;]]></a>"
    ),
    (
      "<!DOCTYPE a [<!ENTITY b 'c'><!ATTLIST a d CDATA '&b;&b;'>]><a/>", "<a/>\ncc"
    ),
    ("<!DOCTYPE a [<![INCLUDE[<!ENTITY b 'c'>]]>]><a>&b;</a>", "<a>c</a>"),
  ])
  func entitiesStandInTheirPlaces(_ document: String, _ expected: String) throws {
    let expansion = try #require(expand(document))
    #expect(String(decoding: expansion.text, as: UTF8.self) == expected)
    #expect(!expansion.isCut)
  }

  @Test(arguments: [
    "<a/>", "<!DOCTYPE a><a>&b;</a>", "<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]><a>&b;</a>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<a/><!DOCTYPE a [<!ENTITY b 'c'>]>&b;", "",
    "<!DOCTYPE a [<!ENTITY b", "<!DOCTYPE", "<!DOCTYPE a [", "<!DOCTYPE a [<!ENTITY b 'c",
  ])
  func whereNothingIsUsedNothingIsExpanded(_ document: String) {
    #expect(expand(document) == nil)
  }

  @Test func whatStandsForTooMuchOrForItselfIsCut() throws {
    let itself = try #require(
      expand("<!DOCTYPE a [<!ENTITY b '&c;'><!ENTITY c '&b;'>]><a>&b;</a>"))
    #expect(itself.isCut)
    let long = String(repeating: "&b;", count: 100)
    let document =
      "<!DOCTYPE a [<!ENTITY b '\(String(repeating: "x", count: 1000))'>]><a>\(long)</a>"
    let much = try #require(expand(document, bytesMax: 50_000))
    #expect(much.isCut && much.text.count <= 50_000)
    #expect(try #require(expand(document, bytesMax: 110_000)).isCut == false)
  }

  @Test func parameterEntitiesThatGrowAreCut() throws {
    let grown = (1..<40).map { "<!ENTITY % p\($0) '%p\($0 - 1);%p\($0 - 1);'>" }.joined()
    let document = "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY % p0 'xx'>\(grown)%p39;]><a>&b;</a>"
    #expect(try #require(expand(document)).isCut)
  }

  @Test func everyPrefixOfADocumentIsRead() {
    let document = Array(
      "<?xml?><!DOCTYPE a [<!ENTITY % p '<!ENTITY b \"c\">'>%p;<!ENTITY d '&b;&#38;b;'>]><a>&d;</a>"
        .utf8)
    for count in 0...document.count {
      _ = XMLExpansion(Array(document[..<count]).span, bytesMax: 1000)
    }
    #expect(XMLExpansion(document.span, bytesMax: 1000)?.text == Array("<a>cc</a>".utf8))
  }
}
