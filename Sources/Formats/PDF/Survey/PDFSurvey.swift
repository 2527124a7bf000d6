/// What the objects of a file say, each looked at by itself: whether anything refers to it is not asked,
/// since another revision may.
public struct PDFSurvey: Sendable {
  /// Whether there are actions that run JavaScript.
  public internal(set) var hasScripts = false
  /// Whether there are tables of scripts, by names: in files of forms' fields they hold the scripts themselves.
  public internal(set) var hasScriptTables = false
  /// Whether there are actions that open files, start programs or send forms, pages of the web that open
  /// unasked, Flash or models in 3D, which run in programs of their own.
  public internal(set) var hasUnwantedActions = false
  /// Whether there is a catalogue, and at least one page or a node of their tree.
  public internal(set) var hasCatalog = false
  public internal(set) var hasPages = false

  /// Scripts as strings.
  public internal(set) var scripts: [PDFText] = []
  /// Objects that are scripts.
  public internal(set) var scriptObjects: Set<Int> = []
  /// Embedded files: the number of the stream, and the file's name.
  public internal(set) var files: [Int: PDFText?] = [:]
  /// Objects that name streams of embedded files, by what reads the file, and the file's name.
  public internal(set) var fileTables: [Int: PDFText?] = [:]
  /// Forms in XFA: of each the objects that it consists of.
  public internal(set) var forms: [[Int]] = []
  /// What trailers give as `Encrypt`: each object once.
  public internal(set) var encryptions: [PDFValue] = []
  /// Whether there are trailers that give none.
  public internal(set) var hasPlainTrailer = false
  /// First identifiers of the file.
  public internal(set) var identifiers: [[UInt8]] = []
  /// Streams, by the index of the object.
  public internal(set) var streams: [Int] = []
  /// Object streams, by the index of the object.
  public internal(set) var objectStreams: [Int] = []

  /// The objects among them.
  private var encryptionObjects: Set<PDFReference> = []
  /// Names of files that viewers open; encrypted where the file is.
  var fileNames: [PDFText] = []
  /// Objects that specify such files, and those of them that were not looked at yet.
  var specifications: Set<Int> = []
  var newSpecifications: [Int] = []

  /// Actions that open a page of the web or another file, by the object; they are unwanted where nobody asks.
  private var linkObjects: Set<Int> = []
  /// Objects that are done unasked, and those of them that were not looked at yet.
  private var unaskedObjects: Set<Int> = []
  private var newUnaskedObjects: [Int] = []
  /// Identifiers and encryption dictionaries that are kept. All revisions of a file have the same.
  private static let keptMax = 16
  /// Whether there are more of them.
  public private(set) var isCut = false

  /// Nothing yet.
  public init() {}

  /// Looks at an object.
  ///
  /// - Parameter index: of those of the file, its index.
  public mutating func add(_ object: PDFObject, at index: Int?) {
    if let dictionary = object.streamDictionary, let index {
      add(stream: dictionary, at: index)
      for file in dictionary.values("F") { look(atSpecification: file, in: object) }
    }
    look(at: object.value, in: object)
    // What kind of action a dictionary is may be said in an object of its own.
    if let name = object.value.name { look(atAction: name) }
    if let dictionary = object.value.dictionary, Self.isLink(dictionary) {
      linkObjects.insert(object.reference.number)
    }
  }

  /// Looks at the dictionary of a trailer.
  public mutating func add(trailer dictionary: PDFDictionary) {
    // What is no trailer is none that says that nothing is encrypted.
    guard dictionary["Root"] != nil || dictionary["Encrypt"] != nil else { return }
    let given = dictionary.values("Encrypt")
    if given.isEmpty { hasPlainTrailer = true }
    for value in given {
      if let reference = value.reference, !encryptionObjects.insert(reference).inserted { continue }
      if encryptions.count < Self.keptMax { encryptions.append(value) } else { isCut = true }
    }
    for value in dictionary.values("ID") {
      guard let first = value.elements.first?.string, !identifiers.contains(first) else { continue }
      if identifiers.count < Self.keptMax { identifiers.append(first) } else { isCut = true }
    }
  }

  private mutating func add(stream dictionary: PDFDictionary, at index: Int) {
    if dictionary.values("Type").contains(where: { $0.name == "XRef" }) { add(trailer: dictionary) }
    if PDFObjectStream.isOne(dictionary) {
      objectStreams.append(index)
    } else {
      streams.append(index)
    }
  }

  /// The objects that are done unasked and were not looked at yet, by their numbers:
  /// ``look(atUnasked:isTable:)`` takes what they are.
  public mutating func takeUnasked() -> [Int] {
    defer { newUnaskedObjects = [] }
    if newUnaskedObjects.contains(where: linkObjects.contains) { hasUnwantedActions = true }
    return newUnaskedObjects
  }

  /// Looks at what is done unasked: an action, and what is next after it, or a table of actions by what they
  /// wait for.
  public mutating func look(atUnasked value: PDFValue, isTable: Bool = true) {
    switch value {
    case .reference(let reference):
      if unaskedObjects.insert(reference.number).inserted {
        newUnaskedObjects.append(reference.number)
      }
    case .dictionary(let dictionary):
      if Self.isLink(dictionary) { hasUnwantedActions = true }
      let isAction = dictionary["S"] != nil
      for (key, value) in dictionary.entries where isAction ? key == "Next" : isTable {
        for element in value.elements { look(atUnasked: element, isTable: false) }
      }
    default: break
    }
  }

  /// Whether an action opens a page of the web or another file.
  private static func isLink(_ dictionary: PDFDictionary) -> Bool {
    dictionary.values("S").contains { $0.name == "URI" || $0.name == "GoToR" }
  }
}
