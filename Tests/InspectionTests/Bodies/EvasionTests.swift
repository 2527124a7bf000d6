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

  /// What decoders pass over, interpreters and parsers too, makes no other thing of a text.
  @Test(arguments: Wrapping.values)
  func norBesideControlCharacters(_ wrapping: Wrapping) throws {
    for rest in [[0], [1, 2, 3], [UInt8](repeating: 0, count: 9)] as [[UInt8]] {
      let record = try inspect(wrapping.body + rest, described(wrapping.type))
      #expect(
        record.isInfected || !record.reasons.isEmpty, "\(record.contents.map(\.type)) \(rest)")
    }
  }

  private static let scattered: [[UInt8]] = [
    Array("\0\(Encoded.base64)".utf8), [UInt8](repeating: 0, count: 5000) + Encoded.base64.utf8,
    Array("data:text/plain;base64,\(Encoded.base64)\0".utf8),
    Array(planted.map { String($0, radix: 16) }.joined().utf8) + [0],
    Array("hi \u{1}\nBEGIN:VCARD\r\nPHOTO;ENCODING=b:\(Encoded.base64)\r\n".utf8),
  ]

  @Test(arguments: scattered)
  func inDataOfNoTypeEncodedTextIsFound(_ body: [UInt8]) throws {
    #expect(try inspect(body, described("application/octet-stream")).isInfected)
  }

  @Test func foldedValuesAreRead() throws {
    let encoded = Encoded.base64(planted + [UInt8](repeating: 0x41, count: 200))
    for cut in [1, 7, 22, 31] {
      let (first, rest) = (encoded.prefix(cut), encoded.dropFirst(cut))
      for (name, fold) in [
        ("ATTACH;ENCODING=BASE64;VALUE=BINARY:", "\r\n "), ("jpegPhoto:: ", "\n "),
      ] {
        let body = "BEGIN:VEVENT\r\n\(name)\(first)\(fold)\(rest)\r\nEND:VEVENT\r\n"
        #expect(try inspect(Array(body.utf8), described("text/calendar")).isInfected, "\(cut)")
      }
    }
  }

  @Test func deflatedValuesAreRead() throws {
    // The header and the sum that zlib puts around it are left out.
    let deflated = Array(Hidden.gzip(planted).dropFirst(10).dropLast(8))
    for body in [
      "SAMLRequest=\(Encoded.base64(deflated).replacing("+", with: "%2B"))",
      "{\"a\":\"\(Encoded.base64(deflated))\"}",
    ] {
      let type = body.hasPrefix("{") ? "application/json" : "application/x-www-form-urlencoded"
      #expect(try inspect(Array(body.utf8), described(type)).isInfected)
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
