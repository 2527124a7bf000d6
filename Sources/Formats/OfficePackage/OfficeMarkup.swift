/// What the markup of office documents makes programs do: of a part of a package, whatever its name, and of
/// documents that are one XML file. Which part it is, is told by its root alone: Office and OpenOffice find
/// parts by types and relationships, and read them by their elements.
public struct OfficeMarkup: Hashable, Sendable {
  /// What was found.
  public private(set) var findings: PackageFindings = []
  /// Whether it describes a user interface, and whether the data of the connection that is being read are
  /// fetched unasked: see ``readAction(_:_:)``.
  var isInterface = false
  var isConnectionRefreshed = false

  /// Reads a part of a package; nothing is found in what is no markup.
  public init(part bytes: Span<UInt8>) {
    self.init(bytes, isAlone: false)
  }

  /// Reads a document that is one XML file: flat OpenDocument, WordprocessingML of 2003, flat packages.
  /// Nothing is found in others.
  public init(document bytes: Span<UInt8>) {
    self.init(bytes, isAlone: true)
  }

  private init(_ bytes: Span<UInt8>, isAlone: Bool) {
    if let narrowed = MarkupText.narrowed(bytes) {
      read(narrowed.span, isAlone)
    } else if bytes.byte(at: PlainText.start(bytes)) == 0x3C {
      read(bytes, isAlone)
    }
  }

  private mutating func read(_ text: Span<UInt8>, _ isAlone: Bool) {
    guard let root = MarkupTags.next(in: text, from: 0) else { return }
    let isOpen = Self.isOpenDocument(root, text)
    guard isAlone ? isOpen || Self.isAlone(root, text) : !Self.isTable(root, text) else {
      if !isAlone, Self.asksPages(text) { findings.insert(.unwantedActions) }
      return
    }
    isInterface = MarkupTags.isNamed(root, "customUI", in: text)
    var fields = PackageFields()
    var place = 0
    while let tag = MarkupTags.next(in: text, from: place) {
      place = tag.end
      if tag.isEnd { continue }
      if isOpen {
        readOpen(tag, text)
      } else {
        place = fields.read(tag, text)
        readAction(tag, text)
      }
    }
    fields.finish()
    if fields.areUnwanted { findings.insert(.unwantedActions) }
  }

  mutating func insert(_ found: PackageFindings) { findings.formUnion(found) }

  /// Whether a formula sends data to a page, and has what that answers.
  private static func asksPages(_ text: Span<UInt8>) -> Bool {
    if text.firstPlace(of: "WEBSERVICE(", from: 0) != nil { return true }
    guard text.firstPlace(of: "&#", from: 0) != nil else { return false }
    return MarkupText.resolved(text).span.firstPlace(of: "WEBSERVICE(", from: 0) != nil
  }

  /// Cells and their texts, which are most of a workbook, and have no such elements.
  private static func isTable(_ root: MarkupTag, _ text: Span<UInt8>) -> Bool {
    MarkupTags.isNamed(root, "worksheet", in: text) || MarkupTags.isNamed(root, "sst", in: text)
  }

  /// Whether a root is of a document of Office in one file.
  private static func isAlone(_ root: MarkupTag, _ text: Span<UInt8>) -> Bool {
    MarkupTags.isNamed(root, "wordDocument", in: text)
      || MarkupTags.isNamed(root, "package", in: text)
  }

  /// Whether a root is of OpenDocument: its name, and where others have such, its namespaces.
  private static func isOpenDocument(_ root: MarkupTag, _ text: Span<UInt8>) -> Bool {
    for name: StaticString in [
      "document-content", "document-styles", "document-meta", "document-settings",
    ] where MarkupTags.isNamed(root, name, in: text) {
      return true
    }
    guard MarkupTags.isNamed(root, "document", in: text) else { return false }
    let spaces = MarkupText.resolved(text.extracting(root.attributes))
    return spaces.span.firstPlace(of: "urn:oasis:names:tc:opendocument:", from: 0) != nil
      || spaces.span.firstPlace(of: "http://openoffice.org/2000/", from: 0) != nil
  }
}
