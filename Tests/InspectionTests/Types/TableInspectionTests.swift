import Testing

@testable import Inspection

/// Tables as text, and pages with includes of servers: what makes a program or a server act.
@Suite struct TableInspectionTests {
  private func classes(_ text: String, named name: String = "", _ type: String = "") throws
    -> ThreatClasses
  {
    let description = BodyDescription(
      contentType: Array(type.utf8), fileName: Array(name.utf8))
    return try inspect(Array(text.utf8), description).classes
  }
  private static let exchange = "a,b\n1,=cmd|'/c calc'!A1\n"

  @Test func aTableThatStartsAProgramIsUnwanted() throws {
    for (name, type) in [
      ("a.csv", ""), ("a.slk", ""), ("", "text/csv"), ("a.txt", "text/csv; x=y"),
    ] {
      #expect(try classes(Self.exchange, named: name, type) == ThreatClasses(.unwantedAction))
    }
    #expect(try classes("=cmd|'/c calc'!A1").contains(ThreatClasses(.unwantedAction)))
    #expect(try classes("WEB\n1\nhttp://x/a\n").contains(ThreatClasses(.unwantedAction)))
    // Of a text nobody makes formulas.
    #expect(try classes(Self.exchange, named: "a.txt").isEmpty)
    #expect(try classes("a,b\n1,=SUM(A1)\n", named: "a.csv").isEmpty)
    let macros = "ID;P\nO;E\nC;X1;Y1;EEXEC(\"calc\")\nE\n"
    #expect(try classes(macros, named: "a.slk") == ThreatClasses(.macros))
  }

  @Test func aTableInAnArchiveAndInAFormIsOneByItsName() throws {
    let zip = SmallZip(name: "x/a.csv", content: Array(Self.exchange.utf8))
    #expect(try inspect(zip.bytes).classes == ThreatClasses(.unwantedAction))
    let head = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n"
    let type = "multipart/form-data; boundary=b"
    let form = head + Self.exchange + "\r\n--b--\r\n"
    #expect(try classes(form, named: "", type) == ThreatClasses(.unwantedAction))
    let field = form.replacing("; filename=\"a.csv\"", with: "")
    #expect(try classes(field, named: "", type).isEmpty)
  }

  @Test func aWideTableIsRead() throws {
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in Self.exchange.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let record = try inspect(wide, BodyDescription(fileName: Array("a.csv".utf8)))
    #expect(record.classes == ThreatClasses(.unwantedAction))
  }

  @Test func includesOfServersInPagesAreScripts() throws {
    for include in ["<!--#exec cmd=\"id\" -->", "<!--# INCLUDE virtual=\"/a\" -->"] {
      #expect(try classes("<html><p>\(include)</p></html>").contains(ThreatClasses(.script)))
    }
    let harmless = "<html><!-- #exec --><!--#echo var=\"A\" --><!--[if IE]><![endif]--></html>"
    #expect(try classes(harmless) == ThreatClasses(.html))
  }
}
