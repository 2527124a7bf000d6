/// Looks through an XML document for what it names outside of itself, as XML 1.0 (fifth edition) and
/// XInclude 1.0 have it, without expanding anything.
///
/// It judges more than parsers accept: a declaration counts wherever it lies in the document type, and in
/// the texts of parameter entities, for their text may become declarations. Each byte is passed over a few
/// times at most. The text is in ASCII or what extends it: other encodings are narrowed before.
public struct XMLScanner {
  /// What was found.
  public private(set) var findings: XMLFindings = []
  /// What its entities stand for.
  private var entities = XMLEntities()
  /// Whether a namespace of XInclude, or one that references hide, is declared somewhere.
  private var hasInclusionSpace = false
  private var hasIncludeElement = false
  private var hasScriptSpace = false
  private var hasScriptElement = false
  private var hasJavaRoot = false

  /// Scans a document.
  public init(_ text: Span<UInt8>) {
    scan(text)
    if hasIncludeElement, hasInclusionSpace { findings.insert(.inclusion) }
    if hasScriptElement, hasScriptSpace { findings.insert(.script) }
    if hasScriptSpace { findings.insert(.shownVocabulary) }
    if entities.isBomb(documentBytes: text.count) { findings.insert(.bomb) }
  }

  private mutating func scan(_ text: Span<UInt8>) {
    var place = 0
    var contentStart = 0
    // Behind the first tag no parser takes a document type.
    var hasRoot = false
    while let open = text.firstPlace(of: 0x3C, from: place) {
      entities.addReferences(text.extracting(contentStart..<open), mark: 0x26)
      if text.has("<!--", at: open) {
        place = text.end(of: "-->", from: open + 4)
      } else if text.has("<![CDATA[", at: open) {
        place = text.end(of: "]]>", from: open + 9)
      } else if text.has("<?", at: open) {
        place = text.end(of: "?>", from: open + 2)
        readInstruction(text.extracting(open + 2..<place), isFirst: contentStart == 0)
      } else if !hasRoot, PlainText.has("<!doctype", at: open, in: text) {
        place = readType(text, from: open + 9)
      } else {
        hasJavaRoot = hasJavaRoot || !hasRoot && Self.isNamed("java", text, at: open + 1)
        hasRoot = true
        place = readTag(text, from: open + 1)
      }
      contentStart = place
    }
    entities.addReferences(text.extracting(min(contentStart, text.count)...), mark: 0x26)
  }

  /// The declaration of the encoding, and stylesheets.
  private mutating func readInstruction(_ text: Span<UInt8>, isFirst: Bool) {
    if isFirst, text.has("xml", at: 0), Self.hidesMarkup(text) { findings.insert(.hidingEncoding) }
    guard text.has("xml-stylesheet", at: 0) else { return }
    findings.insert(.stylesheet)
    let resolved = MarkupText.resolved(text)
    let address = resolved.span
    for place in 0..<address.count {
      if PlainText.has("href", at: place, in: address) { readStylesheet(address, at: place + 4) }
      if PlainText.has("javascript:", at: place, in: address)
        || PlainText.has("data:", at: place, in: address)
      {
        findings.insert(.activeStylesheet)
      }
    }
  }

  /// The address of a stylesheet, behind the name of its attribute.
  private mutating func readStylesheet(_ text: Span<UInt8>, at start: Int) {
    var place = start
    while let byte = text.byte(at: place), byte <= 0x20 || byte == 0x3D { place += 1 }
    guard let quote = text.byte(at: place), quote == 0x22 || quote == 0x27 else { return }
    let literal = Self.literal(text, at: place).text
    let address = MarkupText.resolved(text.extracting(literal))
    if LinkTarget.isShare(address) { findings.insert(.sharedStylesheet) }
    if LinkTarget.isElsewhere(address) { findings.insert(.distantStylesheet) }
  }

  /// Encodings that write markup otherwise, or have sequences between its characters that count for
  /// nothing.
  private static func hidesMarkup(_ declaration: Span<UInt8>) -> Bool {
    var place = 0
    while place < declaration.count {
      guard PlainText.has("encoding", at: place, in: declaration) else {
        place += 1
        continue
      }
      var value = place + 8
      while let byte = declaration.byte(at: value),
        byte <= 0x20 || byte == 0x3D || byte == 0x22 || byte == 0x27
      {
        value += 1
      }
      place = value
      while let byte = declaration.byte(at: place),
        byte > 0x20, byte != 0x22, byte != 0x27, byte != 0x3F
      {
        place += 1
      }
      if CharacterSet(declaration.extracting(value..<place)).isOdd { return true }
    }
    return false
  }

  /// The document type: an address, and declarations between brackets. Gives where it ends.
  private mutating func readType(_ text: Span<UInt8>, from start: Int) -> Int {
    findings.insert(.documentType)
    var place = start
    while let byte = text.byte(at: place) {
      switch byte {
      case 0x3E: return place + 1
      case 0x5B: place = readDeclarations(text, from: place + 1, depth: 0)
      case 0x22, 0x27: place = Self.literal(text, at: place).end
      case 0x3C where text.has("<!--", at: place): place = text.end(of: "-->", from: place + 4)
      case 0x53 where text.has("SYSTEM", at: place), 0x50 where text.has("PUBLIC", at: place):
        place = readTypeAddress(text, at: place)
      default: place += 1
      }
    }
    return text.count
  }

  /// `SYSTEM` or `PUBLIC`, and literals of which the last is the address.
  private mutating func readTypeAddress(_ text: Span<UInt8>, at start: Int) -> Int {
    guard let (address, end) = Self.address(text, at: start) else { return start + 6 }
    findings.insert(.externalType)
    if !ExternalAddress.isWellKnown(text.extracting(address)) { findings.insert(.foreignType) }
    return end
  }

  /// The address behind `SYSTEM` or `PUBLIC`; empty where only a public identifier is there, as HTML has it;
  /// `nil` where no literal follows.
  static func address(_ text: Span<UInt8>, at start: Int) -> (Range<Int>, end: Int)? {
    var place = start + 6
    var found: [(text: Range<Int>, end: Int)] = []
    let wanted = text.has("PUBLIC", at: start) ? 2 : 1
    while found.count < wanted {
      while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
      guard let quote = text.byte(at: place), quote == 0x22 || quote == 0x27 else { break }
      found.append(literal(text, at: place))
      place = found[found.count - 1].end
    }
    guard let last = found.last else { return nil }
    return (found.count == wanted ? last.text : last.end..<last.end, last.end)
  }

  /// What lies between quotes.
  static func literal(_ text: Span<UInt8>, at start: Int) -> (text: Range<Int>, end: Int) {
    guard let end = text.firstPlace(of: text[start], from: start + 1) else {
      return (start + 1..<text.count, text.count)
    }
    return (start + 1..<end, end + 1)
  }

  /// How often the text of a parameter entity is read for declarations that are in it.
  private static let depthMax = 4

  /// Declarations up to the closing bracket. Gives where they end.
  private mutating func readDeclarations(_ text: Span<UInt8>, from start: Int, depth: Int) -> Int {
    var place = start
    var sections = 0
    while let byte = text.byte(at: place) {
      switch byte {
      case 0x5D:
        if depth == 0, sections == 0 { return place + 1 }
        sections -= sections > 0 ? 1 : 0
        place += text.has("]]", at: place) ? 2 : 1
      case 0x25:
        entities.addReference(text, at: place, mark: 0x25)
        place += 1
      case 0x22, 0x27: place = Self.literal(text, at: place).end
      case 0x3C:
        if text.has("<!--", at: place) {
          place = text.end(of: "-->", from: place + 4)
        } else if text.has("<?", at: place) {
          place = text.end(of: "?>", from: place + 2)
        } else if text.has("<![", at: place) {
          sections += 1
          place = (text.firstPlace(of: 0x5B, from: place + 3) ?? text.count - 1) + 1
        } else if text.has("<!ENTITY", at: place) {
          place = readEntity(text, from: place + 8, depth: depth)
        } else if text.has("<!ATTLIST", at: place) {
          place = readAttributes(text, from: place + 9)
        } else {
          place = readDeclaration(text, from: place + 1)
        }
      default: place += 1
      }
    }
    return text.count
  }

  /// A declaration of attributes: an element has them with their values by default, whether or not it says so.
  private mutating func readAttributes(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    // The element's name, then of each attribute its name, its type and its value.
    var words = 0
    var name = start..<start
    while let byte = text.byte(at: place), byte != 0x3E {
      switch byte {
      case 0x00...0x20: place += 1
      case 0x22, 0x27:
        let literal = Self.literal(text, at: place)
        noteDefault(text.extracting(name), text.extracting(literal.text))
        place = literal.end
        (words, name) = (1, place..<place)
      case 0x28: place = (text.firstPlace(of: 0x29, from: place) ?? text.count - 1) + 1
      default:
        if byte == 0x25 { entities.addReference(text, at: place, mark: 0x25) }
        let wordStart = place
        while let byte = text.byte(at: place), byte > 0x20, byte != 0x3E, byte != 0x22,
          byte != 0x27, byte != 0x28
        {
          place += 1
        }
        words += 1
        if words == 2 { name = wordStart..<place }
        // What has no value by default is followed by the next.
        if text.has("#REQUIRED", at: wordStart) || text.has("#IMPLIED", at: wordStart) { words = 1 }
      }
    }
    return min(place + 1, text.count)
  }

  /// Namespaces are among such values.
  private mutating func noteDefault(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    readValue(value, isSpace: true)
    var name = name
    var local = 0
    while let colon = name.firstPlace(of: 0x3A, from: local) { local = colon + 1 }
    name = name.extracting(local...)
    // What an entity stands for in an address may be its scheme.
    let isOpen =
      !entities.isEmpty && value.firstPlace(of: 0x26) != nil
      && PlainText.isOne(of: ["href", "src", "action", "formaction", "data", "to", "values"], name)
    if isOpen || HTMLActivity.isActive(name: name, value: value) { findings.insert(.script) }
  }

  /// A declaration of elements or notations: references in the values count.
  private mutating func readDeclaration(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while let byte = text.byte(at: place) {
      if byte == 0x3E { return place + 1 }
      if byte == 0x22 || byte == 0x27 {
        let literal = Self.literal(text, at: place)
        // Values that attributes have by default, namespaces among them.
        readValue(text.extracting(literal.text), isSpace: true)
        place = literal.end
      } else {
        if byte == 0x25 { entities.addReference(text, at: place, mark: 0x25) }
        place += 1
      }
    }
    return text.count
  }

  private mutating func readEntity(_ text: Span<UInt8>, from start: Int, depth: Int) -> Int {
    var place = start
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    let isParameter = text.byte(at: place) == 0x25
    if isParameter {
      findings.insert(.parameterEntity)
      place += 1
      while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    }
    let nameStart = place
    while let byte = text.byte(at: place), byte > 0x20, byte != 0x3E, byte != 0x22, byte != 0x27 {
      place += 1
    }
    let name = nameStart..<place
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    if text.has("SYSTEM", at: place) || text.has("PUBLIC", at: place) {
      if Self.address(text, at: place) != nil { findings.insert(.externalEntity) }
    } else if let quote = text.byte(at: place), quote == 0x22 || quote == 0x27 {
      let literal = Self.literal(text, at: place)
      addEntity(text, name, literal.text, isParameter, depth)
      place = literal.end
    }
    return readDeclaration(text, from: place)
  }

  private mutating func addEntity(
    _ text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>, _ isParameter: Bool, _ depth: Int
  ) {
    findings.insert(.internalEntity)
    let value = text.extracting(value)
    entities.add(name: text.extracting(name), value: value, isParameter: isParameter)
    guard value.firstPlace(of: 0x3C) != nil || value.firstPlace(of: 0x26) != nil else { return }
    let resolved = MarkupText.resolved(value)
    if isParameter {
      // Its text may be declarations, and in it the texts of others.
      if depth < Self.depthMax {
        _ = readDeclarations(resolved.span, from: 0, depth: depth + 1)
      } else {
        findings.insert(.externalEntity)
      }
    } else {
      readTags(resolved.span)
    }
  }

  /// Tags in the text of an entity.
  private mutating func readTags(_ text: Span<UInt8>) {
    var place = 0
    while let open = text.firstPlace(of: 0x3C, from: place) {
      place = readTag(text, from: open + 1)
    }
  }

  /// A tag: its name, and what namespaces it declares. Gives where it ends.
  private mutating func readTag(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    var local = start
    while let byte = text.byte(at: place), byte > 0x20, byte != 0x2F || place == start,
      byte != 0x3E,
      byte != 0x3C
    {
      if byte == 0x3A { local = place + 1 }
      place += 1
    }
    let name = text.extracting(local..<max(local, place))
    if name.count == 7, name.has("include", at: 0) { hasIncludeElement = true }
    if name.count == 6, PlainText.has("script", at: 0, in: name) { hasScriptElement = true }
    let isObject = local == start && Self.objectNames.contains { Self.isNamed($0, text, at: start) }
    if isObject, hasJavaRoot { findings.insert(.serialized) }
    var isSpace = false
    var isClass = false
    while let byte = text.byte(at: place) {
      switch byte {
      case 0x3E: return place + 1
      case 0x3C: return place
      case 0x22, 0x27:
        let literal = Self.literal(text, at: place)
        readValue(text.extracting(literal.text), isSpace: isSpace)
        if isClass { noteClass(text.extracting(literal.text)) }
        place = literal.end
        isSpace = false
        isClass = false
      case 0x78 where text.has("xmlns", at: place):
        isSpace = true
        place += 5
      case 0x63 where isObject && text.has("class", at: place):
        isClass = true
        place += 5
      default: place += 1
      }
    }
    return text.count
  }

  /// What Java's `XMLDecoder` makes and calls objects by. Source: `com.sun.beans.decoder.DocumentHandler`.
  private static let objectNames: [StaticString] = [
    "object", "void", "new", "array", "class", "method",
  ]

  private static func isNamed(_ name: StaticString, _ text: Span<UInt8>, at start: Int) -> Bool {
    guard text.has(name, at: start) else { return false }
    guard let next = text.byte(at: start + name.utf8CodeUnitCount) else { return true }
    return next <= 0x20 || next == 0x2F || next == 0x3E
  }

  /// A root of another name may be an object of a class, too.
  private mutating func noteClass(_ value: Span<UInt8>) {
    let resolved = MarkupText.resolved(value)
    for package: StaticString in ["java.", "javax.", "com.sun.", "sun."]
    where resolved.span.has(package, at: 0) {
      findings.insert(.serialized)
    }
  }

  private mutating func readValue(_ value: Span<UInt8>, isSpace: Bool) {
    entities.addReferences(value, mark: 0x26)
    guard isSpace else { return }
    if value.firstPlace(of: 0x26) != nil {
      // An entity may be part of what it is.
      hasInclusionSpace = hasInclusionSpace || !entities.isEmpty
      noteSpace(MarkupText.resolved(value).span)
    } else {
      noteSpace(value)
    }
  }

  private mutating func noteSpace(_ value: Span<UInt8>) {
    if value.has("http://www.w3.org/2001/XInclude", at: 0)
      || value.has("http://www.w3.org/2003/XInclude", at: 0)
    {
      hasInclusionSpace = true
    }
    if value.has("http://www.w3.org/1999/xhtml", at: 0)
      || value.has("http://www.w3.org/2000/svg", at: 0)
      || value.has("urn:schemas-microsoft-com:xslt", at: 0)
    {
      hasScriptSpace = true
    }
    if value.has("http://schemas.microsoft.com/clr/", at: 0) { findings.insert(.serialized) }
  }
}
