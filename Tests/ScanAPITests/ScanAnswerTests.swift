import Inspection
import ScanAPI
import Testing

/// What clients are told by what was found out.
@Suite struct ScanAnswerTests {
  private static let fields = Dictionary(
    uniqueKeysWithValues: ScanAnswer.fields.map { ($0.threat, $0.field) })

  private func isClean(_ record: InspectionRecord, _ fields: String = "") throws -> Bool? {
    try Records.answer(record, try Records.request(fields))["CleanResult"] as? Bool
  }

  @Test(arguments: ScanRequest.allowances.map(\.threat))
  func aClassIsShownAndCountsUnlessItIsAllowed(
    threat: ThreatClass
  ) throws {
    let record = try Records.body(classes: ThreatClasses(threat))
    let allowance = try #require(ScanRequest.allowances.first { $0.threat == threat }).field
    for (fields, isClean) in [("", false), ("\(allowance): True", true)] {
      let answer = try Records.answer(record, try Records.request(fields))
      #expect(answer["CleanResult"] as? Bool == isClean)
      for (field, other) in ScanAnswer.fields {
        #expect(answer[field] as? Bool == (other == threat), "\(field)")
      }
    }
    let basic = try Records.request("", .scan)
    #expect(try Records.answer(record, basic)["CleanResult"] as? Bool == true)
  }

  @Test(arguments: UnjudgedReason.allCases) func whatWasNotJudgedIsNotCleanAndIsShown(
    reason: UnjudgedReason
  ) throws {
    let record = try Records.body(reasons: UnjudgedReasons(reason))
    let answer = try Records.answer(record, try Records.request())
    #expect(answer["CleanResult"] as? Bool == false)
    let shown = ScanAnswer.fields.filter { answer[$0.field] as? Bool == true }
    #expect(shown.map(\.threat) == [reason.shownAs])
    let everything = ScanRequest.allowances.map { "\($0.field): true" }.joined(separator: "\r\n")
    let twins: [UnjudgedReason] = [.encrypted, .damaged, .ratio, .nameBytes]
    #expect(try isClean(record, everything) == twins.contains(reason))
    let basic = try Records.request(everything, .scan)
    #expect(try Records.answer(record, basic)["CleanResult"] as? Bool == false)
  }

  @Test func whatIsInfectedIsSoWhateverIsAllowed() throws {
    let record = try Records.body(.pdf, detections: [Records.detection])
    let everything = ScanRequest.allowances.map { "\($0.field): true" }.joined(separator: "\r\n")
    let answer = try Records.answer(record, try Records.request(everything + "\r\nfileName: a.pdf"))
    #expect(answer["CleanResult"] as? Bool == false)
    #expect(answer["VerifiedFileFormat"] as? String == "null")
    let viruses = answer["FoundViruses"] as? [[String: Any]]
    #expect(viruses?.first?["VirusName"] as? String == "Test.Signature")
    #expect(viruses?.first?["FileName"] as? String == "a.pdf")
  }

  @Test func scriptsInHTMLComeWithIt() throws {
    let record = try Records.record([
      Records.content(nil, .body, .html, [ThreatClasses(.html), ThreatClasses(.script)]),
      Records.content(0, .script, .javaScript, ThreatClasses(.script)),
    ])
    #expect(try isClean(record) == false)
    #expect(try isClean(record, "allowHtml: true") == true)
    #expect(try isClean(record, "options: permitJavascriptInHtml") == false)
    let answer = try Records.answer(record, try Records.request("allowHtml: true"))
    #expect(answer["ContainsScript"] as? Bool == true)
  }

  @Test func scriptsAndHTMLInPDFCanBePermittedThereAlone() throws {
    let option = "options: permitJavascriptAndHtmlInPDFs"
    let script = Records.content(0, .script, .javaScript, ThreatClasses(.script))
    let inPDF = try Records.record([Records.content(nil, .body, .pdf), script])
    let elsewhere = try Records.record([Records.content(nil, .body, .zip), script])
    #expect(try isClean(inPDF) == false)
    #expect(try isClean(inPDF, option) == true)
    #expect(try isClean(elsewhere, option) == false)
    // Where contents are missing, nobody knows what lay in the PDF file.
    let cut = try Records.record([Records.content(nil, .body, .pdf), script], contentCount: 3)
    #expect(try isClean(cut, option) == false)
  }

  @Test func objectsInOfficePackagesCanBeBlockedThoughAllowed() throws {
    let object = Records.content(0, .embedded, .ole2, ThreatClasses(.oleEmbeddedObject))
    let package = try Records.record([Records.content(nil, .body, .docx), object])
    let old = try Records.record([Records.content(nil, .body, .doc), object])
    let fields = "allowOleEmbeddedObject: true\r\noptions: blockOfficeXmlOleEmbeddedFile"
    #expect(try isClean(package, "allowOleEmbeddedObject: true") == true)
    #expect(try isClean(package, fields) == false)
    #expect(try isClean(old, fields) == true)
  }

  @Test(arguments: [
    (ContentType.doc, ".doc", true), (.ole2, ".doc", false), (.ole2, ".pub", true),
    (.rtf, ".doc,.docx", false), (.rtf, ".rtf", true), (.json, ".txt", true),
    (.text, ".txt", true), (.html, ".txt", false), (.unknown, ".txt", false),
    (.windowsExecutable, ".pdf", false), (.docm, ".docx", false),
  ]) func aTypeIsListedByWhatItsFilesAre(type: ContentType, list: String, isListed: Bool) throws {
    let request = try Records.request("restrictFileTypes: \(list)")
    let answer = try Records.answer(try Records.body(type), request)
    #expect(answer["ContainsRestrictedFileFormat"] as? Bool == !isListed)
    #expect(
      (answer["VerifiedFileFormat"] as? String == "null") == [.ole2, .unknown].contains(type))
  }

  @Test func whatAMailHasAttachedIsOfAListedTypeUnlessThatIsIgnored() throws {
    let mail = try Records.record([
      Records.content(nil, .body, .mail), Records.content(0, .part, .png, name: "a.png"),
    ])
    #expect(try isClean(mail, "restrictFileTypes: .eml,.png") == true)
    #expect(try isClean(mail, "restrictFileTypes: .eml") == false)
    let ignored = "restrictFileTypes: .eml\r\noptions: ignoreRestrictFileTypesForAttachments"
    #expect(try isClean(mail, ignored) == true)
  }

  @Test func theFileOfAFormIsItsPartAndNothingElse() throws {
    let form = "Content-Type: multipart/form-data; boundary=b"
    func parts(_ fields: [String]) throws -> InspectionRecord {
      try Records.record(
        [Records.content(nil, .body, .multipart)]
          + fields.map { Records.content(0, .part, .png, name: "a.png", field: $0) })
    }
    let request = try Records.request(form)
    let answer = try Records.answer(try parts(["comment", "inputFile"]), request)
    #expect(answer["VerifiedFileFormat"] as? String == ".png")
    for fields in [[], ["file"], ["inputFile", "inputFile"]] {
      let record = try parts(fields)
      #expect(throws: ScanFault.self) { try Records.answer(record, request) }
    }
    let ambiguous = try Records.record([
      Records.content(nil, .body, .multipart, [], UnjudgedReasons(.ambiguous)),
      Records.content(0, .part, .png, field: "inputFile"),
    ])
    #expect(throws: ScanFault.self) { try Records.answer(ambiguous, request) }
    // What is ambiguous in the file is the file's.
    let inside = try Records.record([
      Records.content(nil, .body, .multipart),
      Records.content(0, .part, .zip, [], UnjudgedReasons(.ambiguous), field: "inputFile"),
    ])
    #expect(try Records.answer(inside, request)["CleanResult"] as? Bool == false)
  }

  @Test func hostileNamesStayText() throws {
    let request = try Records.request()
    var hostile = request
    hostile.fileName = Array("\"<script>\u{1}\u{2028}&".utf8) + [0xFF]
    let record = try Records.body(detections: [Records.detection])
    let answer = try ScanAnswer(record, hostile) { _ in "A<b>\"" }
    let json = String(decoding: answer.value.bytes(as: .json, root: answer.root), as: UTF8.self)
    #expect(json.contains(#""FileName":"\"\u003cscript>\u0001\u2028&"#))
    #expect(json.contains("\u{FFFD}") && json.contains(#""VirusName":"A\u003cb>\"""#))
    let xml = String(decoding: answer.value.bytes(as: .xml, root: answer.root), as: UTF8.self)
    #expect(xml.contains("<FileName>\"&lt;script&gt;\u{FFFD}\u{2028}&amp;\u{FFFD}</FileName>"))
  }
}
