import Testing

@testable import Normalisation

/// Scripts of documents. What is expected is what `clamscan` 1.4.6 writes for them.
@Suite struct ScriptNormaliserTests {
  /// The normalised script between its tags.
  private func normalised(_ script: String, limits: HTMLLimits = HTMLLimits()) -> String {
    let forms = Forms("<html><script>\(script)</script>", limits: limits)
    let prefix = "<script>"
    let suffix = "</script>"
    guard forms.script.hasPrefix(prefix), forms.script.hasSuffix(suffix) else {
      return forms.script
    }
    return String(forms.script.dropFirst(prefix.count).dropLast(suffix.count))
  }

  @Test func `declared names are numbered, strings joined and white space dropped`() {
    #expect(
      normalised("var Total = 'a' + \"b\" + 'C';\n document.write(Total.Length, Total);")
        == "var n000=\"abc\";document.write(n000.length,n000);")
  }

  @Test func `a name has the number of its innermost declaration`() {
    #expect(
      normalised("var a;function b(a,c){a;function c(){a;c;b}}a;b;c")
        == "var n000;function n001(n002,n003){n002;function n004(){n002;n004;n001}}n000;b;c")
  }

  @Test func `a line comment ends at a space, and another at its end`() {
    #expect(normalised("a;//no comment\nb;/* c */d") == "a;comment b;d")
  }

  @Test(arguments: [
    ("0x1F", "0 x1f"), ("1.50", "1.5"), ("1e3", "1 e3"), ("1.0e3 ", "1000"), ("1.5e-7 ", "1.5e-07"),
    ("4294967295", "-1"), ("99999999999999999999999", "-1"), ("007", "7"), (".5", ".5"),
    ("1234567.5", "1.23457e+06"),
  ])
  func `numbers are written as C writes them`(source: String, expected: String) {
    #expect(normalised("x=" + source) == "x=" + expected)
  }

  @Test(arguments: [
    (#"'\x41\u0042\n\'q'"#, "\"ab 'q\""), (#"'\0\q\\n'"#, "\"\u{1}q\\n\""), (#"'\x4'"#, "\"\\\""),
    (#"'\u12'"#, "\"\\12\""), (#"'\u4e2D'"#, "\"\u{e4}\u{b8}\u{ad}\""), (#"'\xg1'"#, "\"\u{1}\""),
    (#"'\x1g'"#, "\"\u{ff}\""), (#"'a\"b'"#, "\"a\"b\""),
  ])
  func `escapes of strings are resolved`(source: String, expected: String) {
    #expect(normalised("x=" + source) == "x=" + expected)
  }

  @Test func `operators are the longest that there are`() {
    #expect(normalised("a>>>=b===c!==d<<=e||f--&&!g") == "a>>>=b===c!==d<<=e||f--&&!g")
    #expect(normalised("return in new x instanceof y") == "return in new x instanceof y")
  }

  @Test func `a backslash in a name stays before u and ends it otherwise`() {
    #expect(normalised("a\\u0041b c\\zd;") == "a\\0041b c zd;")
  }

  @Test func `unescape and eval of literals are evaluated`() {
    #expect(normalised("eval(unescape(\"alert%28%27x%27%29\"));") == "alert(\"x\")")
    #expect(normalised("unescape('%u0041%4')+unescape(x)") == "\"a%4\"+unescape(x)")
    #expect(normalised("eval('eval(\"b\")');a") == "eval(\"b\")a")
    #expect(normalised("eval(x)") == "eval(x)")
  }

  @Test func `packers are unpacked`() {
    let packed = "('0 1=2(\"3\");',10,4,'var|x|alert|Hi'.split('|'),0,{})"
    #expect(
      normalised("eval(function(p,a,c,k,e,d){return p}\(packed))")
        == "eval(function(n000,n001,n002,n003,n004,n005){return n000}(var n006=alert(\"hi\");))")
    #expect(
      normalised("function f(p,a,c,k,e,r){} f\(packed);")
        == "function n000(n001,n002,n003,n004,n005,n006){}f(var n007=alert(\"hi\"););")
    #expect(normalised("function(p,a,b,k){}\(packed)").contains("split"))
  }

  @Test func `the shifted script of an encoder is put at the end`() {
    #expect(
      Forms("<html><script>dF('bmfsu)2*1');x</script>").script
        == "<script>x</script>alert(1)</script>")
  }

  @Test func `an unfinished string and unfinished parentheses are closed`() {
    #expect(Forms("<html><script>a((\"b").script == "<script>a((\"b\"))</script>")
  }

  @Test func `each script of a document has names of its own`() {
    #expect(
      Forms("<html><script>var a;a</script><script>a;var b;</script>").script
        == "<script>var n000;a</script>\n<script>a;var n000;</script>"
        .replacing("var n000;a", with: "var n000;n000"))
  }

  @Test func `a function that a decoder puts elsewhere knows the names around it`() {
    let script = "function f(a){eval('function g(b){a;b}');}var c;eval(\"c;a\");"
    #expect(normalised(script).hasPrefix("function n000(n001){function n00"))
  }

  @Test func `limits cut scripts off, and say so`() {
    var limits = HTMLLimits()
    limits.scriptTokensMax = 4
    let cut = Forms("<html><script>a;b;c;d</script>", limits: limits)
    #expect(cut.script == "<script>a;b;</script>")
    #expect(!cut.isWhole)
    let bomb =
      "function(p,a,c,k,e,d){}('" + String(repeating: "0 ", count: 4000) + "',10,1,'"
      + String(repeating: "x", count: 4000) + "'.split('|'),0,{})"
    limits = HTMLLimits()
    limits.nestedScriptBytesMax = 1 << 20
    #expect(!Forms("<html><script>\(bomb)</script>", limits: limits).isWhole)
    limits.scriptStepsMax = 100
    let packers = String(repeating: "function(p,a,c,k,e,d){", count: 100)
    #expect(!Forms("<html><script>\(packers)</script>", limits: limits).isWhole)
  }
}
