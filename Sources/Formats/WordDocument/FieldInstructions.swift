/// What the fields of a Word document ask for, in all of its formats. Source: ECMA-376, part 1, 17.16.5.
public enum FieldInstructions {
  /// Fields that load a document into theirs.
  private static let loading: [StaticString] = [
    "includetext", "include", "link", "rd", "database",
  ]
  /// Fields that show a picture: pages have them at other places.
  private static let showing: [StaticString] = ["includepicture", "import"]

  /// Whether instructions ask another program for data, load a document from another machine, or show a
  /// picture of a share.
  public static func areUnwanted(_ instructions: Span<UInt8>) -> Bool {
    var place = 0
    guard let first = nextWord(in: instructions, &place) else { return false }
    let word = instructions.extracting(first)
    if PlainText.has("ddeauto", at: 0, in: word) || PlainText.isOne(of: ["dde"], word) {
      return true
    }
    let isLoading = PlainText.isOne(of: loading, word)
    guard isLoading || PlainText.isOne(of: showing, word) else { return false }
    while let next = nextWord(in: instructions, &place) {
      let target = instructions.extracting(next)
      if isShare(target) || isLoading && isPage(target) { return true }
    }
    return false
  }

  /// The next word, up to a blank or a quote; quotes of other alphabets before it are passed over.
  private static func nextWord(in text: Span<UInt8>, _ place: inout Int) -> Range<Int>? {
    while let byte = text.byte(at: place), isGap(byte) || byte >= 0x80 { place += 1 }
    let start = place
    while let byte = text.byte(at: place), !isGap(byte) { place += 1 }
    return start < place ? start..<place : nil
  }

  /// Whether words end with a character.
  static func isGap(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x22 }

  /// Schemes of what is not on this machine.
  private static let schemes: [StaticString] = [
    "http:", "https:", "ftp:", "mhtml:", "javascript:", "script:",
  ]

  /// Whether a target is loaded by a scheme. In targets are ranges of cells as well, with colons.
  private static func isPage(_ target: Span<UInt8>) -> Bool {
    if schemes.contains(where: { PlainText.has($0, at: 0, in: target) }) { return true }
    guard let colon = target.firstPlace(of: 0x3A), colon > 1 else { return false }
    return target.has("//", at: colon + 1) && !PlainText.has("file:", at: 0, in: target)
  }

  /// Whether a target is on a share. Backslashes are doubled in instructions, and some writers forget that:
  /// two of them, doubled behind them too, begin a path on this disk.
  private static func isShare(_ target: Span<UInt8>) -> Bool {
    if PlainText.has("file:", at: 0, in: target) || PlainText.has("smb:", at: 0, in: target) {
      return LinkTarget.isShare(undoubled(target))
    }
    var host = 0
    while let byte = target.byte(at: host), isSlash(byte) { host += 1 }
    guard host > 1, let first = target.byte(at: host), isOfHost(first) else { return false }
    var end = host
    var hasDot = false
    while let byte = target.byte(at: end), !isSlash(byte) {
      if byte == 0x2E || byte == 0x40 { hasDot = true }
      end += 1
    }
    return host > 3 || target[0] == 0x2F || hasDot
      || target.byte(at: end + 1).map(isSlash) != true
  }

  private static func isSlash(_ byte: UInt8) -> Bool { byte == 0x5C || byte == 0x2F }

  /// Whether the name of a host, or its address, begins with a character.
  private static func isOfHost(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte.lowercased) || (0x30...0x39).contains(byte) || byte == 0x5B
  }

  private static func undoubled(_ target: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < target.count {
      result.append(target[place])
      place += target.has("\\\\", at: place) ? 2 : 1
    }
    return result
  }
}
