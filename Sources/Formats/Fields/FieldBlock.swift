/// The fields before the body of a part or of a mail, and where that body begins. Sources: RFC 5322,
/// section 2.2; RFC 7578, section 4.8.
public struct FieldBlock: Hashable, Sendable {
  /// A field.
  public struct Field: Hashable, Sendable {
    /// In small letters.
    public let name: [UInt8]
    /// With its lines joined, without spaces around it. Hostile.
    public let value: [UInt8]
  }

  /// Whose fields they are.
  public enum Kind: Sendable {
    /// A form's part: lines end with CR LF and are not folded.
    case form
    /// A mail's, or a part of one: lines end in any way and may be folded.
    case mail
    /// A mail's to readers to whom a carriage return alone ends a line as well, as Python's is one.
    case mailWithReturns
  }

  /// The fields in their order: the first ``fieldsMax``, and of those behind them the ones that say how the
  /// body is to be read.
  public private(set) var fields: [Field] = []
  /// Where the body begins.
  public private(set) var bodyStart = 0
  /// Where it begins for others, who take other line ends; `nil` where all agree.
  public private(set) var otherBodyStart: Int?
  /// Whether parsers read them in different ways.
  public private(set) var isAmbiguous = false
  /// Whether all of them are there, to the empty line behind them.
  public private(set) var isWhole = true
  /// Whether something was left out that says how the body is to be read.
  public private(set) var isCut = false
  /// Whether a carriage return lies in a line: see ``Kind/mailWithReturns``.
  public private(set) var hasReturns = false

  /// More fields than this are ambiguous: every parser has a limit of its own. Of so many more those are kept
  /// that say how the body is to be read.
  public static let fieldsMax = 1024
  /// Longer blocks are ambiguous, and of longer fields the rest is left out.
  public static let bytesMax = 256 << 10

  /// Reads the fields at the beginning of some bytes.
  public init(_ bytes: Span<UInt8>, _ kind: Kind) {
    var place = 0
    var line: [UInt8] = []
    var isEnded = false
    while place < bytes.count {
      if place > Self.bytesMax { isAmbiguous = true }
      let (end, next) = lineEnd(bytes, place, kind)
      if end == place {
        isEnded = true
        place = next
        break
      }
      if FieldValue.isSpace(bytes[place]) {
        if kind == .form || line.isEmpty { isAmbiguous = true }
      } else {
        take(line.span, kind)
        line = []
      }
      line.append(
        copying: bytes.extracting(place..<end).extracting(first: Self.bytesMax - line.count + 1))
      place = next
    }
    take(line.span, kind)
    if !isEnded { isWhole = false }
    bodyStart = isEnded ? place : bytes.count
    if kind == .form { findOtherStart(bytes, isEnded) }
  }

  /// The value of a field; of several the first, and that is ambiguous for those that decide how a body
  /// is read: see ``count(of:)``.
  public func value(of name: StaticString) -> [UInt8]? {
    fields.first { $0.name.span.has(name, at: 0) && $0.name.count == name.utf8CodeUnitCount }?.value
  }

  /// How often a field is given.
  public func count(of name: StaticString) -> Int {
    fields.count { $0.name.span.has(name, at: 0) && $0.name.count == name.utf8CodeUnitCount }
  }

  /// The end of a line, and the beginning of the next.
  private mutating func lineEnd(
    _ bytes: Span<UInt8>, _ start: Int, _ kind: Kind
  ) -> (end: Int, next: Int) {
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x0A {
        if kind == .form { isAmbiguous = true }
        return (place, place + 1)
      }
      if byte == 0x0D {
        if bytes.byte(at: place + 1) == 0x0A { return (place, place + 2) }
        isAmbiguous = true
        hasReturns = true
        if kind == .mailWithReturns { return (place, place + 1) }
      } else if byte < 0x20 && byte != 0x09 || byte == 0x7F {
        isAmbiguous = true
      }
      place += 1
    }
    return (place, place)
  }

  /// Takes a field with its lines joined.
  private mutating func take(_ line: Span<UInt8>, _ kind: Kind) {
    guard !line.isEmpty else { return }
    // Mailboxes put a line of their own before the first field, with a time of day in it.
    if kind != .form, fields.isEmpty, line.has("From ", at: 0), line.byte(at: 5) != 0x3A { return }
    guard let colon = line.firstPlace(of: 0x3A) else {
      isAmbiguous = true
      return
    }
    var name: [UInt8] = []
    for place in 0..<colon { name.append(line[place].lowercased) }
    if name.isEmpty || !name.allSatisfy(FieldValue.isToken) {
      isAmbiguous = true
      while let last = name.last, last <= 0x20 { name.removeLast() }
    }
    let isDeciding = Self.isDeciding(name.span)
    if line.count > Self.bytesMax {
      isAmbiguous = true
      if isDeciding { isCut = true }
    }
    if fields.count >= Self.fieldsMax {
      isAmbiguous = true
      guard isDeciding else { return }
      guard fields.count < 2 * Self.fieldsMax else {
        isCut = true
        return
      }
    }
    var start = colon + 1
    FieldValue.skipSpaces(line, &start)
    var end = line.count
    while end > start, FieldValue.isSpace(line[end - 1]) { end -= 1 }
    fields.append(Field(name: name, value: [UInt8](copying: line.extracting(start..<end))))
  }

  /// Whether a field of a name, which is in small letters, says how the body is to be read.
  static func isDeciding(_ name: Span<UInt8>) -> Bool {
    name.has("content-", at: 0) || name.has("mime-version", at: 0)
  }

  /// Where those see the end of the fields who take CR LF alone for a line's end.
  private mutating func findOtherStart(_ bytes: Span<UInt8>, _ isEnded: Bool) {
    if !isEnded {
      isAmbiguous = true
      if !bytes.isEmpty { otherBodyStart = 0 }
      return
    }
    guard isAmbiguous, !bytes.has("\r\n", at: 0) else { return }
    var place = 0
    while let found = bytes.firstPlace(of: 0x0D, from: place) {
      if bytes.has("\r\n\r\n", at: found) {
        if found + 4 != bodyStart { otherBodyStart = found + 4 }
        return
      }
      place = found + 1
    }
  }
}
