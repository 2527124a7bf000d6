/// The boundaries that parsers find in the value of Content-Type.
public struct MultipartBoundary: Hashable, Sendable {
  /// Each boundary that a reading has, without dashes; at most ``readingsMax``.
  public private(set) var readings: [[UInt8]] = []
  /// Whether parsers read the value in different ways.
  public private(set) var isAmbiguous = false

  /// More readings than this are not kept; there being more than one is ambiguous.
  public static let readingsMax = 8
  /// Longer ones are refused by some. Source: RFC 2046, section 5.1.1.
  public static let bytesMax = 70

  /// Finds the boundaries.
  ///
  /// - Parameters:
  ///   - text: the whole value.
  ///   - value: the same, parsed.
  public init(_ text: Span<UInt8>, _ value: FieldValue) {
    let parameter = value.readings(of: "boundary")
    for reading in parameter.values { add(reading) }
    let isPlain = parameter.values.count == 1 && !parameter.isExtended
    isAmbiguous = value.isAmbiguous || !isPlain
    // Some look for the word alone, wherever it stands.
    var place = 0
    while place < text.count {
      if Self.hasWord(text, at: place) { add(Self.untilDelimiter(text, from: place + 9)) }
      place += 1
    }
    if readings.count != 1 { isAmbiguous = true }
    for reading in readings where !Self.isValid(reading.span) { isAmbiguous = true }
  }

  /// Lines that may stand before the first boundary of a body whose Content-Type does not tell it: bytes.
  private static let preambleBytesMax = 1024

  /// The boundary that a line at the beginning of a body seems to be: two dashes, and a field of a part in the
  /// line after it. For bodies whose Content-Type does not tell.
  ///
  /// - Parameter isBehindText: whether lines of text may stand before it. Where a Content-Type names another
  ///   boundary, they are a part's.
  public static func first(in bytes: Span<UInt8>, isBehindText: Bool = true) -> [UInt8]? {
    var start = 0
    while start < min(bytes.count, preambleBytesMax) {
      if let boundary = boundary(in: bytes, at: start) { return boundary }
      guard isBehindText,
        let end = bytes.extracting(first: preambleBytesMax).firstPlace(of: 0x0A, from: start)
      else { return nil }
      // A preamble is text: archives hold forms and mail as they are.
      for place in start..<end where bytes[place] < 9 { return nil }
      start = end + 1
    }
    return nil
  }

  private static func boundary(in bytes: Span<UInt8>, at start: Int) -> [UInt8]? {
    guard bytes.has("--", at: start) else { return nil }
    var end = start + 2
    while let byte = bytes.byte(at: end), byte != 0x0D, byte != 0x0A {
      end += 1
      if end - start > 2 + bytesMax { return nil }
    }
    var next = end
    if bytes.byte(at: next) == 0x0D { next += 1 }
    if bytes.byte(at: next) == 0x0A { next += 1 }
    let field: StaticString = "content-"
    guard end > start + 2, next > end, next + field.utf8CodeUnitCount <= bytes.count else {
      return nil
    }
    let isField = field.withUTF8Buffer { field in
      for place in 0..<field.count
      where unsafe bytes[next + place].lowercased != field[place] { return false }
      return true
    }
    return isField ? [UInt8](copying: bytes.extracting(start + 2..<end)) : nil
  }

  private mutating func add(_ boundary: [UInt8]) {
    guard !boundary.isEmpty, !readings.contains(boundary) else { return }
    if readings.count < Self.readingsMax {
      readings.append(boundary)
    } else {
      isAmbiguous = true
    }
  }

  private static func hasWord(_ text: Span<UInt8>, at place: Int) -> Bool {
    guard place + 9 <= text.count, text[place].lowercased == 0x62, text[place + 8] == 0x3D else {
      return false
    }
    let word: StaticString = "boundary"
    return word.withUTF8Buffer { word in
      for index in 0..<word.count
      where unsafe text[place + index].lowercased != word[index] { return false }
      return true
    }
  }

  /// What those take who read to the first quote, comma or semicolon.
  private static func untilDelimiter(_ text: Span<UInt8>, from offset: Int) -> [UInt8] {
    var place = offset
    var result: [UInt8] = []
    let isQuoted = text.byte(at: place) == 0x22
    if isQuoted { place += 1 }
    while place < text.count {
      let byte = text[place]
      if isQuoted ? byte == 0x22 : byte == 0x2C || byte == 0x3B { break }
      result.append(byte)
      place += 1
    }
    while !isQuoted, let last = result.last, FieldValue.isSpace(last) { result.removeLast() }
    return result
  }

  /// Source: RFC 2046, section 5.1.1.
  private static func isValid(_ boundary: Span<UInt8>) -> Bool {
    guard boundary.count <= bytesMax, boundary[boundary.count - 1] != 0x20 else { return false }
    for place in 0..<boundary.count {
      switch boundary[place] {
      case 0x20, 0x27...0x29, 0x2B...0x3A, 0x3D, 0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: break
      // Clients are seen to use these, and all read them.
      case 0x21, 0x23...0x26, 0x2A, 0x40, 0x5E, 0x60, 0x7B...0x7E: break
      default: return false
      }
    }
    return true
  }
}
