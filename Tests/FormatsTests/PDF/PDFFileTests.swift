import Formats
import Testing

@Suite struct PDFFileTests {
  /// What a file's own objects say.
  static func survey(_ text: String) -> (file: PDFFile, survey: PDFSurvey) {
    survey(Array(text.utf8))
  }

  static func survey(_ bytes: [UInt8]) -> (file: PDFFile, survey: PDFSurvey) {
    var file = PDFFile(bytes.span)
    var survey = PDFSurvey()
    for index in file.places.indices {
      guard let object = file.object(at: index, in: bytes.span) else { continue }
      survey.add(object, at: index)
      if let start = object.streamStart, let dictionary = object.streamDictionary {
        let data = file.streamData(from: start, dictionary, in: bytes.span)
        precondition(data.upperBound <= bytes.count)
        _ = file.filterChains(of: dictionary, in: bytes.span)
      }
    }
    for index in file.trailers.indices {
      if let trailer = file.trailer(at: index, in: bytes.span) { survey.add(trailer: trailer) }
    }
    while true {
      let numbers = survey.takeUnasked()
      if numbers.isEmpty { break }
      for object in numbers.flatMap({ file.objects(of: $0, in: bytes.span) }) {
        survey.look(atUnasked: object.value)
      }
    }
    while true {
      let numbers = survey.takeSpecifications()
      if numbers.isEmpty { break }
      for object in numbers.flatMap({ file.objects(of: $0, in: bytes.span) }) {
        survey.look(atSpecificationOf: object)
      }
    }
    survey.judgeFileNames { PDFText.narrowed($0.bytes) }
    return (file, survey)
  }

  @Test(arguments: [
    "1 0 obj<</S/JavaScript/JS(x)>>endobj", "1 0 obj << /#53 /Java#53cript /J#53 (x) >>",
    "1 %c\n0 %c\nobj<</JS<78>>>", "x\n7 0obj[[<</A[<</JS(\\170)>>]>>]]", "%1 0 obj<</JS(x)>>",
    "1 0 obj(\n2 0 obj<</JS(x)>>\n)endobj", "1 0 obj<</A (unclosed /B 2 0 obj <</JS(x)>>",
    "1 0 obj<</A/B{>)] word/JS(x)>>", "1 0 obj<</A[1 2>>endobj 2 0 obj[/A<</JS(x)>>",
    "1 0 obj<<>>stream\nendstream 2 0 obj<</JS(x)>>endobj\nendstream",
  ]) func scriptsAreFoundWhereverAReaderMayLook(text: String) {
    let survey = Self.survey(text).survey
    #expect(survey.hasScripts && survey.scripts.first?.bytes == [0x78], "\(text)")
  }

  @Test func allRevisionsAreSeen() {
    let (file, survey) = Self.survey(
      "1 0 obj<</JS(old)>>endobj xref trailer<</Root 1 0 R>> 1 0 obj<</JS(new)>>endobj")
    #expect(survey.scripts.map { String(decoding: $0.bytes, as: UTF8.self) } == ["old", "new"])
    #expect(file.indices(of: 1) == [1, 0] && file.indices(of: 2).isEmpty)
  }

  @Test(arguments: [
    ("<</S/Launch/F(a)>>", true), ("<</S/SubmitForm>>", true),
    ("<</S/GoToR/F(\\\\\\\\host\\a)>>", true), ("<</S/GoToR/F(../a.pdf)>>", false),
    ("<</OpenAction<</S/GoToR/F(a)>>>>", true), ("<</S/GoToR/F<</UF(http://a/b)>>>>", true),

    ("<</S/GoToE>>", true), ("<</S/ImportData>>", true), ("<</Subtype/RichMedia>>", true),
    ("<</Subtype/3D>>", true), ("<</S/URI/URI(a)>>", false), ("<</S/GoTo/D[1]>>", false),
    ("<</OpenAction<</S/URI/URI(a)>>>>", true), ("<</OpenAction[1/Fit]>>", false),
    ("<</OpenAction 2 0 R>> 2 0 obj<</S/URI/URI(a)>>", true),
    ("<</AA<</O<</S/GoTo/Next[<</S/URI>>]>>>>>>", true),
    ("<</AA 2 0 R>> 2 0 obj<</O 3 0 R>> 3 0 obj<</S/GoTo/Next 4 0 R>> 4 0 obj<</S/URI>>", true),
    ("<</OpenAction 1 0 R/Next 1 0 R>>", false),
    ("<</S/GoToR/F 2 0 R>> 2 0 obj<</Type/Filespec/F 3 0 R>> 3 0 obj(//host/a)", true),
    ("<</S/GoToR/F 2 0 R>> 2 0 obj<</F(a.pdf)/EF<</F 1 0 R>>>>", false),
    ("<</S/Thread/F(\\\\\\\\host\\\\a)>>", true), ("<</S/Thread/D 0>>", false),
    ("<</S 2 0 R/F(//host/a)>> 2 0 obj/GoToR", true),
    ("<</Subtype/Movie/Movie<</F<</FS/URL/F(http://a/b)>>>>>>", true),
    ("<</Subtype/Movie/Movie 2 0 R>> 2 0 obj<</F(a.avi)>>", false),
    ("<</S/MCD/D<</F<FEFF005C005C0061005C0062>>>>>", true),
    ("<</F(\\\\\\\\host\\\\a)>>stream\nendstream", true), ("<</F/Fl>>stream\nendstream", false),
    ("<</F(file:///c/a)>>stream\nendstream", false),
    ("<</Ref<</F(\\\\\\\\host\\\\a)/Page 0>>>>stream\nendstream", true),
    ("<</Ref 2 0 R>>stream\nendstream 2 0 obj<</F 2 0 R/UF[1]>>", false),
  ]) func actionsThatNobodyAskedForAreSeen(value: String, isUnwanted: Bool) {
    #expect(Self.survey("1 0 obj" + value).survey.hasUnwantedActions == isUnwanted, "\(value)")
  }

  @Test func embeddedFilesAndFormsAreNamed() {
    let survey = Self.survey(
      """
      1 0 obj<</Type/Filespec/F(a)/UF(b)/EF<</F 2 0 R/UF 3 0 R>>>>
      4 0 obj<</Type/EmbeddedFile>>stream\nendstream
      5 0 obj<</F(c)/EF 6 0 R>> 7 0 obj<</XFA[(p) 8 0 R(q) 9 0 R]>>
      """
    ).survey
    #expect(Set(survey.files.keys) == [2, 3, 4] && Set(survey.fileTables.keys) == [6])
    #expect(survey.files[2]??.bytes == Array("b".utf8) && survey.forms == [[8, 9]])
  }

  @Test(arguments: [
    ("<</Length 3>>stream\nabc\nendstream", "abc"),
    ("<</Length 3>>stream\r\nabcendstream", "abc"), ("<</Length 2>>stream\nabc\nendstream", "abc"),
    ("<</Length 99>>stream  \rabc\r\nendstream", "abc"), ("<<>>stream\nabc", "abc"),
    ("<</Length 2 0 R>>stream\nendstreamx\nendstream endobj 2 0 obj 10 endobj", "endstreamx"),
    ("<</Length 2 0 R>>stream\nabc\nendstream", "abc"),
  ]) func aStreamEndsWhereReadersSeeItsEnd(text: String, data: String) throws {
    let bytes = Array(("1 0 obj" + text).utf8)
    var file = PDFFile(bytes.span)
    let read = file.object(at: 0, in: bytes.span)
    let object = try #require(read)
    let range = file.streamData(
      from: try #require(object.streamStart), try #require(object.streamDictionary), in: bytes.span)
    #expect(String(decoding: bytes[range], as: UTF8.self) == data, "\(text)")
  }

  @Test func filtersThatAreThereTwiceAreTwoReadings() throws {
    let bytes = Array(
      "1 0 obj<</Filter/Fl/Filter 2 0 R>> 2 0 obj[/AHx/Fl] endobj 2 0 obj/LZW endobj".utf8)
    var file = PDFFile(bytes.span)
    let read = file.object(at: 0, in: bytes.span)
    let dictionary = try #require(read?.value.dictionary)
    let chains = file.filterChains(of: dictionary, in: bytes.span)
    #expect(chains.map { $0.filters.map(\.filter) } == [[.flate], [.lzw], [.asciiHex, .flate]])
  }

  @Test func objectsInObjectStreamsAreFoundByTheirNumbers() throws {
    let bytes = Array("1 0 obj<</Type/ObjStm/N 2/First 8>>".utf8)
    var file = PDFFile(bytes.span)
    let read = file.object(at: 0, in: bytes.span)
    let dictionary = try #require(read?.value.dictionary)
    #expect(PDFObjectStream.isOne(dictionary))
    let stream = PDFObjectStream(Array("5 0 6 5 (abc)<</JS 5 0 R>>".utf8), first: 8)
    #expect(stream.places.map(\.reference.number) == [5, 6])
    let isAdded = file.add(stream)
    #expect(isAdded)
    var survey = PDFSurvey()
    for place in stream.places {
      let object = file.packedObject(at: place)
      survey.add(try #require(object), at: nil)
    }
    #expect(survey.scriptObjects == [5])
    let objects = file.objects(of: 5, in: bytes.span)
    #expect(objects.count == 1 && objects[0].isPacked)
    #expect(objects[0].value.string == Array("abc".utf8))
  }

  @Test func whatIsLeftOutIsSaid() {
    let deep = String(repeating: "[", count: 1000)
    #expect(Self.survey("1 0 obj" + deep).file.isCut)
    #expect(!Self.survey("1 0 obj[[[[").file.isCut)
    // Each of these strings goes to the end: reading all of them is quadratic.
    let open = String(repeating: "1 0 obj(", count: 20_000)
    #expect(Self.survey(open).file.isCut)
  }

  @Test func damageDoesNotTrap() {
    let text =
      "%PDF-1.4\n1 0 obj<</A[1 2 R -3 .5(\\1\\)\\\r\n)<4g1>true]/Filter[/Fl 2 0 R]/DecodeParms 9 0 R"
      + "/#4a#53 1 0 R/OpenAction 1 0 R/EF<</F 1 0 R>>>>stream\r\nab\nendstream endobj\n2 0 obj 7 endobj"
      + "\ntrailer<</Root 1 0 R/Encrypt 2 0 R/ID[<00>]>>"
    withDamage(Array(text.utf8)) { _ = Self.survey($0) }
  }

  @Test func textStringsAreReadByTheirMarks() {
    #expect(PDFText.narrowed([0xFE, 0xFF, 0, 0x61, 0x20, 0xAC]) == Array("a€".utf8))
    #expect(PDFText.narrowed([0xFF, 0xFE, 0x61, 0]) == Array("a".utf8))
    #expect(PDFText.narrowed([0xEF, 0xBB, 0xBF, 0x61]) == Array("a".utf8))
    #expect(PDFText.narrowed([0x61, 0xFF]) == [0x61, 0xFF])
  }

  @Test func theHeaderIsLookedForAsViewersDo() {
    let header = Array("%PDF-1.7".utf8)
    for (count, place) in [(0, 0), (1023, 1023), (1024, nil)] as [(Int, Int?)] {
      let bytes = [UInt8](repeating: 0, count: count) + header
      let found = PDFHeader.place(in: bytes.span)
      #expect(found == place)
    }
    let end = Array("x startxref 1 %%EOF".utf8)
    let isAtEnd = PDFHeader.isAtEnd(of: end.span)
    #expect(isAtEnd)
  }
}
