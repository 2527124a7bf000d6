/// The value of a field with parameters: Content-Type and Content-Disposition. Sources: RFC 9110, section
/// 5.6.6; RFC 2045, section 5.1; RFC 2231.
///
/// It reads what is there and notes where real parsers part ways: parameters given twice, quotes that do
/// not end or have text behind them, backslashes, spaces around the equals sign, control characters.
public struct FieldValue: Hashable, Sendable {
  /// What stands before the parameters, in small letters: `multipart/form-data`.
  public private(set) var value: [UInt8] = []
  /// The parameters in their order; at most ``parametersMax``.
  public private(set) var parameters: [FieldParameter] = []
  /// Whether parsers read it in different ways.
  public private(set) var isAmbiguous = false

  /// More parameters than this are not read, and ambiguous.
  public static let parametersMax = 64

  /// Reads a value.
  public init(_ text: Span<UInt8>) {
    var place = 0
    value = Self.bare(text, &place)
    for byte in value where byte < 0x21 || byte == 0x2C || byte >= 0x7F { isAmbiguous = true }
    while place < text.count {
      place += 1
      Self.skipSpaces(text, &place)
      // A semicolon at the end is passed over by all.
      guard place < text.count else { break }
      readParameter(text, &place)
    }
    findDuplicates()
  }

  /// Reads a parameter, to the semicolon after it.
  private mutating func readParameter(_ text: Span<UInt8>, _ place: inout Int) {
    var name: [UInt8] = []
    while place < text.count, text[place] != 0x3D, text[place] != 0x3B {
      name.append(text[place].lowercased)
      place += 1
    }
    guard place < text.count, text[place] == 0x3D else {
      isAmbiguous = true
      return
    }
    place += 1
    let hasSpaces = [name.last, text.byte(at: place)].contains { $0.map(Self.isSpace) ?? false }
    if hasSpaces { isAmbiguous = true }
    while let last = name.last, Self.isSpace(last) { name.removeLast() }
    if name.isEmpty || !name.allSatisfy(Self.isToken) { isAmbiguous = true }
    Self.skipSpaces(text, &place)
    let value =
      text.byte(at: place) == 0x22 ? quoted(text, &place) : unquoted(text, &place)
    guard parameters.count < Self.parametersMax else {
      isAmbiguous = true
      return
    }
    parameters.append(FieldParameter(name: name, value: value))
  }

  private mutating func quoted(_ text: Span<UInt8>, _ place: inout Int) -> [UInt8] {
    var result: [UInt8] = []
    place += 1
    while place < text.count, text[place] != 0x22 {
      // Some take a backslash for an escape, some for part of a path, as it is before other signs.
      if text[place] == 0x5C {
        isAmbiguous = true
        if let next = text.byte(at: place + 1), next == 0x22 || next == 0x5C { place += 1 }
      }
      let byte = text[place]
      if byte < 0x20 && byte != 0x09 || byte == 0x7F { isAmbiguous = true }
      result.append(byte)
      place += 1
    }
    if place == text.count { isAmbiguous = true }
    place += 1
    Self.skipSpaces(text, &place)
    while place < text.count, text[place] != 0x3B {
      isAmbiguous = true
      place += 1
    }
    return result
  }

  private mutating func unquoted(_ text: Span<UInt8>, _ place: inout Int) -> [UInt8] {
    var result: [UInt8] = []
    while place < text.count, text[place] != 0x3B {
      result.append(text[place])
      place += 1
    }
    while let last = result.last, Self.isSpace(last) { result.removeLast() }
    // Clients write some of what a token may not have, and all read it. Bytes past ASCII are UTF-8.
    let isPlain = result.allSatisfy { byte in
      Self.isToken(byte) || byte >= 0x80
        || byte == 0x2F || byte == 0x3A || byte == 0x3D || byte == 0x3F || byte == 0x40
    }
    if result.isEmpty || !isPlain { isAmbiguous = true }
    return result
  }

  /// A name given twice, or both in parts and whole.
  private mutating func findDuplicates() {
    for (place, parameter) in parameters.enumerated() {
      for other in parameters[..<place] where other.name == parameter.name { isAmbiguous = true }
    }
  }

  private static func bare(_ text: Span<UInt8>, _ place: inout Int) -> [UInt8] {
    var result: [UInt8] = []
    skipSpaces(text, &place)
    while place < text.count, text[place] != 0x3B {
      result.append(text[place].lowercased)
      place += 1
    }
    while let last = result.last, isSpace(last) { result.removeLast() }
    return result
  }

  /// Whether a byte is a space or a tab.
  public static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func skipSpaces(_ text: Span<UInt8>, _ place: inout Int) {
    while place < text.count, isSpace(text[place]) { place += 1 }
  }

  /// Whether a byte may be in a token. Source: RFC 9110, section 5.6.2.
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
    default: false
    }
  }
}
