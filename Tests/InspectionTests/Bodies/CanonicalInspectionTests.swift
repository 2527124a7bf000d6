import Testing

@testable import Inspection

@Suite struct CanonicalInspectionTests {
  private static let formType = MultipartInspectionTests.formType

  private func form(_ fields: String, _ content: String = "x") -> [UInt8] {
    MultipartInspectionTests.form(fields, content)
  }

  @Test func whatIsWrittenAnewIsJudgedInPlaceOfWhatCame() throws {
    let body = MultipartInspectionTests.form(
      MultipartInspectionTests.file, "harmless", before: "junk\r\n", after: "junk")
    let (record, written) = try inspectCanonically(body, described(Self.formType))
    #expect(record.reasons.isEmpty)
    #expect(record.contents.map(\.relation) == [.body, .canonicalBody, .part])
    #expect(record.path(of: 2) == [Array("a.txt".utf8)])
    // The strict reader takes what was written, and finds the same in it.
    let delivered = try #require(written)
    let type = String(decoding: delivered.contentType, as: UTF8.self)
    let strict = try inspect(delivered.bytes, described(type))
    #expect(strict.reasons.isEmpty && strict.contents.map(\.relation) == [.body, .part])
    #expect(strict.contents[1].name == record.contents[2].name)
    #expect(strict.contents[1].byteCount == 8)
  }

  /// Each kind of ambiguity that the strict reader refuses, and that writing anew resolves.
  @Test(arguments: [
    "Content-Disposition: form-data; name=a; name=b",
    "Content-Disposition: form-data; name=a; filename=x; filename*=utf-8''y",
    "Content-Disposition: form-data; name=\"a\u{0}b\"",
    "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
    "Content-Disposition: form-data;\r\n name=a", "Content-Disposition : form-data; name=a",
    "Content-Disposition: form-data; name=a\nX: y", "Content-Disposition: form-data; name*0=a",
    "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
  ])
  func oddFieldsAreResolved(_ fields: String) throws {
    #expect(
      try inspect(form(fields), described(Self.formType)).reasons
        .contains(UnjudgedReasons(.ambiguous)))
    let (record, written) = try inspectCanonically(form(fields), described(Self.formType))
    #expect(record.reasons.isEmpty && written != nil)
  }

  /// Names, types and contents are those that the strict reader finds, which takes what was written as well.
  @Test(
    arguments: ClientBodiesTests.browsers + ClientBodiesTests.tools + ClientBodiesTests.libraries)
  func whatClientsWriteIsUnderstoodAsItIs(_ form: ClientBodiesTests.Form) throws {
    let strict = try inspect(form.body, described(form.contentType))
    let (record, written) = try inspectCanonically(form.body, described(form.contentType))
    #expect(record.reasons.isEmpty)
    let delivered = try #require(written)
    let type = String(decoding: delivered.contentType, as: UTF8.self)
    let again = try inspect(delivered.bytes, described(type))
    #expect(again.reasons.isEmpty)
    func parts(_ record: InspectionRecord) -> [[String]] {
      record.contents.filter { $0.relation == .part }.map { part in
        let name = String(decoding: part.name, as: UTF8.self)
        // A name in encoded words is written without them, and parts in a part are written anew.
        return [
          name.hasPrefix("=?") ? "na\u{EF}ve.txt" : name,
          String(decoding: part.field, as: UTF8.self),
          "\(part.type)", part.type == .multipart ? "" : "\(part.byteCount)",
          "\(part.detections.count)",
        ]
      }
    }
    #expect(parts(record) == parts(strict))
    #expect(parts(again) == parts(strict))
  }

  /// What stays ambiguous: where nothing is meant, and where it is what a part holds.
  @Test(arguments: [
    "Content-Disposition: attachment; name=a", "X: y",
    "Content-Disposition: form-data; name=a\r\nContent-Encoding: gzip",
    "Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=utf-7",
    "Content-Disposition: form-data; name=a; filename=f\r\nContent-Type: multipart/mixed",
    "Content-Disposition: form-data; name=a\r\nContent-Type: application/json",
  ])
  func whatIsNotUnderstoodIsRefusedAsBefore(_ fields: String) throws {
    let (record, _) = try inspectCanonically(
      form(fields, "{\"a\": 1, \"a\": 2}"), described(Self.formType))
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
  }

  @Test func anInfectedPartIsFoundAlsoWhereOneReadingAloneHasIt() throws {
    let text = String(decoding: planted, as: UTF8.self)
    let body = form("Content-Disposition: form-data; name=a; filename=b\r\nX: y\r\n z", text)
    let (record, written) = try inspectCanonically(body, described(Self.formType))
    #expect(record.isInfected && written != nil)
    let fields =
      "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64"
    let encoded = try inspectCanonically(
      form(fields, Encoded.base64(planted)), described(Self.formType))
    #expect(encoded.record.contents.last?.detections.count == 1)
  }

  /// Who asks which part it was is told.
  @Test func aDetectionIsToldOfThePartThatHasIt() throws {
    let fields =
      "Content-Disposition: form-data; name=a; filename=f\r\nContent-Transfer-Encoding: base64"
    let (record, _) = try inspectCanonically(
      form(fields, Encoded.base64(planted)), described(Self.formType), reportsAll: false)
    #expect(record.contents.map(\.detections.count) == [0, 0, 1])
    // And of all of it, as it is delivered.
    let all = try inspectCanonically(
      form(fields, Encoded.base64(planted)), described(Self.formType))
    #expect(all.record.contents.map(\.detections.count) == [0, 1, 1])
  }

  @Test func anEncodedBodyIsWrittenDecoded() throws {
    let plain = form("Content-Disposition: form-data; name=a; name=b")
    let (record, written) = try inspectCanonically(
      Hidden.gzip(plain), described(Self.formType, encoding: "gzip"))
    #expect(record.reasons.isEmpty)
    #expect(
      record.contents.map(\.relation).suffix(3) == [.decodedBody, .canonicalBody, .part])
    #expect(written?.bytes == (try inspectCanonically(plain, described(Self.formType))).body?.bytes)
  }

  /// A part that is encoded, and a form when it is decoded, never takes the place of the body.
  @Test func aPartIsNotDeliveredInPlaceOfTheBody() throws {
    let inner = Hidden.gzip(form("Content-Disposition: form-data; name=a; name=b"))
    let fields = "Content-Type: \(Self.formType)\r\nContent-Encoding: gzip\r\n\r\n"
    let body = Array("--c\r\n\(fields)".utf8) + inner + Array("\r\n--c--".utf8)
    let (record, written) = try inspectCanonically(body, described("multipart/mixed; boundary=c"))
    #expect(record.contents.map(\.relation) == [.body, .part, .decodedBody, .part])
    #expect(record.reasons == UnjudgedReasons(.ambiguous) && written == nil)
  }

  @Test func otherBodiesAreDeliveredAsTheyCame() throws {
    for type in ["text/plain", "multipart/signed; boundary=b", "application/x-www-form-urlencoded"]
    {
      let body = form("Content-Type: text/plain")
      #expect(try inspectCanonically(body, described(type)).body == nil)
    }
  }

  @Test func whatWouldBeTooLongIsRefusedForItsSize() throws {
    let body = form("Content-Disposition: form-data; name=a")
    let (record, written) = try inspectCanonically(body, described(Self.formType), bytesMax: 64)
    #expect(record.reasons == UnjudgedReasons(.size) && written == nil)
  }

  /// What lies around the parts is not delivered, so that nobody gets a file of its type.
  @Test func typesAreThoseOfWhatIsDelivered() throws {
    let body = MultipartInspectionTests.form(
      MultipartInspectionTests.file, "{\\rtf1 x}", before: "%PDF-1.4\r\n")
    let allowed = ContentTypes(extensions: ["rtf"])
    let rtf = try inspectCanonically(body, described(Self.formType), allowedTypes: allowed)
    #expect(rtf.record.contents.last?.type == .rtf && rtf.record.classes.isEmpty)
    let text = try inspectCanonically(
      form(MultipartInspectionTests.file), described(Self.formType), allowedTypes: allowed)
    #expect(text.record.classes == ThreatClasses(.restrictedFileType))
  }

  @Test func theDigestIsOfWhatIsDelivered() throws {
    let body = form("Content-Disposition: form-data; name=a")
    let (record, written) = try inspectCanonically(
      body, described(Self.formType), wantsDigest: true)
    let bytes = try #require(written).bytes
    #expect(record.contents[0].sha256 == nil)
    let inspection = try ContentInspection(database: try plantedDatabase())
    #expect(record.contents[1].sha256 == inspection.digest(bytes.span))
  }
}
