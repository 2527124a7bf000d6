import Testing

@testable import Inspection

/// Bodies as browsers, tools and libraries write them: nothing is held against them, and what they carry is
/// inspected.
@Suite struct ClientBodiesTests {
  /// A body of parts.
  struct Form: CustomTestStringConvertible {
    let client: String
    /// As the client writes Content-Type, with `BOUNDARY` for what follows `boundary=`.
    var type = "multipart/form-data; boundary=BOUNDARY"
    let boundary: String
    /// The fields of each part, and its content.
    let parts: [(fields: [String], content: [UInt8])]
    var start = ""
    var end = "\r\n"

    var testDescription: String { client }

    var contentType: String { type.replacing("BOUNDARY", with: boundary) }

    var body: [UInt8] {
      var bytes = Array(start.utf8)
      for part in parts {
        let fields = part.fields.map { "\($0)\r\n" }.joined()
        bytes += Array("--\(boundary)\r\n\(fields)\r\n".utf8) + part.content + [0x0D, 0x0A]
      }
      return bytes + Array("--\(boundary)--\(end)".utf8)
    }
  }

  static let text = Array("some text".utf8)
  static let packed = Hidden.gzip(planted)

  static func disposition(_ parameters: String) -> String {
    "Content-Disposition: form-data; \(parameters)"
  }

  static let browsers = [
    Form(
      client: "Chrome", boundary: "----WebKitFormBoundary7MA4YWxkTrZu0gW",
      parts: [
        ([disposition("name=\"title\"")], text), ([disposition("name=\"none\"")], []),
        (
          [disposition("name=\"empty\"; filename=\"\""), "Content-Type: application/octet-stream"],
          []
        ),
        (
          [
            disposition("name=\"files[]\"; filename=\"r\u{E9}sum\u{E9} (1)%22.gz\""),
            "Content-Type: application/gzip",
          ], packed
        ),
      ]),
    Form(
      client: "Firefox", boundary: "---------------------------735323031399963166993862150",
      parts: [
        ([disposition("name=\"a\"")], Array("line\r\n--line\r\n\r\n".utf8)),
        ([disposition("name=\"f\"; filename=\"a.gz\""), "Content-Type: application/gzip"], packed),
      ]),
    Form(
      client: "Safari", type: "multipart/form-data;boundary=BOUNDARY",
      boundary: "----WebKitFormBoundaryA/B+c==",
      parts: [
        ([disposition("name=\"f\"; filename=\"blob\""), "Content-Type: image/png"], packed)
      ]),
  ]

  static let tools = [
    Form(
      client: "curl", boundary: "------------------------f6243dc05bb52c21",
      parts: [
        ([disposition("name=\"a\"")], Array("1".utf8)),
        (
          [
            disposition("name=\"g\"; filename=\"na%22\u{EF}ve.gz\""), "Content-Type: text/plain",
            "X-A: b",
          ], packed
        ),
      ]),
    Form(
      client: "curl, several files of a field",
      boundary: "------------------------0354b0b2d8596894",
      parts: [
        (
          [disposition("name=\"two\""), "Content-Type: multipart/mixed; boundary=------0fab1b"],
          Form(
            client: "", boundary: "------0fab1b",
            parts: [
              (["Content-Disposition: attachment; filename=\"a\"", "Content-Type: a/b"], text),
              (["Content-Disposition: attachment; filename=\"b\"", "Content-Type: a/b"], packed),
            ]
          ).body
        )
      ]),
    Form(
      client: "Postman", boundary: "--------------------------386104093271036492714231",
      parts: [
        ([disposition("name=\"x\"; filename=\"/C:/a b.gz\""), "Content-Type: a/b"], packed)
      ]),
  ]

  static let libraries = [
    Form(
      client: "Python requests", boundary: "9e3f6c2367541aa4d5922342af2b82f8",
      parts: [
        ([disposition("name=\"x\"")], Array("\u{FC}".utf8)),
        ([disposition("name=\"f\"; filename=\"a%22b.gz\"")], packed),
      ]),
    Form(
      client: "urllib3 1", boundary: "4dfe9cd4bd5924a70b5d18489e5b358b",
      parts: [([disposition("name=\"f\"; filename*=utf-8''na%C3%AFve.gz")], packed)]),
    Form(
      client: "aiohttp", boundary: "25bc1f34d4574e6daca2df428eeb89e0",
      parts: [
        (
          [
            "Content-Type: application/octet-stream",
            disposition("name=\"f\"; filename=\"na%C3%AFve.gz\""),
          ], packed
        ),
        (["Content-Type: text/plain; charset=utf-8", disposition("name=\"x\"")], text),
      ]),
    Form(
      client: "aiohttp, mixed", type: "multipart/mixed; boundary=BOUNDARY",
      boundary: "3635baddea584e12a4c168e3601079d1",
      parts: [
        (["Content-Type: text/plain; charset=utf-8", "Content-Length: 9"], text),
        (["Content-Type: application/gzip", "Content-Length: \(packed.count)"], packed),
      ]),
    Form(
      client: ".NET", type: "multipart/form-data; boundary=\"BOUNDARY\"",
      boundary: "0f8fad5b-d9cb-469f-a165-70867728950e",
      parts: [
        (["Content-Type: text/plain; charset=utf-8", disposition("name=a")], text),
        ([disposition("name=f; filename=a.gz; filename*=utf-8''a.gz")], packed),
        (
          [
            disposition(
              "name=g; filename=\"=?utf-8?B?bmHDr3ZlLnR4dA==?=\"; filename*=utf-8''na%C3%AFve.txt")
          ], text
        ),
      ]),
    Form(
      client: "Java, Apache HttpClient", boundary: "gc0p4Jq0M2Yt08jU534c0p",
      parts: [
        (
          [
            disposition("name=\"a\""), "Content-Type: text/plain; charset=ISO-8859-1",
            "Content-Transfer-Encoding: 8bit",
          ], text
        ),
        (
          [
            disposition("name=\"f\"; filename=\"a.gz\""), "Content-Type: application/octet-stream",
            "Content-Transfer-Encoding: binary",
          ], packed
        ),
      ]),
    Form(
      client: "OkHttp", boundary: "d5f5e2f4-92a1-4c5d-ba59-9b7ba94d8f53",
      parts: [
        (
          [
            disposition("name=\"f\"; filename=\"a.gz\""), "Content-Type: image/jpeg",
            "Content-Length: \(packed.count)",
          ], packed
        )
      ]),
    Form(
      client: "Go", boundary: "b06b3b6dd2c3b0ec4b8fae9d2de2d6a2d8a4b4cf1f2b6c6b8f1df0a4bb9e",
      parts: [
        ([disposition("name=\"f\"; filename=\"a.gz\""), "Content-Type: a/b"], packed)
      ]),
    Form(
      client: "Node form-data", boundary: "--------------------------515890814546601021194782",
      parts: [([disposition("name=\"f\"; filename=\"a.gz\""), "Content-Type: a/b"], packed)],
      end: "\r\n"),
    Form(
      client: "Dart", type: "multipart/form-data; boundary=BOUNDARY",
      boundary: "dart-http-boundary-0a+b_c.D-e",
      parts: [
        (
          [
            "content-disposition: form-data; name=\"a\"",
            "content-type: text/plain; charset=utf-8", "content-transfer-encoding: binary",
          ], text
        ),
        (
          [
            "content-type: application/octet-stream",
            "content-disposition: form-data; name=\"f\"; filename=\"a.gz\"",
          ], packed
        ),
      ], end: "\r\n"),
    Form(
      client: "MTOM",
      type:
        "multipart/related; type=\"application/xop+xml\"; boundary=\"BOUNDARY\"; start=\"<r@x>\"; start-info=\"text/xml\"",
      boundary: "uuid:68b8bd85-a5d9-4a6b-9d31-2f5d0d07e2e7",
      parts: [
        (
          [
            "Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"",
            "Content-Transfer-Encoding: binary", "Content-ID: <r@x>",
          ], Array("<a><xop:Include href=\"cid:1@x\"/></a>".utf8)
        ),
        (
          [
            "Content-Type: application/octet-stream", "Content-Transfer-Encoding: binary",
            "Content-ID: <1@x>", "Content-Disposition: attachment;name=\"a.gz\"",
          ], packed
        ),
      ], start: "\r\n", end: ""),
  ]

  @Test(arguments: browsers + tools + libraries)
  func partsAreInspectedAndNothingIsHeldAgainstThem(_ form: Form) throws {
    let record = try inspect(form.body, described(form.contentType))
    #expect(record.isInfected && record.reasons.isEmpty, "\(record.reasons.all)")
    let inner = try #require(record.contents.first { !$0.detections.isEmpty })
    #expect(
      inner.relation == .decompressed && inner.parent.map { record.contents[$0].relation } == .part)
    let packed = try inspect(
      Hidden.gzip(form.body), described(form.contentType, encoding: "gzip"))
    #expect(packed.isInfected && packed.reasons.isEmpty)
  }
}
