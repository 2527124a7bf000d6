import Scanning
import Testing

@testable import Inspection

@Suite struct CanonicalInspectionTests {
  private static let formType = MultipartInspectionTests.formType

  /// Inspects a body that is to be written anew; gives what was found out, and what is delivered.
  private func canonical(
    _ body: [UInt8], _ description: BodyDescription, bytesMax: Int = 1 << 20,
    wantsDigest: Bool = false, allowedTypes: ContentTypes? = nil, reportsAll: Bool = true
  ) throws -> (record: InspectionRecord, body: CanonicalBody?) {
    var limits = InspectionLimits()
    limits.canonical = CanonicalOrder(bytesMax: bytesMax, boundaryHigh: 7, boundaryLow: 9)
    limits.wantsDigest = wantsDigest
    limits.allowedTypes = allowedTypes
    var inspection = try ContentInspection(database: plantedDatabase(), reportsAll: reportsAll)
    let record = unsafe body.withUnsafeBytes {
      unsafe inspection.inspect(
        body: $0, description, .unscanned(bodyBytes: UInt64(body.count)), limits)
    }
    let written = inspection.takeCanonicalBody()
    #expect(inspection.takeCanonicalBody() == nil)
    return (record, written)
  }

  private func form(_ fields: String, _ content: String = "x") -> [UInt8] {
    MultipartInspectionTests.form(fields, content)
  }

  @Test func whatIsWrittenAnewIsJudgedInPlaceOfWhatCame() throws {
    let body = MultipartInspectionTests.form(
      MultipartInspectionTests.file, "harmless", before: "junk\r\n", after: "junk")
    let (record, written) = try canonical(body, described(Self.formType))
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
    let (record, written) = try canonical(form(fields), described(Self.formType))
    #expect(record.reasons.isEmpty && written != nil)
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
    let (record, _) = try canonical(form(fields, "{\"a\": 1, \"a\": 2}"), described(Self.formType))
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
  }

  @Test func anInfectedPartIsFoundAlsoWhereOneReadingAloneHasIt() throws {
    let text = String(decoding: planted, as: UTF8.self)
    let body = form("Content-Disposition: form-data; name=a; filename=b\r\nX: y\r\n z", text)
    let (record, written) = try canonical(body, described(Self.formType))
    #expect(record.isInfected && written != nil)
    let fields =
      "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64"
    let encoded = try canonical(
      form(fields, Encoded.base64(planted)), described(Self.formType))
    #expect(encoded.record.contents.last?.detections.count == 1)
  }

  /// Who asks which part it was is told.
  @Test func aDetectionIsToldOfThePartThatHasIt() throws {
    let fields =
      "Content-Disposition: form-data; name=a; filename=f\r\nContent-Transfer-Encoding: base64"
    let (record, _) = try canonical(
      form(fields, Encoded.base64(planted)), described(Self.formType), reportsAll: false)
    #expect(record.contents.map(\.detections.count) == [0, 0, 1])
    // And of all of it, as it is delivered.
    let all = try canonical(form(fields, Encoded.base64(planted)), described(Self.formType))
    #expect(all.record.contents.map(\.detections.count) == [0, 1, 1])
  }

  @Test func anEncodedBodyIsWrittenDecoded() throws {
    let plain = form("Content-Disposition: form-data; name=a; name=b")
    let (record, written) = try canonical(
      Hidden.gzip(plain), described(Self.formType, encoding: "gzip"))
    #expect(record.reasons.isEmpty)
    #expect(
      record.contents.map(\.relation).suffix(3) == [.decodedBody, .canonicalBody, .part])
    #expect(written?.bytes == (try canonical(plain, described(Self.formType))).body?.bytes)
  }

  @Test func otherBodiesAreDeliveredAsTheyCame() throws {
    for type in ["text/plain", "multipart/signed; boundary=b", "application/x-www-form-urlencoded"]
    {
      let body = form("Content-Type: text/plain")
      #expect(try canonical(body, described(type)).body == nil)
    }
  }

  @Test func whatWouldBeTooLongIsRefusedForItsSize() throws {
    let body = form("Content-Disposition: form-data; name=a")
    let (record, written) = try canonical(body, described(Self.formType), bytesMax: 64)
    #expect(record.reasons == UnjudgedReasons(.size) && written == nil)
  }

  /// What lies around the parts is not delivered, so that nobody gets a file of its type.
  @Test func typesAreThoseOfWhatIsDelivered() throws {
    let body = MultipartInspectionTests.form(
      MultipartInspectionTests.file, "{\\rtf1 x}", before: "%PDF-1.4\r\n")
    let allowed = ContentTypes(extensions: ["rtf"])
    let rtf = try canonical(body, described(Self.formType), allowedTypes: allowed)
    #expect(rtf.record.contents.last?.type == .rtf && rtf.record.classes.isEmpty)
    let text = try canonical(
      form(MultipartInspectionTests.file), described(Self.formType), allowedTypes: allowed)
    #expect(text.record.classes == ThreatClasses(.restrictedFileType))
  }

  @Test func theDigestIsOfWhatIsDelivered() throws {
    let body = form("Content-Disposition: form-data; name=a")
    let (record, written) = try canonical(body, described(Self.formType), wantsDigest: true)
    let bytes = try #require(written).bytes
    #expect(record.contents[0].sha256 == nil)
    let inspection = try ContentInspection(database: try plantedDatabase())
    #expect(record.contents[1].sha256 == inspection.digest(bytes.span))
  }
}
