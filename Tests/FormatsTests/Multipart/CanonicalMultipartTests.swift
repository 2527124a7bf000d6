import Testing

@testable import Formats

@Suite struct CanonicalMultipartTests {
  /// A part as a strict parser reads it.
  struct Part: Equatable {
    var name: String?
    var fileName: String?
    var type: String?
    var content: String

    init(_ name: String?, _ content: String, file: String? = nil, type: String? = nil) {
      self.name = name
      self.content = content
      fileName = file
      self.type = type
    }
  }

  static let boundary = CanonicalBoundary(high: 1, low: 0xABC)
  static let stem = "cordon-00000000000000010000000000000abc"

  private func write(
    _ body: [UInt8], _ type: String, bytesMax: Int = 1 << 20
  ) throws(CanonicalMultipart.Fault) -> CanonicalMultipart {
    let type = Array(type.utf8)
    return try CanonicalMultipart(
      body.span, contentType: type.span, boundary: Self.boundary, bytesMax: bytesMax)
  }

  /// Reads what was written as the strictest parser does; `nil` where one would not take it.
  private func read(_ bytes: [UInt8], _ type: [UInt8]) -> [Part]? {
    let value = FieldValue(type.span)
    let boundary = MultipartBoundary(type.span, value)
    guard !value.isAmbiguous, !boundary.isAmbiguous else { return nil }
    let dashes = boundary.readings[0]
    let body = MultipartBody(bytes.span, boundary: dashes.span, .form)
    guard !body.isAmbiguous, body.readings[0].preamble.isEmpty,
      body.readings[0].epilogue.isEmpty
    else { return nil }
    var parts: [Part] = []
    for range in body.readings[0].parts {
      guard let part = read(part: Array(bytes[range])) else { return nil }
      parts.append(part)
    }
    return parts
  }

  private func read(part bytes: [UInt8]) -> Part? {
    let fields = FieldBlock(bytes.span, .form)
    let said = fields.value(of: "content-disposition") ?? []
    let disposition = FieldValue(said.span)
    let type = fields.value(of: "content-type")
    let typeBytes = type ?? []
    let typeValue = FieldValue(typeBytes.span)
    guard !fields.isAmbiguous, !disposition.isAmbiguous, !typeValue.isAmbiguous else { return nil }
    func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
    return Part(
      text(disposition.readings(of: "name").values.first), text(Array(bytes[fields.bodyStart...]))!,
      file: text(disposition.readings(of: "filename").values.first), type: text(type))
  }

  private func parts(_ body: String, _ type: String = "multipart/form-data; boundary=b") throws
    -> [Part]
  {
    let written = try write(Array(body.utf8), type)
    return try #require(read(written.bytes, written.contentType))
  }

  private static func form(_ fields: String, _ content: String = "one") -> String {
    "--b\r\n\(fields)\r\n\r\n\(content)\r\n--b--\r\n"
  }

  @Test func aFormIsWrittenByTheLetter() throws {
    let file = "Content-Disposition: form-data; name=f; filename=x.txt\r\nContent-Type: Text/Plain"
    let written = try write(
      Array("--b\r\n\(file)\r\nX-Y: z\r\n\r\none\r\n--b--".utf8),
      "Multipart/Form-Data; charset=utf-8; boundary=\"b\"")
    let boundary = "\(Self.stem)-000000"
    #expect(
      String(decoding: written.bytes, as: UTF8.self)
        == "--\(boundary)\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n"
        + "Content-Type: text/plain\r\n\r\none\r\n--\(boundary)--\r\n")
    #expect(
      String(decoding: written.contentType, as: UTF8.self)
        == "multipart/form-data; charset=utf-8; boundary=\(boundary)")
  }

  /// Each is refused by the strict reader, and has one reading that is meant.
  @Test(arguments: [
    // No last delimiter; text around; line ends; spaces and text behind the boundary.
    "--b\r\nContent-Disposition: form-data; name=a\r\n\r\none",
    "junk\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\none\r\n--b--\r\njunk",
    "--b\nContent-Disposition: form-data; name=a\n\none\n--b--\n",
    "--b \r\nContent-Disposition: form-data; name=a\r\n\r\none\r\n--b--\t\r\n",
    form("Content-Disposition: form-data; name=a") + "--b\r\n\r\ntwo\r\n--b--",
    // Fields: folded, given twice, strange ones, names given twice, in parts and extended.
    form("Content-Disposition: form-data;\r\n name=a"),
    form("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b"),
    form("Content-Disposition: form-data; name=a\r\njunk"),
    form("Content-Disposition : form-data; name=a"),
    form("Content-Disposition: form-data; name=a; name=b"),
    form("Content-Disposition: form-data; name*=utf-8''%61"),
    form("Content-Disposition: form-data; name=\"a"),
    form("Content-Disposition: form-data; name = \"a\""),
    form("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64", "b25l"),
    form(
      "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: BASE64", "b*2\r\n5l"),
    form(
      "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: quoted-printable",
      "=6fne"),
  ])
  func whatIsMeantIsWritten(_ body: String) throws {
    #expect(try parts(body) == [Part("a", "one")])
  }

  @Test(arguments: [
    "multipart/form-data; boundary=b; boundary=c", "multipart/form-data; boundary=b, text/plain",
    "multipart/form-data; boundary=\"b", "multipart/form-data; boundary*=utf-8''b",
    "multipart/form-data; boundary=c; x; boundary = b",
  ])
  func theBoundaryThatHasPartsIsMeant(_ type: String) throws {
    let form = Self.form("Content-Disposition: form-data; name=a")
    #expect(try parts(form, type) == [Part("a", "one")])
  }

  @Test(arguments: [
    // No boundary, two that have parts, none that has.
    ("multipart/form-data", form("Content-Disposition: form-data; name=a")),
    (
      "multipart/form-data; boundary=b; boundary=c",
      form("Content-Disposition: form-data; name=a") + "--c\r\n\r\n--c--"
    ),
    ("multipart/form-data; boundary=c", form("Content-Disposition: form-data; name=a")),
    ("multipart/form-data; boundary=b", "junk\r\n--b--"),
    ("multipart/form-data; boundary=b", "--b--\r\njunk"),
    // Neither a form's part nor named; fields that do not end; codings; charsets.
    ("multipart/form-data; boundary=b", form("Content-Disposition: attachment; name=a")),
    ("multipart/form-data; boundary=b", form("Content-Disposition: form-data; filename=a")),
    ("multipart/form-data; boundary=b", form("Content-Disposition: form-data; name=\"\"")),
    ("multipart/form-data; boundary=b", form("X: y")),
    ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a\r\n--b--"),
    (
      "multipart/form-data; boundary=b",
      form("Content-Disposition: form-data; name=a\r\nContent-Encoding: gzip")
    ),
    (
      "multipart/form-data; boundary=b",
      form("Content-Disposition: form-data; name=a\r\nContent-Type: text")
    ),
    (
      "multipart/form-data; boundary=b; charset=utf-8; charset=latin1",
      form("Content-Disposition: form-data; name=a")
    ),
    (
      "multipart/form-data; boundary=b; charset=\"x; boundary=c\"",
      form("Content-Disposition: form-data; name=a")
    ),
    ("multipart/form-data; boundary=b", form("Content-Disposition: form-data; name=a", stem)),
    ("multipart/form-data; boundary=b", form("Content-Disposition: form-data; name=\(stem)")),
  ])
  func whatMayMeanSeveralThingsIsRefused(_ type: String, _ body: String) {
    #expect(throws: CanonicalMultipart.Fault.ambiguous) { try write(Array(body.utf8), type) }
  }

  @Test func anUnknownTransferEncodingIsAFormat() {
    let fields = "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: x-uue"
    #expect(throws: CanonicalMultipart.Fault.format) {
      try write(Array(Self.form(fields).utf8), "multipart/form-data; boundary=b")
    }
  }

  /// Names as they are sent and as they are written.
  @Test(arguments: [
    ("\"caf\u{E9} \u{1F600};x=y.txt\"", "caf\u{E9} \u{1F600};x=y.txt"), ("\"\"", ""),
    ("\"a\\\"b\\\\c\"", "a%22b_c"), ("\"a\u{0}.txt\"", "a_.txt"), ("\"a\tb\u{7F}\"", "a_b_"),
    ("\"a\rb\"", "a%0Db"), ("a\\b", "a_b"), ("\"100%41.txt\"", "100%41.txt"),
    ("\"=?utf-8?B?YQ0KYg==?=\"", "a%0D%0Ab"), ("x; filename*=utf-8''y", "x"),
    ("\"../../etc/passwd\"", "../../etc/passwd"),
    ("\"=?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=\"", "a"), ("\"C:\\dir\\a.txt\"", "C:_dir_a.txt"),
    ("\"=?iso-8859-1?Q?=E9?=\"", "\u{E9}"),
  ])
  func namesAreWrittenAsAllReadThem(_ sent: String, _ name: String) throws {
    let fields = "Content-Disposition: form-data; name=a; filename=\(sent)"
    #expect(try parts(Self.form(fields)) == [Part("a", "one", file: name)])
  }

  @Test func namesOfFieldsAreWrittenSoAsWell() throws {
    let fields = "Content-Disposition: form-data; name=\"=?utf-8?Q?b=5Cc?=\""
    #expect(try parts(Self.form(fields)) == [Part("b_c", "one")])
  }

  @Test(arguments: ["ibm037", "utf-16", "utf-7", "gb2312"])
  func aWordInACharsetThatIsNotReadMeansNothing(_ charset: String) {
    let fields = "Content-Disposition: form-data; name=a; filename=\"=?\(charset)?Q?=81?=\""
    #expect(throws: CanonicalMultipart.Fault.ambiguous) {
      try write(Array(Self.form(fields).utf8), "multipart/form-data; boundary=b")
    }
  }

  @Test func aFormOfThousandsOfFieldsHasRoom() throws {
    let fields = (0..<19_000).map {
      "--b\r\nContent-Disposition: form-data; name=a\($0)\r\n\r\nx\r\n"
    }.joined()
    let body = Array((fields + "--b--\r\n").utf8)
    let written = try CanonicalMultipart(
      body.span, contentType: Array("multipart/form-data; boundary=b".utf8).span,
      boundary: CanonicalBoundary(high: 1, low: 2),
      bytesMax: CanonicalMultipart.roomBytes(for: body.count))
    #expect(written.bytes.count > body.count)
  }

  @Test func aTypeIsWrittenOnceWithEachParameterOnce() throws {
    let types = [
      "text/plain; a=1; a=2; b=\"x y\"; c*=utf-8''z; d", "text/html",
    ].map { "\r\nContent-Type: \($0)" }.joined()
    let read = try parts(Self.form("Content-Disposition: form-data; name=a\(types)"))
    #expect(read == [Part("a", "one", type: "text/plain; a=1; b=\"x y\"")])
  }

  @Test func bytesArePassedAsTheyAre() throws {
    let content = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 7) } + Array("\n--c\n\r".utf8)
    let body =
      Array("--b\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n".utf8) + content
      + Array("\r\n--b--\r\n".utf8)
    let written = try write(body, "multipart/form-data; boundary=b")
    let start = try #require(written.bytes.firstRange(of: Array("\r\n\r\n".utf8)))
    #expect(written.bytes[start.upperBound...].starts(with: content))
  }

  @Test func aFormWithoutPartsIsWritten() throws { #expect(try parts("--b--") == []) }

  @Test func relatedPartsKeepTheirIdentifiersAndWhichIsTheFirst() throws {
    let body =
      "--b\r\nContent-Type: application/xop+xml; type=\"text/xml\"\r\nContent-ID: <root>\r\n\r\n<a/>"
      + "\r\n--b\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <1@x>\r\n\r\nb25l\r\n--b--"
    let type = "multipart/related; boundary=b; start=\"<root>\"; type=\"application/xop+xml\""
    let written = try write(Array(body.utf8), type)
    let text = String(decoding: written.bytes, as: UTF8.self)
    #expect(
      text.contains("Content-ID: <root>\r\n") && text.contains("Content-ID: <1@x>\r\n\r\none"))
    #expect(
      String(decoding: written.contentType, as: UTF8.self)
        == "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; "
        + "boundary=\(Self.stem)-000000")
    #expect(read(written.bytes, written.contentType)?.count == 2)
  }

  @Test func multipartInMultipartIsWrittenTooButForFilesOfForms() throws {
    let inner = "junk\r\n--i\r\n\r\none\r\n--i--"
    let fields = "Content-Disposition: form-data; name=a"
    let type = "\r\nContent-Type: multipart/mixed; boundary=i"
    let nested = try #require(try parts(Self.form(fields + type, inner)).first)
    let nestedType = try #require(nested.type)
    #expect(nestedType == "multipart/mixed; boundary=\(Self.stem)-000001")
    #expect(read(Array(nested.content.utf8), Array(nestedType.utf8)) == [Part(nil, "one")])
    let file = try parts(Self.form("\(fields); filename=f\(type)", inner))
    #expect(file == [Part("a", inner, file: "f", type: "multipart/mixed; boundary=i")])
  }

  @Test func deeperThanIsReadIsRefused() {
    var body = "--b\r\n\r\none\r\n--b--"
    for _ in 0..<CanonicalMultipart.depthMax {
      body = "--c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\(body)\r\n--c--"
      body = body.replacing("boundary=b", with: "boundary=x").replacing("--b", with: "--x")
        .replacing("--c", with: "--b")
    }
    #expect(throws: CanonicalMultipart.Fault.ambiguous) {
      try write(Array(body.utf8), "multipart/mixed; boundary=b")
    }
  }

  @Test func noMoreIsWrittenThanIsAllowed() throws {
    let body = Array(Self.form("Content-Disposition: form-data; name=a").utf8)
    let written = try write(body, "multipart/form-data; boundary=b")
    let again = try write(
      body, "multipart/form-data; boundary=b", bytesMax: written.bytes.count)
    #expect(again.bytes == written.bytes && again.contentType == written.contentType)
    #expect(throws: CanonicalMultipart.Fault.size) {
      try write(body, "multipart/form-data; boundary=b", bytesMax: written.bytes.count - 1)
    }
  }

  /// Whatever is written has one reading.
  @Test func damagedBodiesAreRefusedOrWrittenStrictly() throws {
    let sample =
      "p\r\n--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\nContent-Type: a/b; "
      + "c=\"d\"\r\n\r\none\r\n--b\nContent-Disposition: form-data; name=c\n\n\n--b--\r\n"
    var count = 0
    withDamage(Array(sample.utf8)) { body in
      guard let written = try? write(body, "multipart/form-data; boundary=b") else { return }
      #expect(read(written.bytes, written.contentType) != nil)
      // Nothing is left to be resolved.
      let type = String(decoding: written.contentType, as: UTF8.self)
      #expect((try? write(written.bytes, type))?.bytes == written.bytes)
      count += 1
    }
    #expect(count > 100)
    withDamage(Array("multipart/form-data; charset=\"x\"; boundary=b".utf8)) { type in
      let body = Array(sample.utf8)
      guard
        let written = try? CanonicalMultipart(
          body.span, contentType: type.span, boundary: Self.boundary, bytesMax: 1 << 20)
      else { return }
      #expect(read(written.bytes, written.contentType) != nil)
    }
  }
}
