/// The entities that a document type declares with their texts.
struct XMLDeclarations: Hashable {
  /// What the document refers to, as `&name;`. Of several declarations the first counts.
  private(set) var general: [[UInt8]: [UInt8]] = [:]
  /// What declarations refer to, as `%name;`.
  private var parameters: [[UInt8]: [UInt8]] = [:]
  /// Values of attributes by default that refer to entities.
  private(set) var defaults: [[UInt8]] = []
  /// Whether more was declared than is kept.
  private(set) var isCut = false
  /// Bytes of texts that are kept yet, and of texts of parameter entities that are read.
  private var bytesLeft = 4 << 20

  /// Parameter entities in the texts of parameter entities.
  private static let depthMax = 8

  var isEmpty: Bool { general.isEmpty }

  /// Reads declarations up to the closing bracket; gives the place behind the document type.
  mutating func read(_ text: Span<UInt8>, from start: Int) -> Int {
    let end = readDeclarations(text, from: start, depth: 0)
    return (text.firstPlace(of: 0x3E, from: min(end, text.count)) ?? text.count - 1) + 1
  }

  private mutating func readDeclarations(_ text: Span<UInt8>, from start: Int, depth: Int) -> Int {
    var place = start
    // Sections that are included are declarations as well.
    var sections = 0
    while let byte = text.byte(at: place), !isCut {
      switch byte {
      case 0x5D:
        if sections == 0, depth == 0 { return place + 1 }
        sections -= sections > 0 ? 1 : 0
        place += text.has("]]", at: place) ? 2 : 1
      case 0x25:
        readReference(text, at: place, depth: depth)
        place += 1
      case 0x22, 0x27: place = XMLScanner.literal(text, at: place).end
      case 0x3C where text.has("<![", at: place):
        sections += 1
        place = (text.firstPlace(of: 0x5B, from: place + 3) ?? text.count - 1) + 1
      case 0x3C: place = readDeclaration(text, at: place)
      default: place += 1
      }
    }
    return text.count
  }

  /// Declarations in the text of a parameter entity.
  private mutating func readReference(_ text: Span<UInt8>, at place: Int, depth: Int) {
    guard let name = Self.name(text, at: place),
      let value = parameters[[UInt8](copying: text.extracting(name))]
    else { return }
    guard depth < Self.depthMax, value.count <= bytesLeft else {
      isCut = true
      return
    }
    bytesLeft -= value.count
    _ = readDeclarations(value.span, from: 0, depth: depth + 1)
  }

  private mutating func readDeclaration(_ text: Span<UInt8>, at place: Int) -> Int {
    if text.has("<!--", at: place) { return text.end(of: "-->", from: place + 4) }
    if text.has("<?", at: place) { return text.end(of: "?>", from: place + 2) }
    if text.has("<!ATTLIST", at: place) { return readAttributes(text, from: place + 9) }
    guard text.has("<!ENTITY", at: place) else { return place + 1 }
    return readEntity(text, from: place + 8)
  }

  /// Values that attributes have by default.
  private mutating func readAttributes(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while let byte = text.byte(at: place) {
      if byte == 0x3E { return place + 1 }
      guard byte == 0x22 || byte == 0x27 else {
        place += 1
        continue
      }
      let literal = XMLScanner.literal(text, at: place)
      if text.extracting(literal.text).firstPlace(of: 0x26) != nil {
        guard literal.text.count <= bytesLeft else {
          isCut = true
          return text.count
        }
        bytesLeft -= literal.text.count
        defaults.append([UInt8](copying: text.extracting(literal.text)))
      }
      place = literal.end
    }
    return text.count
  }

  private mutating func readEntity(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    Self.skipSpaces(text, &place)
    let isParameter = text.byte(at: place) == 0x25
    if isParameter {
      place += 1
      Self.skipSpaces(text, &place)
    }
    let nameStart = place
    while let byte = text.byte(at: place), byte > 0x20, byte != 0x3E, byte != 0x22, byte != 0x27 {
      place += 1
    }
    let name = [UInt8](copying: text.extracting(nameStart..<place))
    Self.skipSpaces(text, &place)
    guard let quote = text.byte(at: place), quote == 0x22 || quote == 0x27 else { return place }
    let literal = XMLScanner.literal(text, at: place)
    add(name, value: text.extracting(literal.text), isParameter: isParameter)
    return literal.end
  }

  private mutating func add(_ name: [UInt8], value: Span<UInt8>, isParameter: Bool) {
    guard isParameter ? parameters[name] == nil : general[name] == nil else { return }
    let resolved = resolved(value)
    guard resolved.count + name.count <= bytesLeft else {
      isCut = true
      return
    }
    bytesLeft -= resolved.count + name.count
    if isParameter { parameters[name] = resolved } else { general[name] = resolved }
  }

  /// A literal as its declaration is read: numbers of characters and parameter entities are resolved, names
  /// of entities stay.
  private mutating func resolved(_ value: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < value.count, result.count <= bytesLeft {
      let byte = value[place]
      let name = byte == 0x26 || byte == 0x25 ? Self.name(value, at: place) : nil
      guard let name else {
        result.append(byte)
        place += 1
        continue
      }
      let written = value.extracting(place..<name.upperBound + 1)
      if byte == 0x26, value[name.lowerBound] == 0x23 {
        result += MarkupText.resolved(written)
      } else if byte == 0x25, let known = parameters[[UInt8](copying: value.extracting(name))] {
        result += known
      } else {
        result.append(copying: written)
      }
      place = name.upperBound + 1
    }
    return result
  }

  private static func skipSpaces(_ text: Span<UInt8>, _ place: inout Int) {
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
  }

  /// The name between a mark and a semicolon.
  static func name(_ text: Span<UInt8>, at mark: Int) -> Range<Int>? {
    var place = mark + 1
    while let byte = text.byte(at: place), byte > 0x26 || byte == 0x21 || byte == 0x23,
      byte != 0x3B,
      byte != 0x3C
    {
      place += 1
    }
    guard text.byte(at: place) == 0x3B, place > mark + 1 else { return nil }
    return mark + 1..<place
  }
}
