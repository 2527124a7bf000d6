/// Makes HTML in which everything that the normaliser acts on comes in a random order, whole and broken.
struct HTMLGenerator {
  var random: SeededBytes

  /// A document of some pieces; one of sixteen is in UTF-16.
  mutating func document() -> [UInt8] {
    var bytes = Array("<html>\n".utf8)
    for _ in 0..<Int.random(in: 1...40, using: &random) { bytes += piece() }
    guard Int.random(in: 0..<16, using: &random) == 0 else { return bytes }
    return bytes.flatMap { [$0, 0] as [UInt8] }
  }

  private mutating func pick(_ list: [String]) -> String {
    list[Int.random(in: 0..<list.count, using: &random)]
  }

  private mutating func join(_ count: ClosedRange<Int>, _ list: [String]) -> String {
    (0..<Int.random(in: count, using: &random)).map { _ in pick(list) }.joined()
  }

  private mutating func piece() -> [UInt8] {
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return Array(("<script>" + script(0) + pick(["</script>", "</SCRIPT >", ""])).utf8)
    case 1: return Array(encoded().utf8)
    case 2, 3: return Array(tag().utf8)
    case 4: return Array(join(1...4, ["&#65;", "&#x", "&amp;", "&nbsp", "&#3002;", "&", ";"]).utf8)
    case 5: return Array(join(1...5, [" ", "\n", "\r\n", "\t", "\0", "\u{c}"]).utf8)
    case 6: return Array(("<style>" + style() + pick(["</style>", "</style> ", ""])).utf8)
    case 7: return Array(join(1...3, ["。", "．", "é", "中文", "😀"]).utf8)
    case 8:
      return Array(
        String(repeating: "w", count: [9, 8180, 8190][Int.random(in: 0...2, using: &random)]).utf8)
    case 9:
      return Array(
        String(repeating: "w ", count: [9, 4090][Int.random(in: 0...1, using: &random)]).utf8)
    case 10: return Array(("<img src=" + data() + pick([" alt=x>", ">", "/>"])).utf8)
    case 11: return (0..<9).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 12: return Array(("<!--" + pick(["x", "a > b", "<script>"]) + pick(["-->", ""])).utf8)
    default: return Array(join(1...6, ["Hello ", "it's", "<", ">", "\"", "=", "\\", "\u{1}"]).utf8)
    }
  }

  private mutating func tag() -> String {
    var tag = "<" + pick(["", "", " "])
    tag += pick(["a", "IMG", "p", "script", "style", "%@", "/a", "/script", "/style", "form"])
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      tag += pick([" ", "\n", ""]) + pick(["href", "SRC", "language", "x"])
      tag +=
        pick(["=", " = ", ""]) + pick([value(), data(), "jscript.encode", "'VBScript.Encode'"])
    }
    return tag + pick([">", ">", " >", ""])
  }

  private mutating func value() -> String {
    let quote = pick(["\"", "'", ""])
    let parts = ["abc", "X", " ", ">", "&amp;", "&#0;", "\\", "'", "\"", "。", "data:", "\n", "&lt"]
    return quote + join(0...5, parts) + quote
  }

  private mutating func data() -> String {
    let quote = pick(["\"", "'", ""])
    let parts = ["PGh0", "%41", "%4", "%", "%\\\"", "&lt;", " ", "\n", "\\", "'", ">", "abc"]
    return quote + pick(["data:", "Data:", "data&#58;"]) + pick(["text/html;base64", "", "a b"])
      + pick([",", ",", ""]) + join(0...8, parts) + pick([quote, ""])
  }

  private mutating func style() -> String {
    join(
      0...4, ["a{b:url(data:;base64,QUJD)}", "url( \"data:x;base64 , WA==\" )", "url(", ")", "p{}"])
  }

  private mutating func encoded() -> String {
    let start = pick(["<script language=JScript.Encode>", "<%@ language='vbscript.encode' >"])
    let length = pick(["AAAAAA==", "EgAAAA==", "MAAAAA==", "oIYBAA=="])
    return start + pick(["", " ", "x"]) + "#@~^" + length
      + join(0...20, ["abc", "XYZ ", "@#", "@!", "@&", "(", ";", "é", "\r\n", "0123"])
      + pick(["AAAAAA==^#~@", ""]) + pick(["</script>", ""])
  }

  private mutating func script(_ depth: Int) -> String {
    (0..<Int.random(in: 1...12, using: &random)).map { _ in statement(depth) }.joined()
  }

  private mutating func name() -> String {
    pick(["a", "foo", "p", "c", "$", "document", "eval", "dF", "unescape", "i\\u0041", "A\\z"])
  }

  private mutating func string() -> String {
    let quote = pick(["\"", "'"])
    let parts = [
      "ab", " ", "Z", "%41", "%u00e9", "\\x41", "\\xz", "\\u0041", "\\u1", "\\n", "\\0", "\\'",
      "\\\\", "|", "0 1", "%", "alert(1);", "var y=2;", "</script>", "中", "\r\n",
    ]
    return quote + join(0...6, parts) + pick([quote, quote, quote, quote, ""])
  }

  private mutating func statement(_ depth: Int) -> String {
    let inner = depth < 3 ? script(depth + 1) : "x"
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return "var \(name())=\(string())+\(string()),\(name())=1;"
    case 1: return "function \(name())(\(name()),\(name())){\(inner)}"
    case 2: return "eval(\(string()))" + pick([";", "", ")"])
    case 3: return "unescape(\(string())" + pick([")", "", "+x)"])
    case 4: return "dF(\(string())" + pick([")", ");", ""])
    case 5:
      return pick(["", "eval("]) + "function \(pick(["", "f"]))(p,a,c,k,e,d){\(inner)}"
        + pick(["", " f"])
        + "(\(string()),\(pick(["62", "10", "x"])),4,'var|alert||x'.split('|'),0,{}))"
    case 6: return pick(["// a comment\n", "/* c */", "/*", "*/", "<!--"])
    case 7:
      return pick(["42", "0x1F", "1.5e3 ", "2.0e+10", ".5", "99999999999", "1.5em", "0.1e-7"])
    case 8: return pick([">>>=", "===", "!==", "&&", "++", "<<=", "+", "-", "=>", "%=", "?", ":"])
    case 9: return join(1...3, ["(", ")", "[", "]", "{", "}", ",", ".", ";", "\n", " "])
    case 10: return "." + name() + pick(["new ", "return ", "null", "typeof ", "let "])
    default: return name() + pick([" ", "(", ")", ";", "="])
    }
  }
}
