/// What other programs find in a file of another kind, wherever it lies.
public struct HiddenMarks: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A program in PHP.
  public static let php = HiddenMarks(rawValue: 1)
  /// Scripts of HTML.
  public static let html = HiddenMarks(rawValue: 2)
  /// A program in JavaScript whose first word is the file's signature.
  public static let javaScript = HiddenMarks(rawValue: 4)

  /// The end of a program in PHP behind which an archive of its own lies, or whatever else.
  public static let phpArchive = HiddenMarks(rawValue: 8)
  /// Programs of servers in pages: `<%`, `<jsp:` and tags of ColdFusion.
  public static let serverPage = HiddenMarks(rawValue: 16)
  /// All of them.
  public static let every: HiddenMarks = [.php, .html, .javaScript, .phpArchive, .serverPage]

  /// Looks at each `<` of a file, and elsewhere for what is sought there.
  public init(_ bytes: Span<UInt8>, sought: HiddenMarks = .every) {
    var marks: HiddenMarks = []
    var place = 0
    while let found = bytes.firstPlace(of: 0x3C, from: place) {
      place = found + 1
      switch bytes.byte(at: place) {
      case 0x3F where Self.isPHP(bytes, at: place + 1): marks.insert(.php)
      case 0x25: marks.insert(.serverPage)
      case 0x6A where bytes.has("jsp:", at: place): marks.insert(.serverPage)
      case 0x63, 0x43: if Self.isColdFusion(bytes, at: place) { marks.insert(.serverPage) }
      case 0x73, 0x53: if Self.isScript(bytes, at: place) { marks.insert(.html) }
      default: break
      }
    }
    if sought.contains(.javaScript), Self.isJavaScript(bytes) { marks.insert(.javaScript) }
    if sought.contains(.phpArchive), Self.hasEndOfPHP(bytes) { marks.insert(.phpArchive) }
    self = marks.intersection(sought)
  }

  /// `php` and white space; or one of the short marks, and what is a program by more than that.
  private static func isPHP(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    switch bytes.byte(at: place) {
    case 0x3D, 0x20, 0x09, 0x0A, 0x0D: return isShortPHP(bytes, from: place + 1)
    default: break
    }
    guard PlainText.has("php", at: place, in: bytes), let next = bytes.byte(at: place + 3) else {
      return false
    }
    return next == 0x20 || (0x09...0x0D).contains(next)
  }

  /// Whether a text follows that ends as a program does, or one of some length that calls something. Of
  /// bytes that are packed each few MiB have a short mark by chance, but no such text behind it.
  private static func isShortPHP(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    var calls = false
    var place = start
    while let byte = bytes.byte(at: place), place - start < shortBytesMax {
      if byte == 0x3F, bytes.byte(at: place + 1) == 0x3E { return place > start }
      guard (0x20...0x7E).contains(byte) || (0x09...0x0D).contains(byte) else { return false }
      if byte == 0x60 || byte == 0x28 { calls = true }
      place += 1
      if calls, place - start >= shortBytesMin { return true }
    }
    return false
  }

  /// So much of a text behind a short mark tells that it is a program,
  private static let shortBytesMin = 12
  /// and so much is looked at.
  private static let shortBytesMax = 1024

  /// `__HALT_COMPILER();`, in letters of any size.
  private static func hasEndOfPHP(_ bytes: Span<UInt8>) -> Bool {
    var place = 0
    while let found = bytes.firstPlace(of: 0x5F, from: place) {
      place = found + 1
      if PlainText.has("__halt_compiler", at: found, in: bytes) { return true }
    }
    return false
  }

  /// Tags of ColdFusion that run or load something.
  private static func isColdFusion(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    guard PlainText.has("cf", at: place, in: bytes) else { return false }
    for name: StaticString in [
      "execute", "script", "set", "file", "include", "component", "object", "invoke", "query",
      "http",
      "function", "output",
    ] where PlainText.has(name, at: place + 2, in: bytes) {
      guard let next = bytes.byte(at: place + 2 + name.utf8CodeUnitCount) else { continue }
      if next <= 0x20 || next == 0x3E || next == 0x2F { return true }
    }
    return false
  }

  private static func isScript(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    guard PlainText.has("script", at: place, in: bytes), let next = bytes.byte(at: place + 6) else {
      return false
    }
    return next == 0x20 || next == 0x3E || next == 0x2F || (0x09...0x0D).contains(next)
  }

  /// A signature of letters, then a comment, which later ends before an assignment; or the assignment at
  /// once.
  private static func isJavaScript(_ bytes: Span<UInt8>) -> Bool {
    let start = bytes.has("GIF8", at: 0) ? 6 : bytes.has("BM", at: 0) ? 2 : 4
    guard let first = bytes.byte(at: 0), (0x41...0x5A).contains(first) else { return false }
    if bytes.byte(at: start) == 0x3D, PlainText.isText(bytes) { return true }
    guard bytes.has("/*", at: start) else { return false }
    var place = start + 2
    while let star = bytes.firstPlace(of: 0x2A, from: place) {
      place = star + 1
      guard bytes.byte(at: place) == 0x2F else { continue }
      var next = place + 1
      while let byte = bytes.byte(at: next), byte == 0x20 || (0x09...0x0D).contains(byte) {
        next += 1
      }
      if let byte = bytes.byte(at: next), byte == 0x3D || byte == 0x3B || byte == 0x28 {
        return true
      }
    }
    return false
  }
}
