internal import Primitives

extension RichTextReader {
  /// Letters of a control word: readers stop at some number of them; no word that counts has more.
  private static let wordBytesMax = 64

  /// Reads what follows a backslash.
  mutating func readControl(_ bytes: Span<UInt8>, _ place: inout Int) {
    guard let first = bytes.byte(at: place) else { return }
    guard isLetter(first) else {
      place += 1
      readSymbol(first, bytes, &place)
      return
    }
    let start = place
    while let letter = bytes.byte(at: place), isLetter(letter) { place += 1 }
    let word = bytes.extracting(start..<min(place, start + Self.wordBytesMax))
    let parameter = readParameter(bytes, &place)
    if bytes.byte(at: place) == 0x20 { place += 1 }
    act(on: word, parameter, bytes, &place)
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte.lowercased >= 0x61 && byte.lowercased <= 0x7A
  }

  private mutating func readSymbol(_ symbol: UInt8, _ bytes: Span<UInt8>, _ place: inout Int) {
    switch symbol {
    case 0x27:
      let high = bytes.byte(at: place)?.hexadecimalValue
      let low = bytes.byte(at: place + 1)?.hexadecimalValue
      if let high, let low {
        place += 2
        take(escaped: high << 4 | low)
      } else {
        take(escaped: nil)
      }
    case 0x2A:
      if !groups.isEmpty { groups[groups.count - 1].isIgnorable = true }
    case 0x5C, 0x7B, 0x7D: if destination.isLetters { take(symbol) }
    // A space that does not break, and ends of paragraphs.
    case 0x7E, 0x0D, 0x0A: passWord(isBlank: true)
    default: passWord(isBlank: false)
    }
  }

  /// The number after a word; what is too large for one is as large as can be.
  private func readParameter(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    var end = place
    let isNegative = bytes.byte(at: end) == 0x2D
    if isNegative { end += 1 }
    var value: Int?
    while let digit = bytes.byte(at: end), digit >= 0x30, digit <= 0x39 {
      let (product, isLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
      value = isLarge ? Int.max - 9 : product + Int(digit - 0x30)
      if isLarge || product > Int.max - 19 { value = Int.max / 10 - 1 }
      end += 1
    }
    guard let value else { return nil }
    place = end
    return isNegative ? -value : value
  }

  private mutating func act(
    on word: Span<UInt8>, _ parameter: Int?, _ bytes: Span<UInt8>, _ place: inout Int
  ) {
    switch word.count {
    case _ where isWord(word, "bin"):
      // Without a number, and with one below zero, none follow.
      let count = min(max(0, parameter ?? 0), bytes.count - place)
      take(raw: bytes.extracting(place..<place + count))
      place += count
    case _ where isWord(word, "objdata"):
      document.hasObjects = true
      begin(.objectData)
    case _ where isWord(word, "object"), _ where isWord(word, "objemb"),
      _ where isWord(word, "objlink"), _ where isWord(word, "objautlink"),
      _ where isWord(word, "objocx"), _ where isWord(word, "objupdate"):
      document.hasObjects = true
    case _ where isWord(word, "pict"): begin(.picture)
    case _ where isWord(word, "datastore"), _ where isWord(word, "fontemb"),
      _ where isWord(word, "themedata"), _ where isWord(word, "colorschememapping"):
      begin(.otherData)
    case _ where isWord(word, "result"): begin(.text)
    default: actOnLetters(word, parameter)
    }
  }

  /// Words of what is said in letters.
  private mutating func actOnLetters(_ word: Span<UInt8>, _ parameter: Int?) {
    switch word.count {
    case _ where isWord(word, "fldinst"): begin(.fieldInstructions)
    case _ where isWord(word, "fldrslt"): begin(.text)
    case _ where isWord(word, "template"), _ where isWord(word, "mmdatasource"),
      _ where isWord(word, "mmheadersource"):
      begin(.loadedName)
    case _ where isWord(word, "sv"): begin(.shapeValue)
    case _ where isWord(word, "u"): if let parameter { take(unit: parameter) }
    case _ where isWord(word, "uc"):
      if !groups.isEmpty { groups[groups.count - 1].fallbacks = max(0, parameter ?? 1) }
    case _ where isWord(word, "tab"), _ where isWord(word, "par"), _ where isWord(word, "line"):
      passWord(isBlank: true)
    default:
      passWord(isBlank: false)
      passOver()
    }
  }

  /// A word that means nothing here: in data, a group that begins with `\*` and such a word is passed over.
  private mutating func passOver() {
    guard let last = groups.last, last.isIgnorable, !last.isOwner else { return }
    switch last.destination {
    case .objectData, .picture, .otherData: groups[groups.count - 1].destination = .ignored
    case .text, .fieldInstructions, .loadedName, .shapeValue, .ignored: break
    }
  }

  private func isWord(_ word: Span<UInt8>, _ text: StaticString) -> Bool {
    word.count == text.utf8CodeUnitCount && word.has(text, at: 0)
  }
}
