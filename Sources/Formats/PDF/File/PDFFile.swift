/// A PDF file, ISO 32000-1, read without its cross-reference tables.
///
/// Every place where an object begins is looked for, in all of the bytes. So all objects are seen that a
/// reader can come to: those of all revisions, by the table, by a cross-reference stream, by both in hybrid
/// files, and by going from object to object where the table is wrong. An object need only be preceded by the
/// word `obj`; one that lies in the data of a stream is seen too.
public struct PDFFile: Sendable {
  /// Objects of one file.
  public static let objectsMax = 1 << 20
  /// Reading all objects takes so many times the bytes that there are; more only where they lie in each other.
  static let readingsMax = 6
  /// Chains of filters that one stream may have. Only who hides something has more than one or two.
  static let chainsMax = 8

  /// Where objects begin, in the order of the file.
  public private(set) var places: [PDFPlace] = []
  /// Where dictionaries of trailers begin.
  public private(set) var trailers: [Int] = []
  /// Whether something was left out, so that not all that readers may see was seen.
  public internal(set) var isCut = false

  /// The numbers of objects, each with its index in `places`, in order.
  private var numbers: [(number: Int, index: Int)] = []
  /// Where the word `endstream` lies.
  private var streamEnds: [Int] = []
  /// The object streams that were found and decoded.
  var objectStreams: [PDFObjectStream] = []
  /// By number, the objects in them.
  var packed: [Int: [PDFPackedPlace]] = [:]
  /// Bytes that may still be read.
  private var bytesLeft: Int

  /// Looks for the objects of a file.
  public init(_ bytes: Span<UInt8>) {
    bytesLeft = bytes.count.multipliedReportingOverflow(by: Self.readingsMax).partialValue + 65_536
    findObjects(bytes)
    if let search = ByteSearch(Self.trailerWord.span) {
      trailers = Self.places(search, bytes).map { $0 + Self.trailerWord.count }
    }
    if let search = ByteSearch(Self.streamEndWord.span) { streamEnds = Self.places(search, bytes) }
    numbers = places.enumerated().map { (number: $1.reference.number, index: $0) }
    numbers.sort { ($0.number, $0.index) < ($1.number, $1.index) }
  }

  private static let trailerWord = Array("trailer".utf8)
  private static let streamEndWord = Array("endstream".utf8)

  private static func places(_ search: ByteSearch, _ bytes: Span<UInt8>) -> [Int] {
    var places: [Int] = []
    var from = 0
    while let place = search.firstPlace(in: bytes, from: from) {
      places.append(place)
      from = place + 1
    }
    return places
  }

  private mutating func findObjects(_ bytes: Span<UInt8>) {
    var place = 2
    while place < bytes.count {
      switch bytes[place] {
      case 0x6A:
        if bytes[place - 1] == 0x62, bytes[place - 2] == 0x6F { addObject(bytes, word: place - 2) }
        place += 3
      case 0x62: place += 1
      case 0x6F: place += 2
      default: place += 3
      }
    }
  }

  /// Notes the object whose word `obj` is there, if it is no other word.
  private mutating func addObject(_ bytes: Span<UInt8>, word: Int) {
    if let before = bytes.byte(at: word - 1), PDFLexer.isRegular(before),
      !(0x30...0x39).contains(before)
    {
      return
    }
    let reference = Self.reference(bytes, before: word)
    // Without numbers it is an object only to a table that points in front of comments.
    if reference == nil {
      var lexer = PDFLexer(place: word + 3)
      lexer.skipSpace(bytes)
      guard let byte = bytes.byte(at: lexer.place), [0x3C, 0x5B, 0x28].contains(byte) else {
        return
      }
    }
    guard places.count < Self.objectsMax else {
      isCut = true
      return
    }
    let none = PDFReference(number: -1, generation: 0)
    places.append(PDFPlace(reference: reference ?? none, offset: word + 3))
  }

  /// The two numbers before the word.
  private static func reference(_ bytes: Span<UInt8>, before word: Int) -> PDFReference? {
    var place = word
    func skipSpace() {
      let limit = max(0, place - 32)
      while place > limit, PDFLexer.isSpace(bytes[place - 1]) { place -= 1 }
    }
    func number() -> Int? {
      let end = place
      while place > 0, end - place < 10, (0x30...0x39).contains(bytes[place - 1]) { place -= 1 }
      var lexer = PDFLexer(place: place)
      return lexer.readDecimal(bytes.extracting(..<end))
    }
    skipSpace()
    guard let generation = number() else { return nil }
    let behind = place
    skipSpace()
    guard place < behind, let number = number() else { return nil }
    return PDFReference(number: number, generation: generation)
  }
}

extension PDFFile {
  /// Reads an object.
  public mutating func object(at index: Int, in bytes: Span<UInt8>) -> PDFObject? {
    let place = places[index]
    guard let value = value(at: place.offset, in: bytes) else { return nil }
    var object = PDFObject(reference: place.reference, value: value.value)
    if case .dictionary = value.value {
      object.streamStart = Self.streamStart(bytes, behind: value.end)
    }
    return object
  }

  /// Reads the dictionary of a trailer.
  public mutating func trailer(at index: Int, in bytes: Span<UInt8>) -> PDFDictionary? {
    value(at: trailers[index], in: bytes)?.value.dictionary
  }

  /// Reads a value; nil where there is none, or all reading was done that may be.
  mutating func value(at offset: Int, in bytes: Span<UInt8>) -> (value: PDFValue, end: Int)? {
    guard bytesLeft > 0 else {
      isCut = true
      return nil
    }
    var parser = PDFParser(place: offset)
    let value = parser.readValue(bytes)
    bytesLeft -= parser.lexer.place - offset + 1
    if parser.isCut { isCut = true }
    return value.map { ($0, parser.lexer.place) }
  }

  /// More bytes are to be read: an object stream's.
  mutating func addReadings(of byteCount: Int) { bytesLeft += byteCount * Self.readingsMax }

  /// The indices of the objects with a number, the last of the file first.
  public func indices(of number: Int) -> [Int] {
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle].number <= number { low = middle + 1 } else { high = middle }
    }
    var indices: [Int] = []
    while low > 0, numbers[low - 1].number == number {
      low -= 1
      indices.append(numbers[low].index)
    }
    return indices
  }

  /// Where a stream's data begin, if the word `stream` is next: ISO 32000-1, section 7.3.8.1. A line end
  /// that is a bare CR, and spaces before it, are tolerated everywhere.
  private static func streamStart(_ bytes: Span<UInt8>, behind end: Int) -> Int? {
    var lexer = PDFLexer(place: end)
    lexer.skipSpace(bytes)
    guard bytes.has("stream", at: lexer.place) else { return nil }
    let behind = lexer.place + 6
    var place = behind
    while let byte = bytes.byte(at: place), byte == 0x20 || byte == 0x09 { place += 1 }
    switch bytes.byte(at: place) {
    case 0x0A: return place + 1
    case 0x0D: return bytes.byte(at: place + 1) == 0x0A ? place + 2 : place + 1
    default: return min(behind, bytes.count)
    }
  }

  /// The data of a stream: as many bytes as its dictionary says, where the word `endstream` follows them; else
  /// all before that word, wherever it is.
  public mutating func streamData(
    from start: Int, _ dictionary: PDFDictionary, in bytes: Span<UInt8>
  ) -> Range<Int> {
    for length in dictionary.values("Length") {
      guard let count = integer(length, in: bytes), count >= 0, count <= bytes.count - start else {
        continue
      }
      var lexer = PDFLexer(place: start + count)
      while let byte = bytes.byte(at: lexer.place), PDFLexer.isSpace(byte),
        lexer.place - start - count < 8
      {
        lexer.place += 1
      }
      if bytes.has("endstream", at: lexer.place) { return start..<start + count }
    }
    var low = 0
    var high = streamEnds.count
    while low < high {
      let middle = (low + high) / 2
      if streamEnds[middle] < start { low = middle + 1 } else { high = middle }
    }
    guard low < streamEnds.count else { return start..<bytes.count }
    return start..<lineStart(before: streamEnds[low], from: start, in: bytes)
  }

  /// The line end before the word is not of the data.
  private func lineStart(before end: Int, from start: Int, in bytes: Span<UInt8>) -> Int {
    var place = end
    if place > start, bytes[place - 1] == 0x0A { place -= 1 }
    if place > start, bytes[place - 1] == 0x0D { place -= 1 }
    return place
  }

  /// A whole number, or the first that a reference to one has as its definition.
  public mutating func integer(_ value: PDFValue, in bytes: Span<UInt8>) -> Int? {
    guard let reference = value.reference else { return value.integer }
    return firstValue(of: reference.number, in: bytes, as: { $0.integer })
  }
}
