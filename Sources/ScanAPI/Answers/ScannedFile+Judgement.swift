internal import Inspection
internal import Policy

extension ScannedFile {
  /// What the client's wishes make of the file: infected before forbidden before unscannable.
  var judgement: Judgement {
    let isInfected = record.isInfected
    if request.operation == .scan {
      var policy = Policy()
      for threat in ThreatClass.allCases { policy.set(.allow, for: threat) }
      // A class that is allowed does not make what could not be judged clean: nobody has allowed that here.
      for reason in UnjudgedReason.allCases { policy.set(.block, for: reason) }
      return Self.accepted(
        policy.judge(isInfected: isInfected, classes: [], reasons: record.reasons), policy)
    }
    var policy = Policy()
    for threat in request.allowed.all { policy.set(.allow, for: threat) }
    let judgement = Self.accepted(
      policy.judge(isInfected: isInfected, classes: countedClasses, reasons: record.reasons), policy
    )
    if judgement == .infected { return judgement }
    if isRestricted { return .forbidden(.restrictedFileType) }
    if hasBlockedObjects { return .forbidden(.oleEmbeddedObject) }
    return judgement
  }

  /// The API has one word for what is clean and what the client allows.
  private static func accepted(_ judgement: Judgement, _ policy: Policy) -> Judgement {
    policy.refuses(judgement) ? judgement : .clean
  }

  /// The classes of all contents, but where the client's options say that they do not count.
  private var countedClasses: ThreatClasses {
    let permits: ScanOptions = [.permitJavascriptAndHtmlInPDFs, .permitJavascriptInHtml]
    let permitsScriptInHTML =
      request.allowed.contains(ThreatClasses(.html))
      || request.options.contains(.permitJavascriptInHtml)
    // Of contents that are not in the record nobody knows where they lie.
    guard permitsScriptInHTML || !request.options.isDisjoint(with: permits), isWhole else {
      return record.classes
    }
    var counted: ThreatClasses = []
    for (place, content) in record.contents.enumerated() {
      var classes = content.classes
      if permitsScriptInHTML, isWithin(place, Self.html) {
        classes.subtract(ThreatClasses(.script))
      }
      if request.options.contains(.permitJavascriptAndHtmlInPDFs), isWithin(place, [.pdf]) {
        classes.subtract([ThreatClasses(.script), ThreatClasses(.html)])
      }
      counted.formUnion(classes)
    }
    return counted
  }

  private static let html: [ContentType] = [.html, .xhtml]

  /// Packages of Office.
  private static let packages: [ContentType] = [
    .docx, .docm, .xlsx, .xlsm, .xlsb, .pptx, .pptm, .visio,
  ]

  private var hasBlockedObjects: Bool {
    let object = ThreatClasses(.oleEmbeddedObject)
    guard request.options.contains(.blockOfficeXmlOleEmbeddedFile),
      record.classes.contains(object)
    else { return false }
    return !isWhole
      || record.contents.indices.contains {
        record.contents[$0].classes.contains(object) && isWithin($0, Self.packages)
      }
  }

  /// Whether the file, or a file attached to the mail that it is, is of no type that the client lists.
  var isRestricted: Bool {
    guard request.operation == .advancedScan, !request.fileTypes.isEmpty else { return false }
    guard let place else { return true }
    if !record.contents[place].type.isListed(in: request.fileTypes) { return true }
    guard record.contents[place].type.group == .carrier,
      !request.options.contains(.ignoreRestrictFileTypesForAttachments)
    else { return false }
    return !isWhole || attachments.contains { !$0.type.isListed(in: request.fileTypes) }
  }

  /// Parts of the mail that have the name of a file.
  private var attachments: [Content] {
    record.contents.filter { content in
      content.relation == .part && content.parent == place && !content.name.isEmpty
        && content.name != content.field
    }
  }
}
