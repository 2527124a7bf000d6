/// How statements of a language begin, and what must follow.
struct ScriptPattern {
  /// What follows the first word.
  enum Rest {
    /// Anything.
    case any
    /// Nothing, or a semicolon.
    case nothing
    /// A name, which is assigned to.
    case assignedName
    /// A name and an opening parenthesis.
    case calledName
    /// A name, and nothing else.
    case name
    /// Anything, and this as the last character.
    case end(UInt8)
    /// One of these characters.
    case oneOf(StaticString)
    /// Anything, with this word in it.
    case containing(StaticString)
    /// A name, and this.
    case nameAnd(StaticString)
  }

  let language: ScriptLanguage
  /// The first characters, in small letters.
  let first: StaticString
  let rest: Rest
  /// Whether a text whose first line is such a statement is a script without more: no text for people
  /// begins so, and no program in a language that is compiled.
  let leads: Bool

  init(
    _ language: ScriptLanguage, _ first: StaticString, _ rest: Rest = .any, leads: Bool = false
  ) {
    self.language = language
    self.first = first
    self.rest = rest
    self.leads = leads
  }

  /// Whether a line, without white space around it, is such a statement.
  func fits(_ line: Span<UInt8>) -> Bool {
    guard PlainText.has(first, at: 0, in: line) else { return false }
    let start = first.utf8CodeUnitCount
    let last = line[line.count - 1]
    switch rest {
    case .any: return true
    case .nothing: return line.count == start || (line.count == start + 1 && last == 0x3B)
    case .assignedName:
      return Self.sign(after: Self.nameEnd(line, from: start), in: line, is: 0x3D, from: start)
    case .calledName:
      return Self.sign(after: Self.nameEnd(line, from: start), in: line, is: 0x28, from: start)
    case .name:
      let end = Self.nameEnd(line, from: start)
      return end > start && (end == line.count || end == line.count - 1 && last == 0x3B)
    case .end(let byte): return line.count > start && last == byte
    case .oneOf(let signs):
      guard let next = line.byte(at: start) else { return false }
      return signs.withUTF8Buffer { unsafe $0.contains(next) }
    case .nameAnd(let word):
      let end = Self.nameEnd(line, from: start)
      return end > start && line.has(word, at: end)
    case .containing(let word):
      var place = start
      while place + word.utf8CodeUnitCount <= min(line.count, 512) {
        if PlainText.has(word, at: place, in: line) { return true }
        place += 1
      }
      return false
    }
  }

  /// Where a name ends that begins at a place, after white space.
  private static func nameEnd(_ line: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while place < line.count, line[place] == 0x20 || line[place] == 0x09 { place += 1 }
    while place < line.count, isName(line[place]) { place += 1 }
    return place
  }

  private static func sign(
    after end: Int, in line: Span<UInt8>, is sign: UInt8, from start: Int
  ) -> Bool {
    guard end > start else { return false }
    var place = end
    while place < line.count, line[place] == 0x20 || line[place] == 0x09 { place += 1 }
    return line.byte(at: place) == sign
  }

  static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x24, 0x2E, 0x3A: true
    default: false
    }
  }
}
