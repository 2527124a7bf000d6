internal import Digests
public import Inspection
public import Policy
public import Scanning

/// What a client is told about its file.
public struct ScanAnswer: Sendable {
  /// The judgement by what the client wants.
  public let judgement: Judgement
  /// The members of the answer.
  public let value: AnswerValue
  /// What the answer is called in XML.
  public let root: String

  /// Puts the answer together.
  ///
  /// - Parameters:
  ///   - record: what was found out about the body of the request.
  ///   - names: what the signature of a detection is called.
  /// - Throws: where the body has no file to speak of.
  public init(
    _ record: InspectionRecord, _ request: ScanRequest, names: (Detection) -> String
  ) throws(ScanFault) {
    let file = try ScannedFile(record, request)
    judgement = file.judgement
    let viruses = Self.viruses(file, names)
    var members: [(name: String, value: AnswerValue)] = [
      ("CleanResult", .flag(judgement == .clean))
    ]
    if request.operation == .advancedScan {
      root = "VirusScanAdvancedResult"
      members += Self.flags(file)
      members.append(("VerifiedFileFormat", Self.format(file)))
      members.append(("FoundViruses", viruses))
      members.append(("ContentInformation", Self.information(file, judgement)))
    } else {
      root = "VirusScanResult"
      members.append(("FoundViruses", viruses))
    }
    value = .object(members)
  }

  private static func viruses(_ file: ScannedFile, _ names: (Detection) -> String) -> AnswerValue {
    var found: [AnswerValue] = []
    for (place, content) in file.record.contents.enumerated() {
      for detection in content.detections {
        found.append(
          .object([
            ("FileName", .text(file.fullName(of: place))),
            ("VirusName", .string(names(detection))),
          ]))
      }
    }
    return found.isEmpty ? .null : .list(found, element: "VirusFound")
  }

  /// The fields of classes, in the interface's order.
  public static let fields: [(field: String, threat: ThreatClass)] = [
    ("ContainsExecutable", .executable), ("ContainsInvalidFile", .invalidFile),
    ("ContainsScript", .script), ("ContainsPasswordProtectedFile", .passwordProtected),
    ("ContainsRestrictedFileFormat", .restrictedFileType), ("ContainsMacros", .macros),
    ("ContainsXmlExternalEntities", .xmlExternalEntities),
    ("ContainsInsecureDeserialization", .insecureDeserialization), ("ContainsHtml", .html),
    ("ContainsUnsafeArchive", .unsafeArchive),
    ("ContainsOleEmbeddedObject", .oleEmbeddedObject),
    ("ContainsUnwantedAction", .unwantedAction),
  ]

  private static func flags(_ file: ScannedFile) -> [(name: String, value: AnswerValue)] {
    var shown = file.record.classes
    for reason in file.record.reasons.all { shown.formUnion(ThreatClasses(reason.shownAs)) }
    if file.isRestricted { shown.formUnion(ThreatClasses(.restrictedFileType)) }
    return fields.map { ($0.field, .flag(shown.contains(ThreatClasses($0.threat)))) }
  }

  private static func format(_ file: ScannedFile) -> AnswerValue {
    guard !file.record.isInfected, let format = file.content?.type.verifiedFormat else {
      return .null
    }
    return .string(format)
  }

  private static func information(
    _ file: ScannedFile, _ judgement: Judgement
  ) -> AnswerValue {
    let types = Set(file.record.contents.dropFirst(file.request.isForm ? 1 : 0).map(\.type))
    let relevant = relevantPlace(file, judgement).map { file.record.contents[$0] }
    let name = relevantPlace(file, judgement).map { file.path(of: $0) }
    return .object([
      ("ContainsJSON", .flag(types.contains(.json))),
      ("ContainsXML", .flag(!types.isDisjoint(with: [.xml, .xhtml, .svg]))),
      ("ContainsImage", .flag(types.contains { $0.group == .image || $0 == .svg })),
      ("RelevantSubfileName", name.map { .text($0) } ?? .null),
      // Signatures of programs are not verified, and a guess would be taken for the result.
      ("IsAuthenticodeSigned", .null),
      ("HashSHA1", digest(file.content)),
      ("RelevantSubfileHashSHA1", digest(relevant)),
    ])
  }

  private static func digest(_ content: Content?) -> AnswerValue {
    content?.sha1.map { .string($0.hex) } ?? .null
  }

  /// The first content in the file that made it what it was judged.
  private static func relevantPlace(_ file: ScannedFile, _ judgement: Judgement) -> Int? {
    let place = file.record.contents.firstIndex { content in
      switch judgement {
      case .clean: false
      case .infected: !content.detections.isEmpty
      case .forbidden(let threat): content.classes.contains(ThreatClasses(threat))
      case .unscannable(let reason): content.reasons.contains(UnjudgedReasons(reason))
      }
    }
    guard let place, place != file.place, place > 0 else { return nil }
    return place
  }
}
