public import Inspection

/// Why a request cannot be served as it is.
public struct ScanFault: Error, Equatable {
  /// A stable short name.
  public let reason: String
  /// What is wrong, for people; nothing of it is the client's but a field's value, cut short.
  public let detail: String

  init(_ reason: String, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
}

/// What a client asks for with a file, by the fields of the request.
public struct ScanRequest: Sendable {
  /// What it asks for.
  public var operation: ScanOperation
  /// What the file is called, where the request says so; hostile bytes.
  public var fileName: [UInt8] = []
  /// The classes that do not count against the file.
  public var allowed: ThreatClasses = []
  /// What else is asked for.
  public var options: ScanOptions = []
  /// The extensions of the types that the file may be of, in small letters, without dots; empty: any.
  public var fileTypes: [String] = []
  /// Whether the file is a part of a form; otherwise it is the body.
  public var isForm = false

  /// The part of a form that has the file.
  public static let part = "inputFile"
  /// Extensions in `restrictFileTypes`. Protects the comparison.
  public static let fileTypesMax = 256

  /// The fields that allow a class, in the interface's spelling.
  public static let allowances: [(field: String, threat: ThreatClass)] = [
    ("allowExecutables", .executable), ("allowInvalidFiles", .invalidFile),
    ("allowScripts", .script), ("allowPasswordProtectedFiles", .passwordProtected),
    ("allowMacros", .macros), ("allowXmlExternalEntities", .xmlExternalEntities),
    ("allowInsecureDeserialization", .insecureDeserialization), ("allowHtml", .html),
    ("allowUnsafeArchives", .unsafeArchive), ("allowOleEmbeddedObject", .oleEmbeddedObject),
    ("allowUnwantedAction", .unwantedAction),
  ]

  /// Reads the fields of a request.
  ///
  /// - Parameter head: a canonical head.
  /// - Throws: where a field that says what is allowed is given twice, or cannot be understood.
  public init(_ operation: ScanOperation, head: Span<UInt8>) throws(ScanFault) {
    self.operation = operation
    var seen: Set<String> = []
    var fields = HeadFields(head)
    while let (name, value) = fields.next() {
      if name == "content-type" { isForm = Self.isForm(value) }
      guard Self.known.contains(name) else {
        if operation == .advancedScan, Self.isWish(name) {
          throw ScanFault("unknown_field", "\(name) is no field of a scan")
        }
        continue
      }
      guard seen.insert(name).inserted else {
        throw ScanFault("duplicate_field", "\(name) is given more than once")
      }
      if name == "filename" {
        fileName = value
      } else if operation == .advancedScan {
        try take(name, String(decoding: value, as: UTF8.self))
      }
    }
  }

  /// Whether a field looks like one that says what is allowed: a misspelt wish must not be passed over.
  private static func isWish(_ name: String) -> Bool {
    name.hasPrefix("allow") && name.utf8.count > 5 && !name.contains("-")
      || name.hasPrefix("restrict") || name == "option"
  }

  private static let classes = [String: ThreatClass](
    uniqueKeysWithValues: allowances.map { ($0.field.lowercased(), $0.threat) })
  private static let known = Set(classes.keys).union(["filename", "options", "restrictfiletypes"])

  private mutating func take(_ name: String, _ value: String) throws(ScanFault) {
    switch name {
    case "options": try takeOptions(value)
    case "restrictfiletypes": try takeFileTypes(value)
    default:
      guard let threat = Self.classes[name] else { return }
      switch value.lowercased() {
      case "true": allowed.formUnion(ThreatClasses(threat))
      // What some clients make of a value that is not set.
      case "false", "", "null", "none", "undefined": break
      default:
        let field = Self.allowances.first { $0.threat == threat }?.field ?? name
        throw ScanFault("bad_field", "\(field) is true or false, not \(Self.quoted(value))")
      }
    }
  }

  private mutating func takeOptions(_ value: String) throws(ScanFault) {
    for word in Self.words(value) {
      let known = ScanOptions.names.first { $0.name.lowercased() == word.lowercased() }
      guard let option = known?.option else {
        throw ScanFault(
          "unknown_option", "options has \(Self.quoted(word)), which is not available")
      }
      options.formUnion(option)
    }
  }

  private mutating func takeFileTypes(_ value: String) throws(ScanFault) {
    let words = Self.words(value)
    guard words.count <= Self.fileTypesMax else {
      throw ScanFault(
        "bad_field", "restrictFileTypes has more than \(Self.fileTypesMax) extensions")
    }
    for word in words {
      let name = word.hasPrefix(".") ? word.dropFirst() : word[...]
      let isExtension =
        !name.isEmpty && name.utf8.count <= 16
        && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2E && $0 != 0x2F }
      guard isExtension else {
        throw ScanFault(
          "bad_field",
          "restrictFileTypes is a list such as .pdf,.docx,.png; it has \(Self.quoted(word))")
      }
      fileTypes.append(name.lowercased())
    }
  }

  /// What stands between commas; `null` of a client that has no list is none.
  private static func words(_ value: String) -> [String] {
    let words = value.split(separator: ",").map { word in
      String(
        word.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
          .reversed())
    }
    return words.filter { !$0.isEmpty && !["null", "none", "undefined"].contains($0.lowercased()) }
  }

  private static func quoted(_ text: String) -> String {
    "\"\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(40))))\""
  }

  private static func isForm(_ type: [UInt8]) -> Bool {
    let essence = type.prefix { $0 != UInt8(ascii: ";") && $0 != 32 && $0 != 9 }
    return String(decoding: essence, as: UTF8.self).lowercased() == "multipart/form-data"
  }
}
