import Testing

@testable import Normalisation

/// What stands in HTML documents as files of their own, and encoded scripts.
@Suite struct EmbeddedFileTests {
  @Test func `a data URI becomes a message`() {
    let forms = Forms("<html><img src=\"data:text/HTML;base64,PGI+%41&lt;\" alt=x><p>")
    #expect(
      forms.dataURIs == [
        "From html-normalise\nContent-type: text/html;base64\n"
          + "Content-transfer-encoding: base64\n\nPGI+A"
      ])
    // The name of the attribute goes on behind it, and the reference goes elsewhere.
    #expect(forms.plain == "<html><img src=\"data\"<alt=x><p>")
    #expect(
      Forms("<html><a x=data:,a%4gb%zz% ></a>").dataURIs == [
        "From html-normalise\nContent-type: \n\na@b%0z%0"
      ])
  }

  @Test func `data without a comma, and a type that ends early, are no data URIs`() {
    #expect(Forms("<html><a href='data:text/html'>x").dataURIs == [])
    #expect(Forms("<html><a href=data:text >,x").dataURIs == [])
    #expect(Forms("<html><a href='Data:,x'>").dataURIs == [])
  }

  @Test func `images of style sheets are decoded`() {
    let sheet =
      "a { background: url( \"data:image/png;base64, QUJD\" ) } b{c:url(data:;base64,WA==)}"
    #expect(Forms("<html><style>\(sheet)</style>").images == ["ABC", "X"])
    #expect(Forms("<html>\(sheet)").images == [])
  }

  @Test(arguments: [
    "url(data:image/png;base64,WB==)", "url(data:image/png;base64,WA)",
    "url(data:image/png;base64,W A==)", "url(data:x;base64,====)",
  ])
  func `an image that is not in canonical base 64 ends the search`(image: String) {
    let sheet = "<html><style>url(data:;base64,QUJD)\(image) url(data:;base64,QUJD)</style>"
    #expect(Forms(sheet).images == ["ABC"])
  }

  @Test(arguments: [
    "url(data:image/png,WA==)", "url(http://x)", "url x(data:;base64,WA==)",
    "url('data:;base64,WA==')", "url(data:;bass64,WA==)", "url(data:;base64;WA==)",
  ])
  func `what is no image does not end the search`(image: String) {
    #expect(Forms("<html><style>\(image) url(data:;base64,QUJD)</style>").images == ["ABC"])
  }

  @Test func `an encoded script is decoded where its element says so`() {
    let script = "alert(\"A <b> @ c\r\nd\"); // " + String(repeating: "xyz\t", count: 40)
    for language in ["JScript.Encode", "'vbscript.encode'"] {
      let forms = Forms("<html><script language=\(language)>\(encoded(script))</script>")
      #expect(forms.plain.contains("alert(\"a<b>@cd\");//xyzxyz"))
      #expect(forms.script.hasPrefix("<script>alert(\"a <b> @ c"))
    }
    let other = Forms("<html><script language=jscript>\(encoded(script))</script>")
    #expect(!other.plain.contains("alert"))
  }

  @Test func `an encoded script is found behind a directive`() {
    let document = "<html><%@ language=JScript.Encode >\n<p>x</p>\(encoded("alert('Y')")) <p>z"
    // It is read twice: as it stands, and decoded.
    #expect(Forms(document).plain.hasSuffix("alert('y') <p>z"))
  }

  @Test func `reading again is limited`() {
    // What is an attribute at first is a directive when it is read again, from the mark on.
    let unit = "<a b=\"#@~^AAAAAA==AAAAAA==^#~@<%@ language=jscript.encode >"
    let document = "<html><%@ language=jscript.encode >" + String(repeating: unit, count: 1000)
    var limits = HTMLLimits()
    let forms = Forms(document, limits: limits)
    #expect(!forms.isWhole)
    #expect(forms.plain.utf8.count < 6 * document.utf8.count)
    limits.readingsMax = 1000
    #expect(Forms(document, limits: limits).isWhole)
  }

  @Test func `a file that is an encoded script becomes a document`() {
    let script = "WScript.Echo(\"<A@b>\")" + String(repeating: " x = x + 1", count: 2000)
    let file = Array(encoded(script).utf8)
    #expect(
      EncodedScript.document(decoding: file.span).map { latin($0) } == "<script>\(script)</script>")
    for count in 0..<40 {
      _ = EncodedScript.document(decoding: file.span.extracting(first: count))
    }
    #expect(EncodedScript.document(decoding: [UInt8]("#@~".utf8).span) == nil)
  }

  /// Encodes a script of ASCII, with a checksum that nobody reads.
  private func encoded(_ script: String) -> String {
    var body: [UInt8] = []
    let escapes: [UInt8: UInt8] = [0x3c: 0x21, 0x0d: 0x23, 0x40: 0x24, 0x0a: 0x26, 0x3e: 0x2a]
    for (place, byte) in script.utf8.enumerated() {
      let substitution = ScriptEncoding.order[place % 64]
      if let escape = escapes[byte] {
        body += [0x40, escape]
      } else {
        body.append(
          (0..<0x80).first {
            $0 != 0x0a && $0 != 0x0d && ScriptEncoding.substitute($0, in: substitution) == byte
          }!)
      }
    }
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let length = UInt32(body.count)
    let bytes = (0..<4).map { UInt32(UInt8(truncatingIfNeeded: length >> (8 * $0))) } + [0, 0]
    var text: [UInt8] = []
    for start in [0, 3] {
      let group = bytes[start] << 16 | bytes[start + 1] << 8 | bytes[start + 2]
      text += [18, 12, 6, 0].map { digits[Int(group >> UInt32($0) & 63)] }
    }
    return latin(Array("#@~^".utf8) + text.prefix(6) + Array("==".utf8) + body)
      + "AAAAAA==^#~@"
  }
}
