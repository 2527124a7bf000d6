import Testing

@testable import Inspection

/// The signature's text in every wrapping of requests, forms, documents and mail: none passes in silence.
@Suite struct EvasionTests {
  /// A wrapping: what is sent, and what is said of it.
  struct Wrapping: CustomTestStringConvertible {
    let name: String
    let body: [UInt8]
    var type = "application/octet-stream"
    var encoding = ""
    /// Whether it must be found, and not only refused.
    var isFound = true

    var testDescription: String { name }
  }

  static let encoded = base64(planted)
  static let hexadecimal = planted.map { byte in
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }.joined()
  static let percent = planted.map { "%" + String($0, radix: 16) }.joined()
  /// Where decoders take both alphabets, and the text has a sign.
  static let url = base64([0xFB, 0xFF] + planted).replacing("+", with: "-").replacing(
    "/", with: "_")

  static func uuencoded() -> String {
    var text = "begin 644 a.bin\n"
    text.append(String(UnicodeScalar(UInt8(0x20 + planted.count))))
    for start in stride(from: 0, to: planted.count, by: 3) {
      let group = (0..<3).map { start + $0 < planted.count ? Int(planted[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for shift in [18, 12, 6, 0] {
        let value = UInt8(bits >> shift & 63)
        text.append(String(UnicodeScalar(value == 0 ? 0x60 : 0x20 + value)))
      }
    }
    return text + "\n`\nend\n"
  }

  static func mail(
    _ encoding: String, _ content: String, end: String = "\r\n", boundary: String = "m"
  ) -> [UInt8] {
    let lines = [
      "From: a@example.org", "To: b@example.org", "Subject: x", "MIME-Version: 1.0",
      "Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "",
      "This is a message with parts.", "--\(boundary)",
      "Content-Type: application/octet-stream; name=\"a.bin\"",
      "Content-Disposition: attachment; filename=\"a.bin\"",
      "Content-Transfer-Encoding: \(encoding)", "", content, "--\(boundary)--", "",
    ]
    return Array(lines.joined(separator: end).utf8)
  }

  static let json = "application/json"
  static let form = "application/x-www-form-urlencoded"

  static func wrapping(
    _ name: String, _ text: String, _ type: String, isFound: Bool = true
  ) -> Wrapping {
    Wrapping(name: name, body: Array(text.utf8), type: type, isFound: isFound)
  }

  static let values: [Wrapping] = [
    wrapping("json", #"{"a": "\#(encoded)"}"#, json),
    wrapping("json, not said", #"{"a": "\#(encoded)"}"#, "text/plain"),
    wrapping("json, nested", #"{"a": [{"b": {"c": [1, "\#(encoded)"]}}]}"#, json),
    wrapping("json, unpadded", #"["\#(encoded.replacing("=", with: ""))"]"#, json),
    wrapping("json, lines", #"["\#(encoded.prefix(20))\r\n\#(encoded.dropFirst(20))"]"#, json),
    wrapping("json, stray", #"["\#(encoded.prefix(8))!\#(encoded.dropFirst(8))"]"#, json),
    wrapping("json, spaces", #"["\#(encoded.prefix(8)) \#(encoded.dropFirst(8))"]"#, json),
    wrapping("json, many strays", "[\"\(encoded.map { "\($0)" }.joined(separator: "."))\"]", json),
    wrapping(
      "json, padded within", "[\"\(base64(Array(planted[..<4])))\(base64(Array(planted[4...])))\"]",
      json),
    wrapping("json, url alphabet", #"["\#(url)"]"#, json),
    wrapping(
      "json, escapes", "[\"\(encoded.map { $0 == "a" ? #"\u0061"# : "\($0)" }.joined())\"]", json),
    wrapping(
      "json, text by escapes", "[\"\(planted.map { #"\u00"# + String($0, radix: 16) }.joined())\"]",
      json),
    wrapping("json, hexadecimal", #"["\#(hexadecimal)", "0x\#(hexadecimal)"]"#, json),
    wrapping("json, data", #"["data:;base64,\#(encoded)"]"#, json),
    wrapping("json, data by percent", #"["data:text/plain,\#(percent)"]"#, json),
    wrapping("json, data in text", #"["<img src=data:image/png;base64,\#(encoded)>"]"#, json),
    wrapping("json in json", #"{"a": "{\"b\": \"\#(encoded)\"}"}"#, json),
    wrapping("json, twice", #"["\#(base64(Array(encoded.utf8)))"]"#, json),
    wrapping("json, no json", #"{'a': '\#(encoded)', /* */}"#, json),
    wrapping("json, duplicate", #"{"a": "\#(encoded)", "a": ""}"#, json),
    wrapping("json, mark", "\u{FEFF}[\"\(encoded)\"]", json),
    wrapping("xml", "<a>\(encoded)</a>", "application/xml"),
    wrapping("xml, attribute", "<a b='\(encoded)'/>", "text/xml"),
    wrapping("xml, not said", "<a b='\(encoded)'/>", ""),
    wrapping(
      "xml, comment", "<a>\(encoded.prefix(9))<!-- -->\(encoded.dropFirst(9))</a>", "a/b+xml"),
    wrapping(
      "xml, references",
      "<a>\(encoded.prefix(9))&#x\(String(encoded.utf8.dropFirst(9).first!, radix: 16));\(encoded.dropFirst(10))</a>",
      "a/b+xml"),
    wrapping(
      "xml, sections", "<a><![CDATA[\(encoded.prefix(9))]]><![CDATA[\(encoded.dropFirst(9))]]></a>",
      "a/xml"),
    wrapping(
      "xml, text by references", "<a>\(planted.map { "&#\($0);" }.joined())</a>", "text/xml"),
    wrapping(
      "xml, lines", "<a>\n  \(encoded.prefix(20))\n  \(encoded.dropFirst(20))\n</a>", "text/xml"),
    wrapping(
      "html, data", "<html><img src=\"data:image/png;base64,\(encoded)\"></html>", "text/html"),
    wrapping("form", "a=1&b=\(encoded.replacing("=", with: "%3D"))", form),
    wrapping("form, bare", "a=1&b=\(encoded)", form),
    wrapping("form, text by percent", "a=\(percent)", form),
    wrapping("form, data", "a=data:;base64,\(encoded)", form),
    wrapping("form, plus", "a=\(base64([0xFB, 0xEF] + planted))", form),
    wrapping("form, json", "a=%7B%22b%22%3A%22\(encoded)%22%7D", form),
    wrapping("text", encoded, "text/plain"),
    wrapping("text, nothing said", encoded, ""),
    wrapping("uuencode", "hello\n\(uuencoded())", "text/plain"),
  ]

  static let mails: [Wrapping] = [
    Wrapping(name: "mail, base64", body: mail("base64", encoded), type: "message/rfc822"),
    Wrapping(name: "mail, not said", body: mail("base64", encoded)),
    Wrapping(name: "mail, line feeds", body: mail("BASE64", encoded, end: "\n")),
    Wrapping(
      name: "mail, quoted-printable",
      body: mail(
        "quoted-printable", planted.map { "=" + String($0, radix: 16) }.joined() + "=\r\n")),
    Wrapping(name: "mail, uuencode", body: mail("x-uuencode", uuencoded())),
    Wrapping(name: "mail, uuencode in text", body: mail("7bit", uuencoded(), end: "\n")),
    Wrapping(name: "mail, unknown encoding", body: mail("x-rot13", "cynagrq"), isFound: false),
    Wrapping(
      name: "mail in mail",
      body: mail("7bit", String(decoding: mail("base64", encoded, boundary: "n"), as: UTF8.self))
        .replacingType("message/rfc822")),
    Wrapping(
      name: "mail, no last delimiter",
      body: Array(
        String(decoding: mail("base64", encoded), as: UTF8.self).replacing("--m--", with: "").utf8)),
    Wrapping(
      name: "mail in a form",
      body: MultipartInspectionTests.form(
        MultipartInspectionTests.file, String(decoding: mail("base64", encoded), as: UTF8.self)),
      type: MultipartInspectionTests.formType),
    Wrapping(name: "tnef", body: tnef(planted.map { $0 ^ 0 })),
  ]

  /// A file of TNEF whose attachment is a gzip file.
  static func tnef(_ content: [UInt8]) -> [UInt8] {
    func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
    let packed = GzipInspectionTests.packed(content)
    return little(0x223E_9F78) + [1, 0, 2] + little(0x0006_800F) + little(packed.count) + packed
      + [0, 0]
  }

  @Test(arguments: values + mails)
  func nothingPassesInSilence(_ wrapping: Wrapping) throws {
    let record = try inspect(wrapping.body, described(wrapping.type, encoding: wrapping.encoding))
    if wrapping.isFound {
      #expect(
        record.isInfected, "\(record.contents.map { ($0.relation, $0.type) }) \(record.reasons.all)"
      )
    } else {
      #expect(record.isInfected || !record.reasons.isEmpty)
    }
  }

  @Test(arguments: values)
  func norInAPartOfAForm(_ wrapping: Wrapping) throws {
    let part =
      "Content-Disposition: form-data; name=\"a\""
      + (wrapping.type.isEmpty ? "" : "\r\nContent-Type: \(wrapping.type)")
    let body = MultipartInspectionTests.form(part, String(decoding: wrapping.body, as: UTF8.self))
    #expect(try inspect(body, described(MultipartInspectionTests.formType)).isInfected)
    let packed = GzipInspectionTests.packed(body)
    #expect(
      try inspect(packed, described(MultipartInspectionTests.formType, encoding: "gzip")).isInfected
    )
  }

  @Test func harmlessValuesAreNeitherRefusedNorKept() throws {
    let texts = [
      #"{"id": "550e8400-e29b-41d4-a716-446655440000", "path": "/usr/share/some-thing_else/x"}"#,
      #"{"agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0"}"#,
      #"{"token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN"}"#,
      #"{"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#,
      #"["applicationConfigurationProvider1", "a text, with words; and \"quotes\" in it.\n"]"#,
      #"{"url": "https://example.org/a/b-c_d?X-Amz-Credential=AKIA1234567890%2F20240101%2Fus-east-1"}"#,
    ]
    for text in texts {
      let record = try inspect(Array(text.utf8), described("application/json"))
      #expect(record.reasons.isEmpty && record.contents.count == 1, "\(text)")
    }
  }

  @Test func jsonThatParsersReadInDifferentWaysIsAmbiguous() throws {
    for text in [
      #"{"a":1,"a":2}"#, "[1,]", "{'a':1}", "[1", #"["\x and so on, to be read whole"]"#,
    ] {
      let record = try inspect(Array(text.utf8), described("application/json"))
      #expect(record.reasons == UnjudgedReasons(.ambiguous), "\(text)")
      // Where it is not said to be JSON, it is text.
      #expect(try inspect(Array(text.utf8), described("text/plain")).reasons.isEmpty, "\(text)")
    }
  }
}

extension [UInt8] {
  /// A mail whose part is of another type.
  func replacingType(_ type: String) -> [UInt8] {
    let text = String(decoding: self, as: UTF8.self)
    let old = "Content-Type: application/octet-stream; name=\"a.bin\""
    guard let range = text.firstRange(of: old) else { return self }
    return Array(text.replacingCharacters(in: range, with: "Content-Type: \(type)").utf8)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
