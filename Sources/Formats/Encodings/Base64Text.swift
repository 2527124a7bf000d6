/// Text in base64, in the readings that real decoders have of it. Source: RFC 4648.
///
/// All pass over line breaks or refuse the text. Else they part ways: a character outside the alphabet is
/// passed over, or is the end; after padding the text ends, begins anew, or goes on as if there were none;
/// `-` and `_` are worth what `+` and `/` are, or are outside the alphabet, or these are.
public struct Base64Text: Hashable, Sendable {
  /// What it stands for: characters outside the alphabet passed over, and begun anew after padding.
  public private(set) var bytes: [UInt8] = []
  /// What it stands for in other readings.
  public private(set) var otherReadings: [[UInt8]] = []
  /// Whether decoders read it in different ways.
  public private(set) var isAmbiguous = false

  /// Decodes a text. Characters that do not fill a byte at its end are left.
  ///
  /// - Parameter hasSpaces: whether spaces within lines are passed over by all, as in mail.
  public init(_ text: Span<UInt8>, hasSpaces: Bool = false) {
    var decoding = Base64Decoding(textBytes: text.count, hasSpaces: hasSpaces)
    decoding.decode(text, .both)
    let isMixed = decoding.hasPlainSigns && decoding.hasURLSigns
    isAmbiguous = decoding.strayCount > 0 || isMixed
    if let end = decoding.firstStrayByteCount, end > 0 {
      otherReadings.append(Array(decoding.bytes[..<end]))
    }
    if decoding.hasInnerPadding { read(text, hasSpaces, .withoutPadding) }
    if isMixed {
      read(text, hasSpaces, .plain)
      read(text, hasSpaces, .url)
    }
    bytes = decoding.finish()
  }

  private mutating func read(_ text: Span<UInt8>, _ hasSpaces: Bool, _ alphabet: Base64Alphabet) {
    var decoding = Base64Decoding(textBytes: text.count, hasSpaces: hasSpaces)
    decoding.decode(text, alphabet)
    otherReadings.append(decoding.finish())
  }

  /// Whether a text begins and ends like one that is nothing but base64.
  public static func mayBeWhole(_ text: Span<UInt8>) -> Bool {
    let alphabet = Base64Alphabet.both
    let values = alphabet.values.span
    let end = max(0, text.count - wordBytesMin)
    for place in 0..<min(text.count, wordBytesMin) {
      let isFirst = values[Int(text[place])] < 64 || text[place] == 0x3D
      let last = values[Int(text[end + place])]
      if !isFirst || !isWord(last) && !isGap(last) { return false }
    }
    return true
  }

  /// The next run of a text that may be base64 by itself: words of ``wordBytesMin`` characters of its
  /// alphabets and more, one after the other, with nothing but spaces and line breaks between them; the
  /// last of them may be shorter. `nil` where there is none.
  public static func nextRun(in text: Span<UInt8>, from offset: Int) -> Range<Int>? {
    let alphabet = Base64Alphabet.both
    let values = alphabet.values.span
    guard let first = nextWord(in: text, from: offset, values) else { return nil }
    var end = first.upperBound
    var start = first.lowerBound
    while end - start >= wordBytesMin {
      var next = end
      while let byte = text.byte(at: next), isGap(values[Int(byte)]) { next += 1 }
      guard next > end else { break }
      start = next
      // The line that ends a file of PEM.
      if text.byte(at: next) == 0x2D { break }
      while let byte = text.byte(at: next), isWord(values[Int(byte)]) { next += 1 }
      guard next > start else { break }
      end = next
    }
    return foldedStart(text, first.lowerBound, from: offset, values)..<end
  }

  /// Where the first line begins that is shorter than those behind it, as what is folded behind the name of a
  /// property is (RFC 5545, section 3.1; RFC 2849): behind a colon.
  private static func foldedStart(
    _ text: Span<UInt8>, _ start: Int, from offset: Int, _ values: Span<UInt8>
  ) -> Int {
    var place = start
    while place > offset, place > start - 3, isGap(values[Int(text[place - 1])]) { place -= 1 }
    guard place < start, text[place] == 0x0A || text[place] == 0x0D, text[start - 1] <= 0x20,
      text[start - 1] != 0x0A
    else { return start }
    let end = place
    while place > offset, end - place < wordBytesMin, isWord(values[Int(text[place - 1])]) {
      place -= 1
    }
    var name = place
    if name > offset, text[name - 1] == 0x20 { name -= 1 }
    return name > offset && text[name - 1] == 0x3A ? place : start
  }

  /// Shorter words are not looked at where they are part of a text. Words of languages are shorter.
  public static let wordBytesMin = 32

  /// The next long word: where none can lie, no more than every ``wordBytesMin``th character is looked at.
  private static func nextWord(
    in text: Span<UInt8>, from offset: Int, _ values: Span<UInt8>
  ) -> Range<Int>? {
    var start = offset
    while start <= text.count - wordBytesMin {
      var place = start + wordBytesMin - 1
      while place >= start, isWord(values[Int(text[place])]) { place -= 1 }
      guard place < start else {
        start = place + 1
        continue
      }
      var end = start + wordBytesMin
      while let byte = text.byte(at: end), isWord(values[Int(byte)]) { end += 1 }
      if isLikely(text.extracting(start..<end)) { return start..<end }
      start = end
    }
    return nil
  }

  /// Whether a word is base64 or hexadecimal rather than a path, a line of dashes or a long name: those have
  /// few capitals, and end.
  private static func isLikely(_ word: Span<UInt8>) -> Bool {
    let shape = TextShape(word)
    return word.count >= TextShape.stretchBytes || shape.capitals * 8 >= shape.alphabetCount
      || HexadecimalText.begins(word)
  }

  private static func isWord(_ value: UInt8) -> Bool { value <= Base64Alphabet.Kind.padding }

  private static func isGap(_ value: UInt8) -> Bool {
    value == Base64Alphabet.Kind.lineBreak || value == Base64Alphabet.Kind.space
  }
}
