extension Wrapping {
  /// A mail of one part, which has a Content-Transfer-Encoding.
  static func mail(
    _ encoding: String, _ content: String, end: String = "\r\n", boundary: String = "m",
    type: String = "application/octet-stream; name=\"a.bin\"", close: String = "--"
  ) -> [UInt8] {
    let lines = [
      "From: a@example.org", "To: b@example.org", "Subject: x", "MIME-Version: 1.0",
      "Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "",
      "This is a message with parts.", "--\(boundary)", "Content-Type: \(type)",
      "Content-Disposition: attachment; filename=\"a.bin\"",
      "Content-Transfer-Encoding: \(encoding)", "", content, "--\(boundary)\(close)", "",
    ]
    return Array(lines.joined(separator: end).utf8)
  }

  private static func mail(fields: [String], _ content: String) -> [UInt8] {
    Array(
      (["From: a@example.org", "MIME-Version: 1.0"] + fields + ["", content, ""]).joined(
        separator: "\r\n"
      ).utf8)
  }

  /// A file of TNEF with one attachment.
  static func tnef(_ content: [UInt8]) -> [UInt8] {
    func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
    return little(0x223E_9F78) + [1, 0, 2] + little(0x0006_800F) + little(content.count) + content
      + [0, 0]
  }

  static let mails: [Wrapping] = {
    let encoded = Encoded.base64
    let (short, long) = Encoded.cut(9)
    let quoted = (Encoded.quoted.prefix(30), Encoded.quoted.dropFirst(30))
    let text = String(decoding: mail("base64", encoded, boundary: "n"), as: UTF8.self)
    return [
      Wrapping("mail, base64", mail("base64", encoded), "message/rfc822"),
      Wrapping("mail, not said", mail("base64", encoded)),
      Wrapping("mail, line feeds", mail("BASE64", encoded, end: "\n")),
      Wrapping("mail, lines and spaces", mail("base64", "\(short) \r\n \(long)")),
      Wrapping("mail, strays", mail("base64", "\(short)!\(long)")),
      Wrapping("mail, text behind", mail("base64", "\(encoded)\r\n\r\nSent by a list.")),
      Wrapping("mail, quoted-printable", mail("quoted-printable", Encoded.quoted + "=\r\n")),
      Wrapping(
        "mail, quoted-printable, small digits",
        mail("quoted-printable", Encoded.quoted.lowercased())),
      Wrapping(
        "mail, quoted-printable, soft breaks",
        mail(
          "quoted-printable",
          planted.map { "=" + String($0, radix: 16) }.joined(separator: "= \r\n"))),
      Wrapping("mail, no parts", mail(fields: ["Content-Transfer-Encoding: base64"], encoded)),
      Wrapping(
        "mail, no parts, quoted",
        mail(fields: ["Content-Transfer-Encoding: quoted-printable"], Encoded.quoted)),
      Wrapping(
        "mail, field folded", mail(fields: ["Content-Transfer-Encoding:\r\n base64"], encoded)),
      Wrapping(
        "mail, encodings twice",
        mail(
          fields: ["Content-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: base64"], encoded)
      ),
      Wrapping(
        "mail, html",
        mail("base64", Encoded.base64(Array("<html>\(encoded)</html>".utf8)), type: "text/html")),
      Wrapping(
        "mail, a subject",
        mail(fields: ["Subject: =?utf-8?B?\(encoded)?=", "MIME-Version: 1.0"], "a")),
      Wrapping(
        "mail, words of a field",
        mail(fields: ["X-A: b =?utf-8?q?\(quoted.0)?=\r\n =?a?Q?\(quoted.1)?=", "Date: c"], "a")),
      Wrapping("mail, gzip", mail("base64", Encoded.base64(Hidden.gzip(planted)))),
      Wrapping("mail, uuencode", mail("x-uuencode", Encoded.uuencoded())),
      Wrapping("mail, uuencode in text", mail("7bit", Encoded.uuencoded(), end: "\n")),
      Wrapping(
        "mail, yEnc", Array("From: a\r\nContent-Type: text/plain\r\n\r\n".utf8) + Encoded.yEncoded()
      ),
      Wrapping("mail, unknown encoding", mail("x-rot13", "cynagrq"), isFound: false),
      Wrapping("mail in mail", mail("7bit", text, type: "message/rfc822")),
      Wrapping(
        "mail in mail, encoded",
        mail("base64", Encoded.base64(Array(text.utf8)), type: "message/rfc822")),
      Wrapping(
        "mail, a part of one",
        mail(fields: ["Content-Type: message/partial; id=1; number=1; total=2"], "x"),
        isFound: false),
      Wrapping("mail, no last delimiter", mail("base64", encoded, close: "x")),
      Wrapping(
        "mail, boundary in parts",
        mail(
          fields: ["Content-Type: multipart/mixed; boundary*0=b; boundary*1=c"],
          "--bc\r\nContent-Transfer-Encoding: base64\r\n\r\n\(encoded)\r\n--bc--")),
      Wrapping(
        "mail, two boundaries",
        mail(
          fields: ["Content-Type: multipart/mixed; boundary=x; boundary=b"],
          "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n\(encoded)\r\n--b--")),
      Wrapping(
        "mail, in what lies before",
        mail(
          fields: ["Content-Type: multipart/mixed; boundary=b"],
          "\(encoded)\r\n--b\r\n\r\nx\r\n--b--")),
      Wrapping(
        "mail, in what lies behind",
        mail(
          fields: ["Content-Type: multipart/mixed; boundary=b"],
          "--b\r\n\r\nx\r\n--b--\r\n\(encoded)")),
      Wrapping(
        "mailbox", Array("From a\nFrom: x\nMIME-Version: 1.0\n\nhello\n\nFrom b\n\(text)".utf8)),
      Wrapping(
        "mailbox, of mails with parts",
        Array("From a\n".utf8) + mail("7bit", "hello", end: "\n") + Array("\nFrom b\n\(text)".utf8)),
      Wrapping(
        "mhtml",
        Array("From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\n".utf8)
          + mail("base64", encoded)),
      Wrapping("tnef", tnef(Hidden.gzip(planted))),
      Wrapping(
        "tnef in mail",
        mail("base64", Encoded.base64(tnef(Hidden.gzip(planted))), type: "application/ms-tnef")),
    ]
  }()
}
