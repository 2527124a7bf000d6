extension Wrapping {
  private static let json = "application/json"
  private static let form = "application/x-www-form-urlencoded"
  private static let xml = "application/xml"

  /// Base64 and its like as values of JSON.
  static let inJSON: [Wrapping] = {
    let encoded = Encoded.base64
    let (first, second) = Encoded.cut(20)
    let (short, long) = Encoded.cut(9)
    return [
      Wrapping("json", #"{"a": "\#(encoded)"}"#, json),
      Wrapping("json, not said", #"{"a": "\#(encoded)"}"#, "text/plain"),
      Wrapping("json, its own media type", #"{"a": "\#(encoded)"}"#, "application/vnd.a+json"),
      Wrapping("json, a string alone", #""\#(encoded)""#, json),
      Wrapping("json, nested", #"{"a": [{"b": {"c": [1, "\#(encoded)"]}}]}"#, json),
      Wrapping("json, a key", #"{"\#(encoded)": 1}"#, json),
      Wrapping("json, unpadded", #"["\#(Encoded.unpadded)"]"#, json),
      Wrapping("json, padded too much", #"["\#(Encoded.unpadded)===="]"#, json),
      Wrapping("json, lines", #"["\#(first)\r\n\#(second)"]"#, json),
      Wrapping("json, stray", #"["\#(short)!\#(long)"]"#, json),
      Wrapping("json, space", #"["\#(short) \#(long)"]"#, json),
      Wrapping(
        "json, many strays", "[\"\(encoded.map { "\($0)" }.joined(separator: "."))\"]", json),
      Wrapping(
        "json, more strays", "[\"\(encoded.map { "\($0)" }.joined(separator: ".,;:"))\"]", json),
      Wrapping(
        "json, padded within",
        "[\"\(Encoded.base64(Array(planted[..<4])))\(Encoded.base64(Array(planted[4...])))\"]", json
      ),
      Wrapping("json, url alphabet", #"["\#(Encoded.url)"]"#, json),
      Wrapping(
        "json, both alphabets", "[\"\(Encoded.url.prefix(4))\(Encoded.plainSigned)\"]", json),
      Wrapping("json, after a word", #"["b64:\#(encoded)"]"#, json),
      Wrapping("json, after an equals sign", #"["ab=\#(encoded)"]"#, json),
      Wrapping("json, after a type", #"["image/png;\#(encoded)"]"#, json),
      Wrapping(
        "json, after prose",
        #"["\#(String(repeating: "some words, and more of them; ", count: 300))\#(encoded)"]"#, json
      ),
      Wrapping(
        "json, escapes", "[\"\(encoded.map { $0 == "a" ? #"\u0061"# : "\($0)" }.joined())\"]", json),
      Wrapping(
        "json, solidus escaped", "[\"\(Encoded.plainSigned.replacing("/", with: "\\/"))\"]", json),
      Wrapping(
        "json, text by escapes",
        "[\"\(planted.map { #"\u00"# + String($0, radix: 16) }.joined())\"]",
        json),
      Wrapping("json in json", #"{"a": "{\"b\": \"\#(encoded)\"}"}"#, json),
      Wrapping(
        "json in base64 in json", "[\"\(Encoded.base64(Array("{\"a\":\"\(encoded)\"}".utf8)))\"]",
        json),
      Wrapping("json, twice", #"["\#(Encoded.base64(Array(encoded.utf8)))"]"#, json),
      Wrapping("json, gzip", #"["\#(Encoded.base64(Hidden.gzip(planted)))"]"#, json),
      Wrapping(
        "json, hexadecimal of base64",
        "[\"\(encoded.utf8.map { String($0, radix: 16) }.joined())\"]", json),
      Wrapping("json, no json", #"{'a': '\#(encoded)', /* */}"#, json),
      Wrapping("json, not said, without quotes", "{a: \(encoded)}", "text/plain"),
      Wrapping("json, not said, not at all", "[note] \(encoded)", "text/plain"),
      Wrapping("json, not ended", #"{"a": "\#(encoded)"#, json),
      Wrapping("json, duplicate", #"{"a": "\#(encoded)", "a": ""}"#, json),
      Wrapping("json, too deep", String(repeating: "[", count: 600) + "\"\(encoded)\"", json),
      Wrapping("json, lines of it", "{\"a\":1}\n{\"a\":\"\(encoded)\"}\n", "application/x-ndjson"),
      Wrapping("json, mark", "\u{FEFF}[\"\(encoded)\"]", json),
    ]
  }()

  /// Other encodings in values of JSON.
  static let ofOtherEncodings: [Wrapping] = {
    let encoded = Encoded.base64
    let digits = Encoded.hexadecimal
    let (short, long) = Encoded.cut(9)
    return [
      Wrapping("hexadecimal", #"["\#(digits)"]"#, json),
      Wrapping("hexadecimal, capitals", #"["\#(digits.uppercased())"]"#, json),
      Wrapping("hexadecimal, 0x", #"["0x\#(digits)"]"#, json),
      Wrapping("hexadecimal, as databases write it", #"["\\x\#(digits)"]"#, json),
      Wrapping("hexadecimal, after a word", #"["hex: \#(digits)"]"#, json),
      Wrapping(
        "hexadecimal, spaces",
        "[\"\(planted.map { String($0, radix: 16) }.joined(separator: " "))\"]",
        json),
      Wrapping("hexadecimal, hyphens", "[\"\(Encoded.pairs("-").uppercased())\"]", json),
      Wrapping("hexadecimal, colons", "[\"\(Encoded.pairs(":"))\"]", json),
      Wrapping("hexadecimal, commas", "[\"\(Encoded.pairs(", "))\"]", json),
      Wrapping("hexadecimal, 0x each", "[\"0x\(Encoded.pairs(", 0x"))\"]", json),
      Wrapping("hexadecimal, escapes of programs", #"["\\x\#(Encoded.pairs("\\\\x"))"]"#, json),
      Wrapping("data", #"["data:;base64,\#(encoded)"]"#, json),
      Wrapping("data, typed", #"["data:image/png;charset=x;base64,\#(encoded)"]"#, json),
      Wrapping("data, capitals", #"[" DATA:image/png;BASE64,\#(encoded)"]"#, json),
      Wrapping("data, spaces", #"["data:image/png; base64,\#(short) \n\#(long)"]"#, json),
      Wrapping(
        "data, base64 by percent",
        "[\"data:;base64,\(encoded.utf8.map { "%" + String($0, radix: 16) }.joined())\"]", json),
      Wrapping("data, by percent", #"["data:text/plain,\#(Encoded.percent)"]"#, json),
      Wrapping("data, bad", #"["data:;base64,\#(short)!\#(long)"]"#, json),
      Wrapping("data in text", #"["<img src=data:image/png;base64,\#(encoded)>"]"#, json),
      Wrapping(
        "data in text, by percent",
        #"["url(data:a/b;base64,\#(encoded.replacing("=", with: "%3D")))"]"#,
        json),
      Wrapping(
        "data in text, lines", "a { b: url(data:a/b;base64,\(short)\n\(long)) }", "text/css"),
    ]
  }()

  /// In XML and HTML.
  static let inMarkup: [Wrapping] = {
    let encoded = Encoded.base64
    let (short, long) = Encoded.cut(9)
    let letter = String(encoded.utf8.dropFirst(9).first!, radix: 16)
    return [
      Wrapping("xml", "<a>\(encoded)</a>", xml),
      Wrapping("xml, attribute", "<a b='\(encoded)'/>", "text/xml"),
      Wrapping("xml, not said", "<a b='\(encoded)'/>", ""),
      Wrapping("xml, declared", "<?xml version='1.0'?>\n<!-- x -->\n<a>\(encoded)</a>", xml),
      Wrapping(
        "xml, soap", "<e:b xmlns:e='x'><d>data:;base64,\(encoded)</d></e:b>", "application/soap+xml"
      ),
      Wrapping("xml, comment", "<a>\(short)<!-- -->\(long)</a>", "a/b+xml"),
      Wrapping("xml, instruction", "<a>\(short)<?p q?>\(long)</a>", xml),
      Wrapping("xml, in a comment", "<a><!-- \(encoded) --></a>", xml),
      Wrapping("xml, in a comment behind all", "<a>b</a><!--\n\(short)\n\(long)\n-->", xml),
      Wrapping("xml, in an instruction", "<?data \(encoded)?><a>b</a>", xml),
      Wrapping("xml, in a document type", "<!DOCTYPE a [<!-- \(encoded) -->]><a>b</a>", xml),
      Wrapping("xml, references", "<a>\(short)&#x\(letter);\(long.dropFirst())</a>", "a/b+xml"),
      Wrapping("xml, sections", "<a><![CDATA[\(short)]]><![CDATA[\(long)]]></a>", "a/xml"),
      Wrapping("xml, text by references", "<a>\(planted.map { "&#\($0);" }.joined())</a>", xml),
      Wrapping("xml, lines", "<a>\n  \(short)\n  \(long)\n</a>", "text/xml"),
      Wrapping("xml, entity", "<!DOCTYPE a [<!ENTITY e '\(encoded)'>]><a>&e;</a>", xml),
      Wrapping("xml, hexadecimal", "<a>\(Encoded.hexadecimal)</a>", xml),
      Wrapping("xml, gzip", "<a>\(Encoded.base64(Hidden.gzip(planted)))</a>", xml),
      Wrapping("xml in json", "{\"a\": \"<a>\(encoded)</a>\"}", json),
      Wrapping("json in xml", "<a>{&quot;b&quot;: &quot;\(encoded)&quot;}</a>", xml),
      Wrapping(
        "html, data", "<html><img src=\"data:image/png;base64,\(encoded)\"></html>", "text/html"),
      Wrapping(
        "html, script", "<html><script>let a = atob('\(encoded)')</script></html>", "text/html"),
      Wrapping(
        "html, style", "<html><p style='background: url(data:;base64,\(encoded))'></html>",
        "text/html"),
      Wrapping(
        "svg, data", "<svg><image href='data:image/png;base64,\(encoded)'/></svg>", "image/svg+xml"),
    ]
  }()

  /// In forms and in text.
  static let inText: [Wrapping] = {
    let encoded = Encoded.base64
    let (short, long) = Encoded.cut(40)
    let quoted = (Encoded.quoted.prefix(30), Encoded.quoted.dropFirst(30))
    return [
      Wrapping("form", "a=1&b=\(encoded.replacing("=", with: "%3D"))", form),
      Wrapping(
        "form, charset", "a=1&b=\(encoded.replacing("=", with: "%3D"))", "\(form); charset=utf-8"),
      Wrapping("form, bare", "a=1&b=\(encoded)", form),
      Wrapping("form, a name", "\(encoded.replacing("=", with: "%3D"))=1", form),
      Wrapping("form, no name", "\(encoded)", form),
      Wrapping("form, text by percent", "a=\(Encoded.percent)", form),
      Wrapping("form, twice by percent", "a=\(Encoded.percent.replacing("%", with: "%25"))", form),
      Wrapping(
        "form, all by percent", "a=\(encoded.utf8.map { "%" + String($0, radix: 16) }.joined())",
        form),
      Wrapping("form, data", "a=data:;base64,\(encoded)", form),
      Wrapping("form, plus", "a=\(Encoded.plainSigned)", form),
      Wrapping("form, json", "a=%7B%22b%22%3A%22\(encoded)%22%7D", form),
      Wrapping("form, hexadecimal", "a=\(Encoded.hexadecimal)", form),
      Wrapping("form, joined types", "a=%22\(encoded)", "text/plain, \(form)"),
      Wrapping("text", encoded, "text/plain"),
      Wrapping("text, nothing said", encoded, ""),
      Wrapping("text, after prose", "See below.\n\n\(short)\n\(long)\n\nBye.\n", "text/plain"),
      Wrapping("text, indented", "data: !!binary |\n  \(short)\n  \(long)\n", "application/yaml"),
      Wrapping("text, of a table", "a,b\n1,\(encoded)\n", "text/csv"),
      Wrapping(
        "text, pem", "-----BEGIN X-----\n\(short)\n\(long)\n-----END X-----\n", "text/plain"),
      Wrapping(
        "text, a certificate",
        "-----BEGIN CERTIFICATE-----\n\(short)\n\(long)\n-----END CERTIFICATE-----\n", "text/plain"),
      Wrapping("text, hexadecimal", Encoded.hexadecimal, "text/plain"),
      Wrapping(
        "text, a card",
        "BEGIN:VCARD\r\nN:A\r\nNOTE;ENCODING=QUOTED-PRINTABLE:\(Encoded.quoted)\r\n",
        "text/vcard"),
      Wrapping(
        "text, a card, soft breaks",
        "\nbegin:vcalendar\nX;quoted-printable:\(quoted.0)=\n\(quoted.1)\nEND:VCALENDAR\n",
        "text/plain"),
      Wrapping("text, uuencode", "hello\n\(Encoded.uuencoded())", "text/plain"),
      Wrapping("text, uuencode by base64", "begin-base64 644 a\n\(encoded)\n====\n", "text/plain"),
      Wrapping("text, yEnc", Array("hello\r\n".utf8) + Encoded.yEncoded(), "text/plain"),
    ]
  }()

  /// In text of wider characters.
  static let inWideText: [Wrapping] = [2, 4].flatMap { unitBytes in
    [false, true].flatMap { isBig in
      [false, true].map { hasMark in
        let text = Encoded.wide(
          "{\"a\": \"\(Encoded.base64)\"}", unitBytes: unitBytes, isBig: isBig, hasMark: hasMark)
        let name = "json, \(unitBytes) bytes\(isBig ? ", big" : "")\(hasMark ? ", mark" : "")"
        return Wrapping(name, text, hasMark ? json : "text/plain")
      }
    }
  }

  static let values = inJSON + ofOtherEncodings + inMarkup + inText + inWideText
}
