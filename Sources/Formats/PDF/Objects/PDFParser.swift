/// Reads values: ISO 32000-1, section 7.3. It reads on behind what is no value, as viewers do.
struct PDFParser {
  /// Arrays and dictionaries in each other. qpdf stops at 500, too.
  static let depthMax = 256
  /// Values of one object, numbers in arrays past ``numbersMax`` not counted.
  static let valuesMax = 1 << 20
  /// Of an array so many numbers are kept: widths of characters and the like are nothing to anybody here.
  static let numbersMax = 4096

  var lexer: PDFLexer
  /// Whether something was left out: too deep, or too many values.
  private(set) var isCut = false
  private var values = 0

  init(place: Int) { lexer = PDFLexer(place: place) }

  /// The next value; nil, and the place before it, where a word comes that ends an object, a bracket that
  /// closes, or nothing.
  mutating func readValue(_ bytes: Span<UInt8>, depth: Int = 0) -> PDFValue? {
    lexer.skipSpace(bytes)
    guard let byte = bytes.byte(at: lexer.place) else { return nil }
    values += 1
    switch byte {
    case 0x2F: return .name(lexer.readName(bytes))
    case 0x28: return .string(lexer.readString(bytes))
    case 0x3C where bytes.byte(at: lexer.place + 1) == 0x3C:
      return nested(depth) ? .dictionary(readDictionary(bytes, depth + 1)) : nil
    case 0x3C: return .string(lexer.readDigits(bytes))
    case 0x5B: return nested(depth) ? .array(readArray(bytes, depth + 1)) : nil
    case 0x5D, 0x3E, 0x29, 0x7B, 0x7D: return nil
    case 0x30...0x39, 0x2B, 0x2D, 0x2E: return readNumber(bytes)
    default: return readWord(bytes)
    }
  }

  /// Whether one more array or dictionary may be opened.
  private mutating func nested(_ depth: Int) -> Bool {
    if depth < Self.depthMax, values < Self.valuesMax { return true }
    isCut = true
    return false
  }

  private mutating func readDictionary(_ bytes: Span<UInt8>, _ depth: Int) -> PDFDictionary {
    lexer.place += 2
    var dictionary = PDFDictionary()
    while values < Self.valuesMax {
      lexer.skipSpace(bytes)
      guard let byte = bytes.byte(at: lexer.place) else { return dictionary }
      if byte == 0x2F {
        let key = lexer.readName(bytes)
        guard let value = readValue(bytes, depth: depth) else {
          if isCut { return dictionary }
          continue
        }
        dictionary.entries.append((key, value))
      } else if byte == 0x3E, bytes.byte(at: lexer.place + 1) == 0x3E {
        lexer.place += 2
        return dictionary
      } else if !skipStray(bytes, depth) {
        return dictionary
      }
    }
    isCut = true
    return dictionary
  }

  private mutating func readArray(_ bytes: Span<UInt8>, _ depth: Int) -> [PDFValue] {
    lexer.place += 1
    var array: [PDFValue] = []
    var numbers = 0
    while values < Self.valuesMax {
      lexer.skipSpace(bytes)
      guard let byte = bytes.byte(at: lexer.place) else { return array }
      if byte == 0x5D {
        lexer.place += 1
        return array
      }
      let place = lexer.place
      guard let value = readValue(bytes, depth: depth) else {
        if isCut { return array }
        // The end of a dictionary around it: the bracket is missing.
        if byte == 0x3E, bytes.byte(at: place + 1) == 0x3E { return array }
        guard skipStray(bytes, depth) else { return array }
        continue
      }
      switch value {
      case .integer, .other:
        numbers += 1
        if numbers > Self.numbersMax {
          values -= 1
          continue
        }
      default: break
      }
      array.append(value)
    }
    isCut = true
    return array
  }

  /// Passes over what is no value where one should be; false where that is a word that ends the object.
  private mutating func skipStray(_ bytes: Span<UInt8>, _ depth: Int) -> Bool {
    guard let byte = bytes.byte(at: lexer.place) else { return false }
    guard PDFLexer.isRegular(byte) else {
      switch byte {
      case 0x28, 0x3C, 0x5B: return readValue(bytes, depth: depth) != nil
      default:
        lexer.place += 1
        return true
      }
    }
    if Self.isEnd(bytes, at: lexer.place) { return false }
    _ = lexer.skipRegular(bytes)
    return true
  }

  private mutating func readWord(_ bytes: Span<UInt8>) -> PDFValue? {
    if Self.isEnd(bytes, at: lexer.place) { return nil }
    let word = lexer.skipRegular(bytes)
    if word.count == 4, bytes.has("true", at: word.lowerBound) { return .boolean(true) }
    if word.count == 5, bytes.has("false", at: word.lowerBound) { return .boolean(false) }
    return .other
  }

  /// Whether a word is here behind which an object goes on no more.
  static func isEnd(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    switch bytes[place] {
    case 0x65: bytes.has("endobj", at: place) || bytes.has("endstream", at: place)
    case 0x73: bytes.has("stream", at: place) || bytes.has("startxref", at: place)
    case 0x6F: bytes.has("obj", at: place)
    case 0x78: bytes.has("xref", at: place)
    case 0x74: bytes.has("trailer", at: place)
    default: false
    }
  }

  /// A number, or a reference, which begins with two.
  private mutating func readNumber(_ bytes: Span<UInt8>) -> PDFValue {
    let start = lexer.place
    if let number = lexer.readDecimal(bytes),
      lexer.place == bytes.count || !PDFLexer.isRegular(bytes[lexer.place])
    {
      let behind = lexer.place
      if let generation = readGeneration(bytes) {
        return .reference(PDFReference(number: number, generation: generation))
      }
      lexer.place = behind
      return .integer(number)
    }
    lexer.place = start
    let word = lexer.skipRegular(bytes)
    var digits = PDFLexer(place: word.lowerBound + 1)
    if bytes[word.lowerBound] == 0x2B || bytes[word.lowerBound] == 0x2D,
      let value = digits.readDecimal(bytes), digits.place == word.upperBound
    {
      return .integer(bytes[word.lowerBound] == 0x2D ? -value : value)
    }
    return .other
  }

  /// The generation and the `R` of a reference.
  private mutating func readGeneration(_ bytes: Span<UInt8>) -> Int? {
    lexer.skipSpace(bytes)
    guard let generation = lexer.readDecimal(bytes) else { return nil }
    lexer.skipSpace(bytes)
    guard bytes.byte(at: lexer.place) == 0x52 else { return nil }
    if let next = bytes.byte(at: lexer.place + 1), PDFLexer.isRegular(next) { return nil }
    lexer.place += 1
    return generation
  }
}
