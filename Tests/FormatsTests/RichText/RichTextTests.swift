import Formats
import Testing

@Suite struct RichTextTests {
  static func read(_ text: String) -> RichText { RichText(Array(text.utf8).span) }

  @Test(arguments: [
    "{\\rtf1{\\object\\objemb{\\*\\objdata 41424344}}}",
    "{\\rt{\\object\\objemb{\\*\\objdata 4142\n 43\t4 4}}}",
    "{\\rtf1{\\object{\\objdata 4{\\*\\unknown}1\\par 424{\\b}344}}}",
    "{\\rtf1{\\object{\\*\\objdata 41zz42g434\u{1}4}}}",
    "{\\rtf1{\\object{\\*\\objdata \\bin4 ABCD}}}",
    "{\\rtf1{\\object{\\*\\objdata 4142\\bin2 CD}}}",
    "{\\rtf1{\\object{\\*\\objdata 4142\\bin0 4344}}}",
    "{\\rtf1{\\object{\\*\\objdata 4142{4344",
    "{\\rtf1{\\fldinst\\objdata 41424344}}",
  ]) func digitsAreReadAsReadersTakeThem(text: String) throws {
    let document = Self.read(text)
    #expect(document.hasObjects && document.data.map(\.kind) == [.object])
    #expect(document.data.first?.bytes == Array("ABCD".utf8), "\(text)")
    #expect(document.data.first?.otherBytes == nil)
  }

  @Test func whatReadersTakeInTwoWaysIsGivenInBoth() throws {
    let escaped = try #require(Self.read("{\\rtf1{\\*\\objdata 41\\'4243}}").data.first)
    #expect(escaped.bytes == [0x41, 0x43] && escaped.otherBytes == [0x41, 0x42, 0x43])
    let nested = try #require(Self.read("{\\rtf1{\\*\\objdata 41{\\*\\x 42}43}}").data.first)
    #expect(nested.bytes == [0x41, 0x43] && nested.otherBytes == [0x41, 0x42, 0x43])
  }

  @Test func picturesAndStoresAreData() {
    let text = "{\\rtf1{\\pict\\pngblip\\picw10 8950}{\\*\\datastore 0105}{\\*\\themedata 504b}}"
    let document = Self.read(text)
    #expect(!document.hasObjects && document.data.map(\.kind) == [.picture, .other, .other])
    #expect(document.data.map(\.bytes) == [[0x89, 0x50], [1, 5], [0x50, 0x4B]])
  }

  @Test func fieldsAndTemplatesThatActAreSeen() {
    var fields = [
      "{\\field{\\*\\fldinst DDEAUTO c:\\\\\\\\x}}", "{\\field{\\*\\fldinst { dde \"x\"}}}",
      "{\\*\\template http://example.com/a.dotm}", "{\\*\\template \\\\\\\\host\\\\a.dot}",
    ]
    fields += [
      "{\\field{\\*\\fldinst \(String(repeating: " ", count: 6000))DDEAUTO c}}",
      "{\\*\\template \(Self.units("http://a/b"))}",
      "{\\*\\template \(Self.units("http://a/b", less: 65_536))}",
      "{\\uc0{\\*\\template \(Self.units("http://a/b", behind: " "))}}",
      "{\\uc2{\\*\\template \(Self.units("http://a/b", behind: "\\'3f?"))}}",
      "{\\field{\\*\\fldinst \\u68\\b D\\u69\\b  c}}", "{\\field{\\*\\fldinst DDE\\tab c}}",
      "{\\field{\\*\\fldinst DDEAUTO {\\field{\\*\\fldinst SEQ a}{\\fldrslt b}}c}}",
      "{\\field{\\*\\fldinst {\\field{\\*\\fldinst QUOTE 68 0x44 69}{\\fldrslt x}} c}}",
      "{\\field{\\*\\fldinst INCLUDEPICTURE \"\\\\\\\\\\\\\\\\1.2.3.4\\\\\\\\a.png\"}}",
      "{\\field{\\*\\fldinst INCLUDETEXT \"http://a/b\"}}",
      "{\\mailmerge{\\mmdatasource \\\\\\\\host\\\\a.xls}}",
      "{\\shp{\\sp{\\sn pibName}{\\sv \\\\\\\\host\\\\a.png}}}",
    ]
    for text in fields { #expect(Self.read("{\\rtf1" + text + "}").hasUnwantedActions, "\(text)") }
    let harmless = [
      "{\\*\\fldinst DATE}", "{\\*\\template C:\\\\a.dot}", "{\\*\\fldinst ddex}",
      "{\\sv 8;4;(1,2);http://a/b}", "{\\*\\fldinst HYPERLINK http://a/b}", "{\\fldrslt DDE c}",
    ]
    for text in harmless { #expect(!Self.read("{\\rtf1" + text + "}").hasUnwantedActions) }
  }

  /// Each character as an escape by its number, and what stands for it to others.
  private static func units(_ text: String, less: Int = 0, behind: String = "?") -> String {
    text.utf16.map { "\\u\(Int($0) - less)\(behind)" }.joined()
  }

  @Test func anObjectOfTheOldFormatIsTakenApart() throws {
    func text(_ text: String) -> [UInt8] {
      CompoundFileSample.little(text.utf8.count + 1, 4) + Array(text.utf8) + [0]
    }
    let head: [UInt8] = [1, 5, 0, 0, 2, 0, 0, 0] + text("Package") + [0, 0, 0, 0, 0, 0, 0, 0]
    let packed: [UInt8] =
      [2, 0] + Array("a.txt\0c:\\a.txt\0".utf8) + [0, 0, 3, 0] + text("c:\\t\\a.txt")
      + CompoundFileSample.little(4, 4) + Array("data".utf8) + [0, 0]
    let bytes = head + CompoundFileSample.little(packed.count, 4) + packed
    let read = OLE1Object(bytes.span)
    let object = try #require(read)
    #expect(object.className == Array("Package".utf8) && object.isComplete)
    let offset = try #require(object.offset)
    let native = NativeObject(native: bytes.span.extracting(offset..<offset + object.byteCount))
    #expect(native.name == Array("a.txt".utf8) && native.byteCount == 4 && native.isComplete)
    let stream = CompoundFileSample.little(packed.count, 4) + packed
    let inStream = NativeObject(stream: stream.span)
    #expect(inStream?.byteCount == 4)
    withDamage(bytes) { bytes in
      if let object = OLE1Object(bytes.span), let offset = object.offset {
        _ = NativeObject(native: bytes.span.extracting(offset..<offset + object.byteCount))
      }
    }
    withDamage(stream) { _ = NativeObject(stream: $0.span) }
  }

  @Test func depthHasALimitAndDamageDoesNotTrap() {
    let deep = String(repeating: "{", count: 100_000) + "\\objdata 4142"
    #expect(Self.read("{\\rtf1" + deep).data.first?.bytes == [0x41, 0x42])
    let text =
      "{\\rtf1{\\object\\objw-99{\\*\\objdata \\bin3 abc4\\'41{\\*\\q 1}}}{\\fldinst DDE x}}"
    withDamage(Array(text.utf8)) { _ = RichText($0.span) }
    #expect(Self.read("{\\rtf\\bin99999999999999999999999 abc").data.isEmpty)
  }
}
