import ScanAPI
import Testing

/// What a client wishes, by the fields of its request.
@Suite struct ScanRequestTests {
  private func request(_ fields: String) throws(ScanFault) -> ScanRequest {
    let head = Array("POST / HTTP/1.1\r\nHost: a\r\nAllow: GET\r\n\(fields)\r\n".utf8)
    return try ScanRequest(.advancedScan, head: head.span)
  }

  @Test(arguments: [
    "allowMacro: true", "AllowHtmls: true", "restrictFileType: .pdf", "option: blockInvalidUris",
  ]) func aMisspeltWishIsRefused(field: String) {
    #expect(throws: ScanFault.self) { try request(field) }
  }

  @Test(arguments: ["allowMacros: TRUE", "allowHtml:", "restrictFileTypes: .pdf", "Access: x"])
  func whatIsSpeltRightIsTaken(field: String) throws {
    _ = try request(field)
  }
}
