/// What the objects of a file say, each looked at by itself: whether anything refers to it is not asked,
/// since another revision may.
public struct PDFSurvey: Sendable {
  /// Whether there are actions that run JavaScript.
  public internal(set) var hasScripts = false
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
  /// What trailers give as `Encrypt`; nil for those that give none.
  public internal(set) var encryptions: [PDFValue?] = []
  /// First identifiers of the file.
  public internal(set) var identifiers: [[UInt8]] = []
  /// Streams, by the index of the object.
  public internal(set) var streams: [Int] = []
  /// Object streams, by the index of the object.
  public internal(set) var objectStreams: [Int] = []

  /// Actions that open a page of the web, by the object; what is done unasked.
  private var linkObjects: Set<Int> = []
  private var unaskedObjects: Set<Int> = []

  /// Nothing yet.
  public init() {}

  /// Looks at an object.
  ///
  /// - Parameter index: of those of the file, its index.
  public mutating func add(_ object: PDFObject, at index: Int?) {
    if let dictionary = object.streamDictionary, let index { add(stream: dictionary, at: index) }
    look(at: object.value, in: object)
    if let dictionary = object.value.dictionary, dictionary["S"]?.name == "URI" {
      linkObjects.insert(object.reference.number)
    }
  }

  /// Looks at the dictionary of a trailer.
  public mutating func add(trailer dictionary: PDFDictionary) {
    // What is no trailer is none that says that nothing is encrypted.
    guard dictionary["Root"] != nil || dictionary["Encrypt"] != nil else { return }
    let given = dictionary.values("Encrypt")
    if given.isEmpty { encryptions.append(nil) }
    for value in given { encryptions.append(value) }
    for value in dictionary.values("ID") {
      if let first = value.elements.first?.string, !identifiers.contains(first) {
        identifiers.append(first)
      }
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

  /// The objects that are done unasked and not yet looked at.
  ///
  /// - Returns: their numbers; `look(atUnasked:)` takes what they are.
  public mutating func takeUnasked() -> [Int] {
    if !unaskedObjects.isDisjoint(with: linkObjects) { hasUnwantedActions = true }
    let numbers = unaskedObjects.subtracting(seenUnasked)
    seenUnasked.formUnion(numbers)
    return numbers.sorted()
  }

  private var seenUnasked: Set<Int> = []

  /// Looks at what is done unasked: an action, or a table of actions by what they wait for.
  public mutating func look(atUnasked value: PDFValue) {
    switch value {
    case .reference(let reference): unaskedObjects.insert(reference.number)
    case .dictionary(let dictionary):
      let kinds = dictionary.values("S")
      if kinds.contains(where: { $0.name == "URI" }) { hasUnwantedActions = true }
      for (key, value) in dictionary.entries where kinds.isEmpty || key == "Next" {
        for element in value.elements { look(atUnasked: element) }
      }
    default: break
    }
  }
}
