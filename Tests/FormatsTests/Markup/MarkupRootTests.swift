import Formats
import Testing

@Suite struct MarkupRootTests {
  private func kind(_ text: String) -> MarkupRoot.Kind? {
    MarkupRoot(Array(text.utf8).span, from: 0)?.kind
  }

  @Test(arguments: [
    ("<!DOCTYPE html><x>", MarkupRoot.Kind.html), ("<!doctype HTML>", .html), ("<HTML>", .html),
    ("<!-- c > --> <script>", .html), ("<?xml version='1.0'?><html xmlns='x'>", .html),
    ("<a href=x>", .html),
    ("<svg>", .vectorImage), ("<?xml ?><!DOCTYPE svg [<!ENTITY a \"]>\">]><s:svg/>", .vectorImage),
    ("<job><script language=x>", .script), ("<job><name/></job>", .other),
    ("<hta:application>", .application),
    ("<x:html>", .other), ("<?xml", .other), ("<!DOCTYPE a [<!ENTITY", .other),
    ("<?xml ?><a>", .other), ("<feed xmlns='x'>", .other),
  ])
  func aDocumentIsWhatItsFirstTagSays(_ text: String, _ expected: MarkupRoot.Kind) {
    #expect(kind(text) == expected)
  }

  @Test(arguments: ["", "<", "<!--", "<?x", "<!-- a --> text", "< b>", "<1>", "text <b>"])
  func whatHasNoTagIsNone(_ text: String) { #expect(kind(text) == nil) }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    let text = "<?xml v?><!-- c --><!DOCTYPE a [<!ENTITY b \"c\"><!-- d -->]><e:svg f=\"g\"/>"
    withDamage(Array(text.utf8)) { _ = MarkupRoot($0.span, from: 0) }
  }
}
