import Testing

@testable import Inspection

/// A description with a Content-Type.
func described(_ contentType: String, encoding: String = "") -> BodyDescription {
  BodyDescription(
    contentType: Array(contentType.utf8), contentEncoding: Array(encoding.utf8))
}

@Suite struct MultipartInspectionTests {
  static let formType = "multipart/form-data; boundary=b"

  /// A form of one part.
  static func form(_ fields: String, _ content: String, before: String = "", after: String = "")
    -> [UInt8]
  {
    Array("\(before)--b\r\n\(fields)\r\n\r\n\(content)\r\n--b--\r\n\(after)".utf8)
  }

  static let file =
    "Content-Disposition: form-data; name=\"avatar\"; filename=\"a.txt\"\r\nContent-Type: text/plain"

  @Test func aPartIsAContentWithItsNames() throws {
    let record = try inspect(Self.form(Self.file, "harmless"), described(Self.formType))
    let part = try #require(record.contents.last)
    #expect(record.contents.count == 2 && part.relation == .part && part.byteCount == 8)
    #expect(part.name == Array("a.txt".utf8) && part.field == Array("avatar".utf8))
    #expect(part.nameAgreement == .agrees && part.declaredAgreement == .agrees)
    #expect(record.reasons.isEmpty && record.contents[0].type == .multipart)
  }

  @Test func aFileInAPartIsRead() throws {
    let packed = Hidden.gzip(planted)
    let head = Array("--b\r\n\(Self.file)\r\n\r\n".utf8)
    let body = head + packed + Array("\r\n--b--\r\n".utf8)
    let record = try inspect(body, described(Self.formType))
    #expect(record.contents.map(\.relation) == [.body, .part, .decompressed])
    #expect(record.contents[2].detections.count == 1 && record.reasons.isEmpty)
  }

  /// What servers read in different ways is not clean, and what each may read is scanned.
  @Test(arguments: [
    "Content-Disposition: form-data; name=a; name=b", "Content-Disposition: form-data; filename=x",
    "Content-Disposition: form-data; name=a; filename=x; filename*=utf-8''y",
    "Content-Disposition: form-data; name=\"a\u{0}b\"", "Content-Disposition: attachment; name=a",
    "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
    "Content-Disposition: form-data;\r\n name=a", "X: y",
    "Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=utf-7",
    "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
    "Content-Disposition: form-data; name=a\r\nContent-Encoding: gzip",
    "Content-Disposition: form-data; name=a\r\nContent-Type: multipart/mixed",
    "Content-Disposition : form-data; name=a", "Content-Disposition: form-data; name=a\nX: y",
    "Content-Disposition: form-data; name*0=a; name*1=b",
  ])
  func oddFieldsAreAmbiguous(_ fields: String) throws {
    let record = try inspect(Self.form(fields, "x"), described(Self.formType))
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
    #expect(
      try inspect(
        Self.form(fields, "\(String(decoding: planted, as: UTF8.self))"), described(Self.formType)
      ).isInfected)
  }

  @Test(arguments: [
    "Content-Disposition: form-data; name=\"a\"",
    "content-disposition: form-data; name=a; filename=\"\u{E9}.txt\"\r\ncontent-length: 1",
    "Content-Disposition: form-data; name=a; filename=x; filename*=utf-8''x",
    "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: binary",
    "Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=UTF-8",
  ])
  func whatClientsWriteIsNotRefused(_ fields: String) throws {
    #expect(try inspect(Self.form(fields, "x"), described(Self.formType)).reasons.isEmpty)
  }

  @Test func encodedPartsAreDecodedAllTheSame() throws {
    let fields = "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: "
    let quoted = planted.map { "=\(String($0, radix: 16))" }.joined()
    for (encoding, content) in [("base64", Encoded.base64(planted)), ("Quoted-Printable", quoted)] {
      let record = try inspect(Self.form(fields + encoding, content), described(Self.formType))
      let decoded = record.contents.first { $0.relation == .decoded }
      #expect(decoded?.detections.count == 1)
    }
  }

  @Test func everyBoundaryThatServersMayTakeIsRead() throws {
    let packed = Encoded.base64(planted)
    let part = "Content-Transfer-Encoding: base64\r\n\r\n\(packed)"
    let body = Array("--c\r\n\(part)\r\n--c--\r\n".utf8)
    for type in [
      "multipart/form-data; boundary=b; boundary=c",
      "multipart/form-data; boundary*0=c; boundary=b",
      "multipart/form-data; xboundary=c; boundary=b", "multipart/form-data; boundary=b",
      "multipart/form-data", "application/octet-stream",
    ] {
      let record = try inspect(body, described(type))
      #expect(record.isInfected, "\(type)")
      let isSaid = !type.hasPrefix("application")
      #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)) == isSaid, "\(type)")
    }
  }

  @Test func nestedPartsAreReadToTheLimitOfDepth() throws {
    func nested(_ depth: Int) -> String {
      guard depth > 0 else {
        return "Content-Transfer-Encoding: base64\r\n\r\n\(Encoded.base64(planted))"
      }
      return "Content-Type: multipart/mixed; boundary=n\(depth)x\r\n\r\n--n\(depth)x\r\n"
        + nested(depth - 1) + "\r\n--n\(depth)x--\r\n"
    }
    let body = Array("--b\r\n\(nested(5))\r\n--b--".utf8)
    #expect(try inspect(body, described("multipart/mixed; boundary=b")).isInfected)
    let deep = Array("--b\r\n\(nested(30))\r\n--b--".utf8)
    let record = try inspect(deep, described("multipart/mixed; boundary=b"))
    #expect(record.reasons.contains(UnjudgedReasons(.depth)))
  }
}

@Suite struct ContentEncodingInspectionTests {
  private let packed = Hidden.gzip

  @Test func bodiesAreReadThroughTheirCodings() throws {
    let once = packed(planted)
    for encoding in ["gzip", "X-GZIP", " gzip , identity", "gzip, gzip"] {
      let body = encoding == "gzip, gzip" ? packed(once) : once
      let record = try inspect(body, described("text/plain", encoding: encoding))
      #expect(record.isInfected && record.reasons.isEmpty, "\(encoding)")
      #expect(record.contents.last?.relation == .decodedBody)
    }
  }

  @Test func deflateIsReadWithAndWithoutItsHeader() throws {
    for body in [Hidden.deflate(planted), Hidden.zlib(planted)] {
      let record = try inspect(body, described("text/plain", encoding: "deflate"))
      #expect(record.contents.last?.detections.count == 1 && record.reasons.isEmpty)
    }
  }

  @Test func whatIsDecodedIsReadByItsContentType() throws {
    let form = MultipartInspectionTests.form(
      MultipartInspectionTests.file, String(decoding: planted, as: UTF8.self))
    let record = try inspect(
      packed(form), described(MultipartInspectionTests.formType, encoding: "gzip"))
    #expect(record.contents.map(\.relation) == [.body, .decodedBody, .part])
    #expect(record.reasons.isEmpty)
  }

  @Test func whatCannotBeDecodedIsNotClean() throws {
    let body = Array("harmless".utf8)
    for (encoding, reason) in [
      ("gzip", UnjudgedReason.damaged), ("br", .damaged), ("zstd", .damaged), ("exotic", .format),
      ("gzip,gzip,gzip,gzip,gzip,gzip", .format),
    ] {
      let record = try inspect(body, described("text/plain", encoding: encoding))
      #expect(record.reasons.contains(UnjudgedReasons(reason)), "\(encoding)")
    }
    let trailing = try inspect(packed(body) + body, described("text/plain", encoding: "gzip"))
    #expect(trailing.reasons.contains(UnjudgedReasons(.ambiguous)))
  }
}
