import Testing

@testable import Inspection

/// The signature's text in every wrapping of requests, forms, documents and mail: none passes in silence.
@Suite struct EvasionTests {
  @Test(
    arguments: Wrapping.values + Wrapping.inParts + Wrapping.inOddParts + Wrapping.inCodings
      + Wrapping.mails)
  func nothingPassesInSilence(_ wrapping: Wrapping) throws {
    let record = try inspect(wrapping.body, described(wrapping.type, encoding: wrapping.encoding))
    // It does not show in the body as it is.
    #expect(record.contents[0].detections.isEmpty)
    if wrapping.isFound {
      #expect(
        record.isInfected, "\(record.contents.map { ($0.relation, $0.type) }) \(record.reasons.all)"
      )
    } else {
      #expect(record.isInfected || !record.reasons.isEmpty)
    }
  }

  @Test(arguments: Wrapping.inOddParts.filter { $0.type.contains(/multipart|boundary/) })
  func whatParsersReadInDifferentWaysIsAmbiguous(_ wrapping: Wrapping) throws {
    let record = try inspect(wrapping.body, described(wrapping.type))
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
  }

  @Test(arguments: Wrapping.inParts + Wrapping.inCodings.prefix(10))
  func whatAllReadAlikeIsNot(_ wrapping: Wrapping) throws {
    let record = try inspect(wrapping.body, described(wrapping.type, encoding: wrapping.encoding))
    #expect(record.reasons.isEmpty, "\(record.reasons.all)")
  }

  @Test(arguments: Wrapping.values)
  func norInAPartOfAFormOrUnderACoding(_ wrapping: Wrapping) throws {
    let part =
      "Content-Disposition: form-data; name=\"a\""
      + (wrapping.type.isEmpty ? "" : "\r\nContent-Type: \(wrapping.type)")
    let type = "multipart/form-data; boundary=b"
    let body =
      Array("--b\r\n\(part)\r\n\r\n".utf8) + wrapping.body + Array("\r\n--b--\r\n".utf8)
    #expect(try inspect(body, described(type)).isInfected)
    #expect(try inspect(Hidden.gzip(body), described(type, encoding: "gzip")).isInfected)
  }
}
