import Formats
import Testing

@Suite struct HTMLTests {
  private func activities(_ text: String, isXML: Bool = false) -> [HTMLActivity] {
    let bytes = Array(text.utf8)
    var reader = HTMLReader(isXML: isXML)
    var activities: [HTMLActivity] = []
    while let tag = reader.next(bytes.span) { activities.append(HTMLActivity(tag, bytes.span)) }
    return activities.filter(\.isActive)
  }

  private func scripts(_ text: String, isXML: Bool = false) -> [String] {
    let bytes = Array(text.utf8)
    return activities(text, isXML: isXML).compactMap { $0.script }
      .map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test func scriptsAreFoundWithTheirText() {
    #expect(
      scripts("<p><script>a < b</script><SCRIPT type='text/vbscript'>c</SCRIPT >") == [
        "a < b", "c",
      ])
    #expect(scripts("<script src=x></script>") == [""])
    #expect(scripts("<script>never ends </scripty> </div>") == ["never ends </scripty> </div>"])
    #expect(scripts("<s:script>a</s:script><script/><b/>", isXML: true) == ["a", ""])
  }

  @Test(arguments: [
    "<!-- <script>a</script> -->", "<textarea><script>a</script></textarea>",
    "<style><script></style>", "<script type='application/json'>{}</script>", "</script>",
    "<scripts>",
    "<title><script></title>", "text < script >", "<a href='https://javascript:80/'>",
    "<p one='1'>",
    "<img src='data:image/png;base64,AAAA'>", "<on>", "<a on='x'>", "<meta name=refresh>",
  ])
  func whatIsNoScriptIsNotOne(_ text: String) { #expect(activities(text).isEmpty) }

  @Test(arguments: [
    "<img src=x onerror=alert(1)>", "<a/onclick='x'>", "<a href='java\nscript:x'>",
    "<body onload = \"x\">",
    "<a href=' &#106avascript:x'>", "<a href=javascript&colon;x>", "<a href=&#x6A;avascript:x>",
    "<iframe srcdoc='<p>'>", "<meta http-equiv=' Refresh' content='0;url=x'>",
    "<form action=vbscript:x>",
    "<iframe src='data:text/html,x'>", "<!--><script>x", "<!---><script>x", "<!-- --!><script>x",
    "<!x><script>x", "<?x><script>x", "<a b=c'd onclick=x>", "<a =\"b\" onclick=x>",
  ])
  func whatRunsIsFoundHoweverItIsWritten(_ text: String) { #expect(!activities(text).isEmpty) }

  @Test func sectionsOfCharactersAreTextInXMLAlone() {
    let text = "<svg><![CDATA[ > <script>a</script> ]]></svg>"
    #expect(activities(text, isXML: true).isEmpty)
    #expect(!activities(text).isEmpty)
  }

  @Test func referencesAreResolvedAsBrowsersDo() {
    func resolved(_ text: String) -> String {
      String(decoding: HTMLText.resolved(Array(text.utf8).span), as: UTF8.self)
    }
    #expect(resolved("&#97b&#x63;&#0000100;&amp;&bogus;&#;&") == "abcd&&bogus;&#;&")
    #expect(resolved("&#99999999999999999999;&#xD800;") == "\u{FFFD}\u{FFFD}")
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    let text =
      "<!doctype html><!-- a --><?b?><p c=d e='f' g=\"&#106;\"><script type=h>i</script><j:k on=l/><![CDATA[m]]>"
    withDamage(Array(text.utf8)) { bytes in
      for isXML in [false, true] {
        var reader = HTMLReader(isXML: isXML)
        while let tag = reader.next(bytes.span) { _ = HTMLActivity(tag, bytes.span) }
      }
    }
  }
}
