import Testing

@testable import Inspection

@Suite struct PDFInspectionTests {
  /// A file whose object 9 is a stream that hides the test signature.
  static func hiding(
    _ dictionary: String = "/Filter/AHx", data: [UInt8] = BuiltPDF.hidden, catalog: String = "",
    also: String = ""
  ) -> [UInt8] {
    var file = BuiltPDF(catalog: catalog)
    file.append(also)
    file.add(9, dictionary, stream: data)
    return file.finish()
  }

  @Test func anOrdinaryFileIsCleanAndLeavesNoStreamsBehind() throws {
    let record = try inspect(Self.hiding("/Filter/Fl", data: BuiltPDF.zlib(Array("q Q".utf8))))
    #expect(record.contents.map(\.type) == [.pdf])
    #expect(record.reasons.isEmpty && record.classes.isEmpty && record.contentCount == 1)
  }

  @Test(arguments: [
    "/Filter/AHx", "/F#69lter/ASCIIHex#44ecode", "/Filter[/AHx]", "/Filter 8 0 R",
    "/Type/EmbeddedFile/Filter/AHx", "/Filter/LZW/Filter/AHx", "/Filter[/Crypt/AHx]",
  ]) func payloadsInStreamsAreFound(dictionary: String) throws {
    let body = Self.hiding(dictionary, also: "8 0 obj[/AHx]endobj\n")
    #expect(try inspect(body).isInfected, "\(dictionary)")
  }

  /// Which definition of an object counts only a table tells, and readers take another where that is damaged.
  @Test(arguments: [
    "/Filter 8 0 R", "/Filter[8 0 R]", "/Filter[/Crypt 8 0 R]", "/Filter 7 0 R",
    "/Filter/Fl/Filter 8 0 R",
  ]) func eachDefinitionOfAFilterIsAReading(dictionary: String) throws {
    let others = String(repeating: "8 0 obj/LZW endobj\n", count: 40)
    let also = "7 0 obj 8 0 R endobj\n8 0 obj/AHx endobj\n" + others
    #expect(try inspect(Self.hiding(dictionary, also: also)).isInfected, "\(dictionary)")
  }

  @Test func ofMoreReadingsThanAreLookedAtItIsSaid() throws {
    var also = "8 0 obj/AHx endobj\n"
    for index in 1..<10 { also += "8 0 obj[\(String(repeating: "/Fl", count: index))]endobj\n" }
    let record = try inspect(Self.hiding("/Filter 8 0 R", also: also))
    #expect(!record.reasons.isEmpty)
  }

  @Test(arguments: [
    "/DecodeParms 8 0 R", "/DecodeParms<</Predictor 7 0 R/Columns 35>>",
    "/DecodeParms<</Predictor 12/Columns 35/Predictor 1>>",
  ]) func parametersOfFiltersMayBeReferences(dictionary: String) throws {
    // One row of differences, each from the byte before.
    let row = [1] + zip(planted, [0] + planted).map { $0 &- $1 }
    #expect(planted.count == 35)
    let also = "7 0 obj 12 endobj\n8 0 obj<</Predictor 12/Columns 35>>endobj\n8 0 obj null endobj\n"
    let record = try inspect(
      Self.hiding("/Filter/Fl\(dictionary)", data: BuiltPDF.zlib(row), also: also))
    #expect(record.isInfected || !record.reasons.isEmpty, "\(dictionary)")
  }

  @Test func actionsMayBeNamedInObjectsOfTheirOwn() throws {
    let body = Self.hiding(also: "7 0 obj<</S 8 0 R/F(a)>>endobj\n8 0 obj/Launch endobj\n")
    #expect(try inspect(body).classes.contains(ThreatClasses(.unwantedAction)))
  }

  @Test func chainsOfFiltersAreUndone() throws {
    let zlib = BuiltPDF.zlib(BuiltPDF.hidden)
    #expect(try inspect(Self.hiding("/Filter[/Fl/AHx]", data: zlib)).isInfected)
    let bad = Array(zlib.dropLast(4)) + [0, 0, 0, 0]
    #expect(try inspect(Self.hiding("/Filter[/Fl/AHx]", data: bad)).isInfected)
    #expect(try inspect(Self.hiding("/Filter[/Fl/AHx]", data: [10] + zlib)).isInfected)
    let bare = Array(zlib.dropFirst(2))
    #expect(try inspect(Self.hiding("/Filter[/Fl/AHx]", data: bare)).isInfected)
    let many = String(repeating: "/AHx", count: 40)
    let record = try inspect(Self.hiding("/Filter[\(many)]"))
    #expect(record.reasons.contains(UnjudgedReasons(.depth)))
  }

  @Test func behindAStreamThatUnpacksToTooMuchNoneIsUnpacked() throws {
    var limits = InspectionLimits()
    limits.fileBytesMax = 64
    var file = BuiltPDF()
    for number in 9..<20 {
      file.add(
        number, "/Filter/Fl", stream: BuiltPDF.zlib([UInt8](repeating: 0x20, count: 100)))
    }
    let record = try inspect(file.finish(), limits: limits)
    #expect(record.reasons == UnjudgedReasons(.fileBytes) && record.unpackedBytes == 64)
  }

  @Test func embeddedFilesAreContentsWithTheirNames() throws {
    let record = try inspect(
      Self.hiding(also: "7 0 obj<</Type/Filespec/UF<FEFF0061>/F(b)/EF<</F 9 0 R>>>>endobj\n"))
    let file = try #require(record.contents.first { $0.relation == .embedded })
    #expect(file.name == Array("a".utf8) && file.detections.count == 1)
    #expect(record.reasons.isEmpty)
    let unknown = try inspect(Self.hiding("/Type/EmbeddedFile/Filter/Foo"))
    #expect(unknown.reasons == UnjudgedReasons(.format))
    let cut = BuiltPDF.zlib(planted).dropLast(8)
    let damaged = try inspect(Self.hiding("/Type/EmbeddedFile/Filter/Fl", data: Array(cut)))
    #expect(damaged.reasons == UnjudgedReasons(.damaged))
  }

  @Test(arguments: [
    "<</S/JavaScript/JS(app.alert\\(1\\))>>", "<</S/JavaScript/JS<6170702E616C657274283129>>>",
    "<</S/JavaScript/JS 8 0 R>>", "<</S/JavaScript/JS 7 0 R>>",
    "<</JS(\\376\\377\\0a\\0p\\0p\\0.\\0a\\0l\\0e\\0r\\0t\\0\\(\\0001\\0\\))>>",
  ]) func scriptsAreContents(action: String) throws {
    var file = BuiltPDF(catalog: "/OpenAction 6 0 R")
    file.add(6, action)
    file.add(7, "(app.alert\\(1\\))")
    file.add(8, "", stream: Array("app.alert(1)".utf8))
    let record = try inspect(file.finish())
    #expect(record.classes == ThreatClasses(.script) && record.reasons.isEmpty)
    let script = try #require(record.contents.first { $0.relation == .script })
    #expect(script.type == .javaScript && script.byteCount == 12, "\(action)")
  }

  @Test func scriptsInObjectStreamsAreFound() throws {
    var file = BuiltPDF()
    let objects = Array("20 0 21 14 <</JS 21 0 R>>(app.alert\\(1\\))".utf8)
    file.add(8, "/Type/ObjStm/N 2/First 11/Filter/Fl", stream: BuiltPDF.zlib(objects))
    let record = try inspect(file.finish())
    #expect(record.classes == ThreatClasses(.script))
    #expect(record.contents.last?.byteCount == 12 && record.contents.count == 2)
  }

  @Test func formsAreOneDocument() throws {
    var file = BuiltPDF(catalog: "/AcroForm<</XFA[(a)8 0 R(b)9 0 R]>>")
    file.add(
      9, "/Filter/AHx", stream: Array("3C7363726970743E782E793C2F7363726970743E3C2F783E".utf8))
    file.add(8, "", stream: Array("<?xml version='1.0'?><x>".utf8))
    let record = try inspect(file.finish())
    #expect(record.classes.contains(ThreatClasses(.script)))
    let form = try #require(record.contents.last)
    #expect(form.name == Array("XFA".utf8) && form.type == .xml && form.byteCount == 48)
  }

  @Test func whatIsDoneUnaskedIsUnwanted() throws {
    let unwanted = try inspect(Self.hiding(data: [], catalog: "/OpenAction<</S/Launch/F(a)>>"))
    #expect(unwanted.classes == ThreatClasses(.unwantedAction))
    let link = try inspect(Self.hiding(data: [], also: "7 0 obj<</A<</S/URI/URI(a)>>>>endobj"))
    #expect(link.classes.isEmpty)
  }

  @Test func aFileIsReadWhateverLiesAroundIt() throws {
    let body = Self.hiding()
    let behind = try inspect([UInt8](repeating: 0, count: 900) + body)
    #expect(behind.isInfected && behind.contents[0].type == .pdf)
    #expect(try inspect(Array("x\n".utf8) + body).isInfected)
    #expect(try inspect(Array(body.dropFirst(9))).isInfected)
    #expect(try inspect(body + [UInt8](repeating: 0, count: 4096)).isInfected)
    let picture = try inspect(Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + body)
    #expect(picture.isInfected && picture.classes.contains(ThreatClasses(.invalidFile)))
  }

  @Test func whatNoViewerOpensIsDamaged() throws {
    for text in ["%PDF-1.4\n", "%PDF-1.4\n1 0 obj<</A 1>>endobj\ntrailer<</Root 1 0 R>>"] {
      let record = try inspect(Array(text.utf8))
      #expect(record.reasons == UnjudgedReasons(.damaged), "\(text)")
      #expect(record.classes == ThreatClasses(.invalidFile))
    }
  }

  @Test func anEmbeddedFileThatIsAPDFIsReadByItself() throws {
    let inner = Self.hiding(also: "7 0 obj<</JS(app.alert\\(1\\))>>endobj ")
    let record = try inspect(Self.hiding("/Type/EmbeddedFile", data: inner))
    #expect(record.isInfected && record.contents[1].type == .pdf)
    #expect(record.contents[0].classes.isEmpty)
    #expect(record.contents[1].classes == ThreatClasses(.script))
  }

  @Test func streamsInEachOtherAreBounded() throws {
    var file = BuiltPDF()
    file.append(String(repeating: "7 0 obj<<>>stream\n", count: 2000))
    let record = try inspect(file.finish())
    #expect(record.reasons == UnjudgedReasons(.damaged))
    var forms = BuiltPDF(catalog: "/XFA[" + String(repeating: "(a)9 0 R", count: 1000) + "]")
    forms.add(9, "", stream: Array("<a/>".utf8))
    for number in 20..<60 { forms.add(number, "<</XFA[9 0 R \(number + 100) 0 R]>>") }
    let shared = try inspect(forms.finish()).contents.dropFirst()
    #expect(shared.count == 5 && shared.allSatisfy { $0.byteCount == 4 })
  }

  @Test func whatCannotBeOpenedIsEncrypted() throws {
    let encrypt = "<</Filter/Standard/V 1/R 2/P 0/O(o)/U(u)>>"
    var file = BuiltPDF()
    file.add(9, "", stream: [1, 2, 3])
    let record = try inspect(file.finish(trailer: "/Encrypt" + encrypt))
    #expect(record.reasons == UnjudgedReasons(.encrypted))
    #expect(record.classes == ThreatClasses(.passwordProtected))
  }

  /// White in run lengths: two bytes for each 128.
  private static func blank(_ byteCount: Int) -> [UInt8] {
    (0..<byteCount / 128).flatMap { _ in [129, 0xFF] as [UInt8] } + [128]
  }

  @Test func aBlankPageThatWasScannedIsNoBomb() throws {
    var limits = InspectionLimits()
    (limits.ratioMax, limits.ratioFloorBytes, limits.bodyRatioFloorBytes) = (20, 4096, 4096)
    let data = Self.blank(100 * 100 * 3)
    func record(_ dictionary: String) throws -> InspectionRecord {
      var file = BuiltPDF()
      file.add(4, dictionary + "/Filter/RunLengthDecode", stream: data)
      return try inspect(file.finish(), limits: limits)
    }
    let picture = "/Subtype/Image/Width 100/ColorSpace/DeviceRGB/BitsPerComponent 8"
    #expect(try record(picture + "/Height 100").reasons.isEmpty)
    #expect(try record(picture + "/Height 10").reasons == UnjudgedReasons(.ratio))
    #expect(try record("").reasons == UnjudgedReasons(.ratio))
    limits.pictureBytesMax = 10_000
    #expect(try record(picture + "/Height 100").reasons == UnjudgedReasons(.ratio))
  }
}
