/// Tables as text, which spreadsheet programs open by the names of their files: values between separators,
/// and the forms of Multiplan (SYLK) and of web queries. A cell that begins as a formula is one, wherever it
/// comes from.
///
/// Sources: OWASP, "CSV Injection"; Microsoft, "Microsoft Symbolic Link (SYLK) file format"; "Web Query
/// (.iqy)".
public struct TableText: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A formula asks another program for data, and starts it for that, or sends data to a page.
  public static let exchange = TableText(rawValue: 1)
  /// Formulas that only macros may have.
  public static let macros = TableText(rawValue: 2)
  /// The table is read from a page when the file is opened.
  public static let query = TableText(rawValue: 4)

  /// Whether programs that show tables open a file of such a name.
  public static func isTable(named name: Span<UInt8>) -> Bool {
    var dot = name.count
    while dot > 0, name[dot - 1] != 0x2E { dot -= 1 }
    guard dot > 0 else { return false }
    var end = name.count
    while end > dot, name[end - 1] <= 0x20 { end -= 1 }
    return PlainText.isOne(
      of: [
        "csv", "tsv", "tab", "slk", "sylk", "iqy", "oqy", "dqy", "rqy", "dif", "prn", "xls", "xlt",
        "xla", "xlw",
      ], name.extracting(dot..<end))
  }

  /// Whether a text says at its beginning that it is a table of that kind, whatever it is called: the record
  /// of an identifier, the line of a web query, or a formula.
  public static func isBeginning(_ text: Span<UInt8>) -> Bool {
    let start = PlainText.start(text)
    return text.has("ID;P", at: start) || isQuery(text, start) || text.byte(at: start) == 0x3D
  }

  /// What a table makes programs do.
  public init(_ text: Span<UInt8>) {
    self = []
    let start = PlainText.start(text)
    if Self.isQuery(text, start) { insert(.query) }
    let isLinked = text.has("ID;P", at: start)
    guard isLinked || Self.mayAct(text) else { return }
    var (isAtStart, isInFormula) = (true, false)
    // Behind a bar; and whether what the program is asked for is quoted, and may have spaces.
    var (hasBar, isQuoted) = (false, false)
    for place in start..<max(start, text.count) {
      let byte = text[place]
      switch byte {
      case 0x0A, 0x0D: (isAtStart, isInFormula, hasBar) = (true, false, false)
      // Between a program and what it is asked for, and before where in that.
      case 0x7C where isInFormula && Self.isWord(text[place - 1]):
        hasBar = true
        isQuoted = text.byte(at: place + 1) == 0x27 || text.byte(at: place + 1) == 0x22
      case 0x20 where hasBar && !isQuoted: hasBar = false
      case 0x21 where hasBar: insert(.exchange)
      case 0x28 where isInFormula: noteCall(text, place, isLinked: isLinked)
      case 0x20, 0x22: break
      case 0x2C, 0x3B, 0x09, 0x7C: isAtStart = true
      default:
        if isAtStart { isInFormula = isInFormula || Self.isFormula(byte) }
        if isLinked, byte == 0x45, text[place - 1] == 0x3B { isInFormula = true }
        isAtStart = false
      }
    }
  }

  /// Whether the signs of a formula that acts lie in a text at all, so that most are searched for these
  /// alone.
  private static func mayAct(_ text: Span<UInt8>) -> Bool {
    if text.firstPlace(of: 0x7C) != nil, text.firstPlace(of: 0x21) != nil { return true }
    var place = 0
    while let open = text.firstPlace(of: 0x28, from: place) {
      if PlainText.has("dde", at: open - 3, in: text)
        || PlainText.has("webservice", at: open - 10, in: text)
      {
        return true
      }
      place = open + 1
    }
    return false
  }

  /// Functions that ask others for data; in tables of Multiplan those that only macros may have.
  private mutating func noteCall(_ text: Span<UInt8>, _ open: Int, isLinked: Bool) {
    var place = open
    while place > 0, open - place < 16, Self.isWord(text[place - 1]) { place -= 1 }
    if isLinked, text[place] == 0x45, text.byte(at: place - 1) == 0x3B { place += 1 }
    let name = text.extracting(place..<open)
    if PlainText.isOne(of: ["dde", "webservice"], name) { insert(.exchange) }
    if isLinked, PlainText.isOne(of: ["exec", "call", "register", "run"], name) { insert(.macros) }
  }

  /// `WEB`, a version, an address, a line each.
  private static func isQuery(_ text: Span<UInt8>, _ start: Int) -> Bool {
    guard PlainText.has("web", at: start, in: text) else { return false }
    var place = start + 3
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    guard place > start + 3, text.byte(at: place) == 0x31 else { return false }
    place += 1
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    return text.has("\\\\", at: place)
      || ["http", "ftp", "file:"].contains { PlainText.has($0, at: place, in: text) }
  }

  /// What makes a formula of a cell.
  private static func isFormula(_ byte: UInt8?) -> Bool {
    byte == 0x3D || byte == 0x2B || byte == 0x2D || byte == 0x40
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x27, 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E: true
    default: false
    }
  }
}
