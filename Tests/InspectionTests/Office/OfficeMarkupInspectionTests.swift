import Testing

@testable import Inspection

@Suite struct OfficeMarkupInspectionTests {
  @Test func documentsOfOneFileOfMarkupAreJudged() throws {
    let open =
      "<?xml version='1.0'?><office:document xmlns:office="
      + "'urn:oasis:names:tc:opendocument:xmlns:office:1.0'><text:dde-connection-decl/>"
      + "</office:document>"
    #expect(try inspect(Array(open.utf8)).classes == [ThreatClasses(.unwantedAction)])
  }
}
