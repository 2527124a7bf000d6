import Testing

@testable import Normalisation

/// The forms of HTML documents. What is expected is what `clamscan` 1.4.6 writes for them.
@Suite struct HTMLNormaliserTests {
  @Test func `the form without comments is in lower case, with single spaces and double quotes`() {
    let forms = Forms("<P Class='A b'>Hello \n\t World<!-- no --> !</P>")
    #expect(forms.plain == "<p class=\"a b\">hello world!</p>")
    #expect(forms.text == " hello world ! ")
  }

  @Test func `the form without tags has the addresses of links and images as they are written`() {
    let forms = Forms("<html><A HREF = 'Http://X/Y' Title=\"a b c\">Link</A><IMG SRC=pic.GIF>z")
    #expect(
      forms.plain
        == "<html><a href=\"http://x/y\" title=\"a b c\">link</a><img src=pic.gif>z")
    #expect(forms.text == " Http://X/Y link pic.GIF z")
    #expect(Forms("<html><p href=a><a id=href><a href><img href=b>").text == " ")
  }

  @Test func `a tag that is cut off at the end of the document has no address`() {
    #expect(Forms("<html><a href=x>").text == " ")
    #expect(Forms("<html><a href=x>y").text == " x y")
  }

  @Test func `the first white space in a quoted value ends the quoting`() {
    let forms = Forms("<html><a href=\"x y z\" id=b>c")
    #expect(forms.plain == "<html><a href=\"x y z\" id=b>c")
    #expect(forms.text == " x  c")
  }

  @Test func `named and numbered references become characters, or numbered references`() {
    let forms = Forms(
      "<html>A  &amp; B&nbsp;&hearts;&bogus; &#65;&#x42;&#x3002;&#8364;&unfinished")
    #expect(forms.plain == "<html>a & b\u{a0}&#x2665;&bogus; ab.&#x20ac;&unfinished")
    #expect(forms.text == " a b ")
  }

  @Test(arguments: [
    ("&#x7fffffffffffffffff;", "\u{5}f;"), ("&#0;x", "\0x"), ("&#;x", "\0x"), ("&#6 x", "\u{6} x"),
    ("&#256;", "&#x0100;"), ("&#255;", "&#x00ff;"), ("&#254;", "\u{fe}"), ("&&lt;", "&<"),
    ("&AMP;", "&amp;"), ("&Auml;&auml;", "\u{c4}\u{e4}"), ("&thetasym", "&#x03d1;"),
    ("&thetasyn", "&thetasyn"),
    ("&amp", "&"),
  ])
  func `a reference that is not one is kept as far as ClamAV keeps it`(
    source: String, expected: String
  ) {
    #expect(Forms("<html>" + source).plain == "<html>" + expected)
  }

  @Test func `an ideographic full stop is a full stop, in text and in values`() {
    let forms = Forms("<html><a href='a。b．c'>x﹒y</a>")
    #expect(forms.plain == "<html><a href=\"a.b.c\">x.y</a>")
    let big5 = Forms(Array("<html>a".utf8) + [0xa1, 0x43] + Array("b</html>".utf8))
    // What follows is the rest of a character that has no bytes left.
    #expect(big5.plain == "<html>a.\0b</html>")
  }

  @Test func `characters beyond ASCII lose a byte in the form without tags`() {
    let forms = Forms("<html>é中.</html>")
    #expect(forms.plain == latin("<html>é中.</html>".utf8))
    #expect(forms.text == latin([0x20, 0xc3, 0xa9, 0xa9, 0xb8, 0xb8, 0x2e, 0x20]))
  }

  @Test func `a comment ends at the first bracket, and a declaration is a comment`() {
    #expect(Forms("<!DOCTYPE html><html><!-- a > b -->").plain == "<html>b -->")
  }

  @Test func `scripts and style sheets stay, without white space and with double quotes`() {
    let forms = Forms(
      "<html><SCRIPT>x = 'It' < 3 <!-- y --></SCRIPT ><!-- gone --> <style>p { color: 'Red' }</style>"
    )
    #expect(
      forms.plain
        == "<html><script>x=\"it\"<3<!--y--></script><style>p{color:\"red\"}</style>")
    #expect(forms.text == " > ")
  }

  @Test func `NUL bytes are left out`() {
    let document = "<html>abc def</html>"
    let wide = document.utf8.flatMap { [$0, 0] as [UInt8] }
    #expect(Forms(wide) == Forms(document))
  }

  @Test func `a document in UTF-16 is narrowed`() {
    let document = "<html>abc def</html>"
    var wide = document.utf8.flatMap { [$0, 0] as [UInt8] }
    wide.append(0x41)
    #expect(WideHTML.narrowed(wide.span) == Array(document.utf8))
    #expect(WideHTML.narrowed(([0x34, 0x12] as [UInt8]).span) == [0x54])
  }

  @Test func `white space at the start of a chunk is lost`() {
    // A chunk of 8191 bytes that ends before white space is not cut elsewhere.
    let word = String(repeating: "w", count: 8191 - 6)
    #expect(Forms("<html>" + word + " x").plain == "<html>" + word + "x")
    let shorter = word.dropLast()
    #expect(Forms("<html>" + shorter + " x").plain == "<html>" + shorter + " x")
  }

  @Test func `limits leave forms out, or say that something is missing`() {
    var limits = HTMLLimits()
    limits.htmlBytesMax = 20
    limits.withoutTagsBytesMax = 12
    #expect(Forms("<html>abcdefg</html>", limits: limits).text == "")
    #expect(Forms("<html>abcdefg</html>", limits: limits).plain == "<html>abcdefg</html>")
    #expect(Forms("<html>abcdefgh</html>", limits: limits).plain == "")
    limits = HTMLLimits()
    limits.embeddedFilesMax = 1
    #expect(Forms("<html><a x=data:,a><a>", limits: limits).isWhole)
    let two = Forms("<html><a x=data:,a y=data:,b><a>", limits: limits)
    #expect(!two.isWhole)
    #expect(two.dataURIs.count == 1)
  }

  @Test func `a normaliser that is used again remembers nothing`() {
    let documents = [
      "<html><script>var a='x", "<html><style>a", "<html><a href='", "<html><img src='data:,x",
      "<html><%@ language=jscript.encode>", "<html>é", "<html>&am", "<html>a ",
      "<html><script language=jscript.encode>#@~^zzzzzz==abc",
    ]
    var normaliser = HTMLNormaliser()
    for first in documents {
      _ = normaliser.normalise(Array(first.utf8).span)
      let second = "<html>p;<a href=x>y<script>var b=1;b</script>é"
      let again = Forms(normaliser.normalise(Array(second.utf8).span))
      #expect(again == Forms(second), "\(first)")
    }
  }
}
