import Formats
import Testing

@Suite struct JSONReaderTests {
  private func read(_ text: String) -> (reader: JSONReader, values: [String], paths: [String]) {
    let bytes = Array(text.utf8)
    var reader = JSONReader()
    var values: [String] = []
    var paths: [String] = []
    while let value = reader.next(bytes.span) {
      values.append(String(decoding: bytes[value.range], as: UTF8.self))
      paths.append(String(decoding: reader.path(bytes.span), as: UTF8.self))
    }
    return (reader, values, paths)
  }

  @Test func keysAndValuesAreGivenWithTheirPaths() {
    let (reader, values, paths) = read(
      #"{"files": [{"name": "a", "n": -1.5e+3, "data": "it's"}, "b", [], {}], "x": true} "#)
    #expect(values == ["files", "name", "a", "n", "data", "it's", "b", "x"])
    #expect(
      paths == [
        "files", "files[0].name", "files[0].name", "files[0].n", "files[0].data", "files[0].data",
        "files[1]", "x",
      ])
    #expect(!reader.isInvalid && !reader.hasDuplicateKeys && !reader.isTooDeep)
  }

  @Test(arguments: [
    "{'a': 'b'}", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\" 1}", "[1 2]", "// x\n[1]", "/* */ [1]",
    "[01]",
    "[NaN]", "[\"a\tb\"]", "[\"a", "[1", "]", "{\"a\":}", "{1:2}", "[1}", "[\"a\":1]", "[1.]",
    "[-]",
    "[truefalse]", "[\"a\"\"b\"]", #"["\x41"]"#, #"["\u12g4"]"#, #"["\u12"]"#, #"{"\'": 1}"#,
  ])
  func whatIsNoJSONIsInvalid(_ text: String) { #expect(read(text).reader.isInvalid) }

  @Test(arguments: [
    "[]", "{}", "1", "\"a\"", "{\"a\":1}\n{\"a\":1}\n", "[[],{}]", " [ 0 , null ] ",
    #"["\"\\\/\b\f\n\r\t\u00e9\uD83d\uDE00"]"#,
  ])
  func whatIsJSONIsNot(_ text: String) { #expect(!read(text).reader.isInvalid) }

  @Test func stringsAreGivenInWhatIsNoJSONToo() {
    #expect(read("{a: 'one', /* \"x\" */ b: \"two\" \"three\"}").values == ["one", "two", "three"])
  }

  @Test func duplicateKeysAreFoundUnderEscapes() {
    #expect(read(#"{"ab": 1, "c": {"ab": 2}, "\u0061b": 3}"#).reader.hasDuplicateKeys)
    #expect(!read(#"{"ab": 1, "c": {"ab": 2}}"#).reader.hasDuplicateKeys)
    let many = (0..<100).map { "\"k\($0)\": 1" }
    #expect(!read("{\(many.joined(separator: ","))}").reader.hasDuplicateKeys)
    #expect(read("{\((many + ["\"k7\": 1"]).joined(separator: ","))}").reader.hasDuplicateKeys)
    #expect(read(#"[{"a": 1, "a": 2"#).reader.hasDuplicateKeys)
  }

  @Test func nestingHasALimitPastWhichStringsAreStillGiven() {
    let depth = 100_000
    let text = String(repeating: "[", count: depth) + "\"a\"" + String(repeating: "]", count: depth)
    let (reader, values, _) = read(text)
    #expect(reader.isTooDeep && !reader.isInvalid && values == ["a"])
  }

  @Test func escapesAreResolved() {
    let text = JSONText(Array(#"a\n\/\u00e9\ud83d\ude00\\"#.utf8).span)
    #expect(text.bytes == Array("a\n/\u{E9}\u{1F600}\\".utf8) && !text.isAmbiguous)
    for odd in [#"\x"#, #"\u00"#, "\\"] { #expect(JSONText(Array(odd.utf8).span).isAmbiguous) }
    // A text that a client cut.
    #expect(!JSONText(Array(#"\ud83d"#.utf8).span).isAmbiguous)
  }

  @Test func damagedTextsOnlyComeBack() {
    withDamage(Array(#"{"a":["\u0061\ud83d\ude00",{"b":'c'}], /*x*/ "d":-1.5e3} //"#.utf8)) {
      var reader = JSONReader()
      while let value = reader.next($0.span) {
        _ = JSONText($0.span.extracting(value.range))
        _ = reader.path($0.span)
      }
    }
  }
}

@Suite struct MarkupReaderTests {
  private func values(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var reader = MarkupReader()
    var values: [String] = []
    while let value = reader.next(bytes.span) {
      values.append(String(decoding: value.resolved ?? Array(bytes[value.range]), as: UTF8.self))
    }
    return values
  }

  @Test func attributesAndTextsAreGiven() {
    #expect(
      values("<a b='0123456789abcdef' c=\"x\">fedcba9876543210<d/>short</a>")
        == ["0123456789abcdef", "fedcba9876543210"])
  }

  @Test func referencesAndStretchesOfATextAreJoined() {
    #expect(
      values("<a>01&#x32;34<!-- > -->567<![CDATA[89&<]]>ab<?p ?>cdef</a>") == ["0123456789&<abcdef"]
    )
    #expect(values("<!ENTITY e '0123456789&#97;bcdef'>") == ["0123456789abcdef"])
  }

  @Test func damagedTextsOnlyComeBack() {
    withDamage(Array("<a b='0123456789abcdef&#x41;'>&amp;<!--x--><![CDATA[y]]><?z?></a>".utf8)) {
      var reader = MarkupReader()
      while reader.next($0.span) != nil {}
    }
  }
}

@Suite struct FormReaderTests {
  @Test func pairsAreReadAndResolved() {
    let bytes = Array("a=1&b=%41+c&d&=e".utf8)
    var reader = FormReader()
    var pairs: [String] = []
    while let pair = reader.next(bytes.span) {
      let value = FormReader.resolved(bytes.span.extracting(pair.value), plus: 0x20)
      pairs.append(
        String(decoding: bytes[pair.name], as: UTF8.self) + ":"
          + String(decoding: value, as: UTF8.self))
    }
    #expect(pairs == ["a:1", "b:A c", ":d", ":e"])
    #expect(FormReader.resolved(Array("%zz%4+".utf8).span, plus: 0x2B) == Array("%zz%4+".utf8))
  }

  @Test(arguments: [
    ("%u0041b", "Ab"), ("%U00e9%u4f60", "\u{E9}\u{4F60}"), ("%ud83d%ude00", "\u{1F600}"),
    ("%ud83dx", "\u{FFFD}x"), ("%u004%u0041", "%u004A"),
  ])
  func escapesOfUnitsAreResolved(_ text: String, _ expected: String) {
    let bytes = Array(text.utf8)
    let hasOne = FormReader.hasUnitEscape(bytes.span)
    #expect(hasOne)
    #expect(String(decoding: FormReader.allResolved(bytes.span), as: UTF8.self) == expected)
    let others = Array("%41%u00g0u0041%".utf8)
    let hasNone = !FormReader.hasUnitEscape(others.span)
    #expect(hasNone)
  }
}

@Suite struct DataURITests {
  @Test func urisAreFoundAloneAndInTexts() {
    let text = Array(" DATA:image/png;base64,YWJj".utf8)
    let uri = DataURI(text.span)
    #expect(uri?.isBase64 == true && uri?.start == 23)
    #expect(DataURI(Array("data:,x".utf8).span)?.isBase64 == false)
    #expect(DataURI(Array("data is".utf8).span) == nil)
    let inner = Array("url(data:x;base64,YWJj);".utf8)
    #expect(DataURI.nextBase64(in: inner.span, from: 0) == 18..<22)
    #expect(DataURI.nextBase64(in: inner.span, from: 22) == nil)
  }
}
