import ScanAPI
import Testing

/// In which form a client is answered.
@Suite struct ScanFormatTests {
  @Test(arguments: [
    ("", ScanFormat.json), ("*/*", .json), ("text/*", .textJSON), ("application/xml", .xml),
    ("text/xml, application/json;q=0.5", .textXML), ("application/json;q=0, */*", .textJSON),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", .xml),
    ("text/html", nil), ("*/*;q=0", nil), ("application/json; q=x", nil),
  ]) func theHeaviestFormIsChosen(accept: String, form: ScanFormat?) {
    let field = accept.isEmpty ? "" : "Accept: \(accept)\r\n"
    let head = Array("GET / HTTP/1.1\r\nHost: a\r\n\(field)".utf8)
    #expect(ScanFormat(acceptedBy: head.span) == form)
  }
}
