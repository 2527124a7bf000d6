extension Wrapping {
  private static let form = "multipart/form-data; boundary=b"
  private static let named = "Content-Disposition: form-data; name=\"a\""
  private static let file = "Content-Disposition: form-data; name=\"a\"; filename=\"a.gz\""

  /// Parts of fields and content, as they are written between delimiters.
  private static func parts(
    _ parts: [(String, [UInt8])], boundary: String = "b", end: String = "\r\n", close: String = "--"
  ) -> [UInt8] {
    parts.flatMap { fields, content in
      Array("--\(boundary)\(end)\(fields)\(end)\(end)".utf8) + content + Array(end.utf8)
    } + Array("--\(boundary)\(close)\(end)".utf8)
  }

  private static let packed = Hidden.gzip(planted)
  private static let encoded = Array(Encoded.base64.utf8)
  private static let harmless = Array("harmless".utf8)

  /// Parts that all read alike.
  static let inParts: [Wrapping] = [
    Wrapping("part, file", parts([(file, packed)]), form),
    Wrapping("part, field", parts([(named, encoded)]), form),
    Wrapping("part, the second", parts([(named, harmless), (file, packed)]), form),
    Wrapping(
      "part, the last of many",
      parts((0..<200).map { ("\(named)\r\nX: \($0)", harmless) } + [(file, packed)]),
      form),
    Wrapping(
      "part, json",
      parts([("\(named)\r\nContent-Type: application/json", Array("[\"\(Encoded.base64)\"]".utf8))]
      ), form),
    Wrapping(
      "part, form",
      parts([
        (
          "\(named)\r\nContent-Type: application/x-www-form-urlencoded",
          Array("a=\(Encoded.percent)".utf8)
        )
      ]),
      form),
    Wrapping(
      "part, nested",
      parts([
        (
          "\(named)\r\nContent-Type: multipart/mixed; boundary=c",
          parts([("Content-Type: a/b", packed)], boundary: "c")
        )
      ]), form),
    Wrapping(
      "part, boundary in quotes", parts([(file, packed)]), "multipart/form-data; boundary=\"b\""),
    Wrapping("part, type in capitals", parts([(file, packed)]), "Multipart/Form-Data; Boundary=b"),
    Wrapping("part, mixed", parts([("Content-Type: a/b", packed)]), "multipart/mixed; boundary=b"),
    Wrapping(
      "part, related", parts([("Content-ID: <a>", packed)]),
      "multipart/related; boundary=b; type=\"a/b\""),
    Wrapping(
      "part, related, base64", parts([("Content-Transfer-Encoding: base64", encoded)]),
      "multipart/related; boundary=b"),
    Wrapping(
      "part, related, quoted-printable",
      parts([("Content-Transfer-Encoding: quoted-printable", Array(Encoded.quoted.utf8))]),
      "multipart/related; boundary=b"),
    Wrapping("part, mail", parts([(file, mail("base64", Encoded.base64))]), form),
  ]

  /// Parts that parsers read in different ways. Of each, what one of them sees is found.
  static let inOddParts: [Wrapping] = [
    Wrapping("odd, nothing said", parts([(file, packed)]), "application/octet-stream"),
    Wrapping("odd, no boundary said", parts([(file, packed)]), "multipart/form-data"),
    Wrapping(
      "odd, another boundary said", parts([(file, packed)]), "multipart/form-data; boundary=x"),
    Wrapping(
      "odd, boundary said twice", parts([(file, packed)]),
      "multipart/form-data; boundary=x; boundary=b"),
    Wrapping(
      "odd, boundary in parts", parts([(file, packed)], boundary: "bc"),
      "multipart/form-data; boundary=x; boundary*0=b; boundary*1=c"),
    Wrapping(
      "odd, boundary extended", parts([(file, packed)], boundary: "bc"),
      "multipart/form-data; boundary*=utf-8''b%63; boundary=x"),
    Wrapping(
      "odd, boundary in another parameter", parts([(file, packed)]),
      "multipart/form-data; xboundary=b; boundary=x"),
    Wrapping(
      "odd, boundary behind a comma", parts([(file, packed)]), "multipart/form-data; boundary=b,x"),
    Wrapping(
      "odd, boundary without an end", parts([(file, packed)]), "multipart/form-data; boundary=\"b"),
    Wrapping(
      "odd, spaces around the sign", parts([(file, packed)]), "multipart/form-data; boundary = b"),
    Wrapping(
      "odd, joined types", Array("x\r\n".utf8) + parts([(file, packed)]),
      "text/plain, multipart/form-data; boundary=b"),
    Wrapping(
      "odd, type behind a semicolon", Array("x\r\n".utf8) + parts([(file, packed)]),
      "text/plain; multipart/form-data; boundary=b"),
    Wrapping(
      "odd, no field of content first", parts([("X-A: b\r\n\(file)", packed)]),
      "text/multipart; boundary=b"),
    Wrapping(
      "odd, another name of the type", parts([(file, packed)]),
      "application/x-multipart; boundary=b"),
    Wrapping(
      "odd, a word before the type", parts([(file, packed)]), "foo multipart/form-data; boundary=b"),
    Wrapping(
      "odd, a word behind the type", parts([(file, packed)]), "multipart/form-data foo; boundary=b"),
    Wrapping(
      "odd, the type in quotes", parts([(file, packed)]), "\"multipart/form-data\"; boundary=b"),
    Wrapping("odd, half of the type", parts([(file, packed)]), "multipart; boundary=b"),
    Wrapping("odd, a boundary alone", parts([("X-A: b\r\n\(file)", packed)]), "a/b; boundary=b"),
    Wrapping("odd, text before", Array("x\r\n".utf8) + parts([(file, packed)]), form),
    Wrapping(
      "odd, in what lies before", packed + Array("\r\n".utf8) + parts([(file, harmless)]), form),
    Wrapping("odd, in what lies behind", parts([(file, harmless)]) + packed, form),
    Wrapping(
      "odd, parts behind the last", parts([(file, harmless)]) + parts([(file, packed)]), form),
    Wrapping("odd, no last delimiter", parts([(file, packed)], close: ""), form),
    Wrapping("odd, cut", Array(parts([(file, packed)]).dropLast(9)), form),
    Wrapping("odd, line feeds", parts([(file, packed)], end: "\n"), form),
    Wrapping("odd, carriage returns", parts([(file, packed)], end: "\r"), form, isFound: false),
    Wrapping("odd, a prefix of the boundary", parts([(file, packed)], boundary: "bcd"), form),
    Wrapping("odd, spaces behind the boundary", parts([(file, packed)], boundary: "b "), form),
    Wrapping(
      "odd, a line of the content",
      parts([(named, Array("x\r\n--bc\r\n\(file)\r\n\r\n".utf8) + packed)]), form),
    Wrapping(
      "odd, a line feed in the fields", parts([(file + "\nX: y\n\nz", packed)]), form),
    Wrapping(
      "odd, a field folded", parts([("Content-Disposition: form-data;\r\n name=a", packed)]), form),
    Wrapping(
      "odd, a zero", parts([("Content-Disposition: form-data; name=\"a\u{0}b\"", packed)]), form),
    Wrapping("odd, no fields", parts([("X: y", packed)]), form),
    Wrapping("odd, no name", parts([("Content-Disposition: form-data; filename=x", packed)]), form),
    Wrapping("odd, names", parts([("\(named); name=\"b\"", packed)]), form),
    Wrapping("odd, names of files", parts([("\(file); filename*=utf-8''b.txt", packed)]), form),
    Wrapping(
      "odd, base64", parts([("\(file)\r\nContent-Transfer-Encoding: base64", encoded)]), form),
    Wrapping(
      "odd, base64 cut up",
      parts([("\(file)\r\nContent-Transfer-Encoding: base64", encoded.flatMap { [$0, 0x21] })]),
      form),
    Wrapping(
      "odd, quoted-printable",
      parts([("\(file)\r\nContent-Transfer-Encoding: quoted-printable", Array(Encoded.quoted.utf8))]
      ), form),
    Wrapping(
      "odd, unknown encoding",
      parts([("\(file)\r\nContent-Transfer-Encoding: x-rot13", Array("cynagrq".utf8))]), form,
      isFound: false),
    Wrapping(
      "odd, coding of a part", parts([("\(named)\r\nContent-Encoding: gzip", packed)]), form),
    Wrapping(
      "odd, coding of a part twice",
      parts([("\(named)\r\nContent-Encoding: gzip, gzip", Hidden.gzip(packed))]), form),
    Wrapping(
      "odd, charset",
      parts([
        ("\(named)\r\nContent-Type: text/plain; charset=utf-7", Array("+AHAAbABhAG4AdABlAGQ-".utf8))
      ]), form, isFound: false),
    Wrapping(
      "odd, nested without a boundary",
      parts([
        (
          "\(named)\r\nContent-Type: multipart/mixed",
          parts([("Content-Type: a/b", packed)], boundary: "c")
        )
      ]), form),
  ]

  private static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    let size = UInt32(bytes.count)
    let header = size << 3 | 1
    return [0x28, 0xB5, 0x2F, 0xFD, 0xA0]
      + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: size >> $0) }
      + [0, 8, 16].map { UInt8(truncatingIfNeeded: header >> $0) } + bytes
  }

  /// Bodies with a Content-Encoding.
  static let inCodings: [Wrapping] = [
    Wrapping("coding, gzip", packed, "text/plain", encoding: "gzip"),
    Wrapping("coding, x-gzip", packed, "text/plain", encoding: "X-GZip"),
    Wrapping("coding, with identity", packed, "text/plain", encoding: "identity, gzip,"),
    Wrapping("coding, deflate", Hidden.zlib(planted), "text/plain", encoding: "deflate"),
    Wrapping("coding, bare deflate", Hidden.deflate(planted), "text/plain", encoding: "deflate"),
    Wrapping("coding, twice", Hidden.gzip(packed), "text/plain", encoding: "gzip, gzip"),
    Wrapping(
      "coding, two", Hidden.gzip(Hidden.zlib(planted)), "text/plain", encoding: "deflate, gzip"),
    Wrapping("coding, zstd", zstd(packed), "text/plain", encoding: "gzip, zstd"),
    Wrapping("coding, zstd of a gzip file", zstd(packed), "application/gzip", encoding: "zstd"),
    Wrapping(
      "coding, members", Hidden.gzip(Array(planted[..<9])) + Hidden.gzip(Array(planted[9...])),
      "text/plain", encoding: "gzip"),
    Wrapping("coding, more behind", packed + harmless, "text/plain", encoding: "gzip"),
    Wrapping(
      "coding, in what lies behind", Hidden.gzip(harmless) + Array("\n".utf8) + encoded,
      "text/plain", encoding: "gzip"),
    Wrapping("coding, cut", Array(packed.dropLast(8)), "text/plain", encoding: "gzip"),
    Wrapping(
      "coding, sum", packed.dropLast(8) + [UInt8](repeating: 0, count: 8), "text/plain",
      encoding: "gzip"),
    Wrapping("coding, not it", encoded, "text/plain", encoding: "gzip", isFound: false),
    Wrapping("coding, unknown", harmless, "text/plain", encoding: "exotic", isFound: false),
    Wrapping(
      "coding, six", harmless, "text/plain", encoding: "gzip,gzip,gzip,gzip,gzip,gzip",
      isFound: false),
    Wrapping(
      "coding, json", Hidden.gzip(Array("[\"\(Encoded.base64)\"]".utf8)), "application/json",
      encoding: "gzip"),
    Wrapping(
      "coding, form", Hidden.zlib(Array("a=\(Encoded.percent)".utf8)),
      "application/x-www-form-urlencoded", encoding: "deflate"),
    Wrapping("coding, parts", Hidden.gzip(parts([(file, packed)])), form, encoding: "gzip"),
  ]
}
