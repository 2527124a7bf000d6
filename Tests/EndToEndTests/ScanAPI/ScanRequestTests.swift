import Testing

/// Which requests the scan API serves, and how it refuses the others.
@Suite struct ScanRequestTests {
  @Test func theFormOfAnAnswerIsWhatTheClientAccepts() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      for (accept, type) in [
        ("application/json, text/json, application/xml, text/xml", "application/json"),
        ("text/json", "text/json; charset=utf-8"), ("*/*", "application/json"),
        ("application/xml", "application/xml"),
        ("text/xml;q=0.9, text/html", "text/xml; charset=utf-8"),
      ] {
        let answer = try client.scan(Array("a".utf8), fields: "Accept: \(accept)\r\n")
        #expect(answer.head["content-type"] == type)
        if type.contains("xml") {
          #expect(answer.text.contains("<CleanResult>true</CleanResult>"), "\(answer.text)")
          #expect(answer.text.contains("<FoundViruses i:nil=\"true\" />"))
        }
      }
      #expect(try client.ask("/virus/status", fields: "Accept: text/html\r\n").status == 406)
    }
  }

  @Test func theServiceSaysThatItIsOnline() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let answer = try client.ask("/virus/status?probe=1")
      #expect(answer.status == 200)
      #expect(answer.text.contains("Online"))
      #expect(try client.ask("/virus/status", method: "HEAD").body.isEmpty)
    }
  }

  @Test func aRouteServesTheAPIBelowItsPath() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage, path: "/scanner")
      #expect(try client.ask("/scanner/virus/status").status == 200)
      #expect(try client.ask("/virus/status").status == 404)
    }
  }

  @Test(arguments: [
    ("GET", "/", 404), ("GET", "/virus", 404), ("GET", "/virus/status/", 404),
    ("GET", "/virus/scan/file", 405), ("POST", "/virus/status", 405),
    ("POST", "/virus/scan/website", 501),
    ("POST", "/virus/scan/cloud-storage/aws-s3/single", 501), ("POST", "/virus/scan/file", 400),
  ]) func whatIsNotServedIsRefusedWithItsReason(
    method: String, path: String, status: Int
  ) async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let answer = try client.ask(path, method: method)
      #expect(answer.status == status)
      #expect(answer.member("status") == "\(status)")
      #expect(answer.member("detail")?.isEmpty == false)
      #expect((answer.head["allow"] != nil) == (status == 405))
    }
  }

  @Test(arguments: [
    ("allowMacros: yes", "bad_field"),
    ("allowMacros: true\r\nALLOWMACROS: true", "duplicate_field"),
    ("restrictFileTypes: .tar.gz", "bad_field"), ("options: blockInvalidUris", "unknown_option"),
    ("options: permitJavascriptAndHtmlInPDFs,typo", "unknown_option"),
    ("fileName: a\r\nfilename: b", "duplicate_field"),
  ]) func aFieldThatIsNotUnderstoodIsRefused(fields: String, reason: String) async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let answer = try client.scan(Array("a".utf8), fields: fields + "\r\n")
      #expect(answer.status == 400)
      #expect(answer.member("reason") == reason)
    }
  }

  @Test func theInterfaceDescribesItself() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let answer = try client.ask("/openapi.json")
      #expect(answer.status == 200)
      #expect(answer.head["content-type"] == "application/json")
      #expect(answer.text.contains("\"openapi\": \"3.0.3\""))
    }
  }
}
