/// The start tags of a document, one after the other, as browsers find them.
///
/// Source: WHATWG, "HTML", 13.2.5 (tokenisation). Text, comments, declarations and end tags are passed
/// over; so is the text of elements whose text is no markup. A document in XML has sections of characters,
/// prefixes and closed elements besides. Each byte is passed over once.
public struct HTMLReader {
  private var place = 0
  private let isXML: Bool
  /// Whether each `<` is taken for a tag's, wherever it lies: see ``HTMLOtherReading``.
  private let isAnywhere: Bool
  /// Where tags may lie in one another, the bytes that may still be read.
  private var bytesLeft = 0
  /// Whether not all was read, for tags that lie in one another.
  public private(set) var isCut = false

  /// Tags that lie in one another may have so many times the bytes of the document.
  private static let readingsMax = 8

  /// A reader at the beginning of a document.
  public init(isXML: Bool) {
    self.isXML = isXML
    isAnywhere = false
  }

  /// A reader that takes each `<` of a document for a tag's.
  ///
  /// - Parameter text: the document.
  public init(anywhereIn text: Span<UInt8>) {
    (isXML, isAnywhere) = (false, true)
    bytesLeft = text.count.multipliedReportingOverflow(by: Self.readingsMax).partialValue + 65_536
  }

  /// The next start tag; `nil` at the end.
  public mutating func next(_ text: Span<UInt8>) -> HTMLTag? {
    if isAnywhere { return nextAnywhere(text) }
    while let open = text.firstPlace(of: 0x3C, from: place) {
      guard let first = text.byte(at: open + 1) else { break }
      if Self.isLetter(first) || (isXML && first >= 0x5F) {
        guard let tag = tag(text, at: open + 1) else { break }
        place = tag.text?.upperBound ?? tag.end
        return tag
      }
      place = declarationEnd(text, at: open) ?? open + 1
    }
    place = text.count
    return nil
  }

  private mutating func nextAnywhere(_ text: Span<UInt8>) -> HTMLTag? {
    while let open = text.firstPlace(of: 0x3C, from: place) {
      place = open + 1
      guard let first = text.byte(at: place), Self.isLetter(first) else { continue }
      guard bytesLeft > 0 else {
        isCut = true
        break
      }
      let tag = tag(text, at: place)
      bytesLeft -= (tag?.end ?? text.count) - open
      if let tag { return tag }
    }
    place = text.count
    return nil
  }

  /// Where a comment, a declaration, a processing instruction or an end tag ends; `nil` for text.
  private func declarationEnd(_ text: Span<UInt8>, at open: Int) -> Int? {
    switch text[open + 1] {
    case 0x21:
      if text.has("<!--", at: open) { return commentEnd(text, from: open + 4) }
      if isXML, text.has("<![CDATA[", at: open) { return text.end(of: "]]>", from: open + 9) }
      // Declarations in a document type end alike: what they hold is read as markup, and is none.
      return text.end(of: ">", from: open + 2)
    case 0x3F: return text.end(of: isXML ? "?>" : ">", from: open + 2)
    case 0x2F:
      guard let next = text.byte(at: open + 2), next != 0x3E else { return open + 2 }
      guard Self.isLetter(next), !isXML else { return text.end(of: ">", from: open + 2) }
      // It may have attributes, with quotes.
      return tag(text, at: open + 2, isEnd: true)?.end ?? text.count
    default: return nil
    }
  }

  /// `<!-->` and `<!--->` are comments in HTML, and `--!>` ends one.
  private func commentEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    if !isXML {
      if text.byte(at: start) == 0x3E { return start + 1 }
      if text.has("->", at: start) { return start + 2 }
    }
    var place = start
    while let dash = text.firstPlace(of: 0x2D, from: place) {
      if text.has("-->", at: dash) { return dash + 3 }
      if !isXML, text.has("--!>", at: dash) { return dash + 4 }
      place = dash + 1
    }
    return text.count
  }

  private func tag(_ text: Span<UInt8>, at start: Int, isEnd: Bool = false) -> HTMLTag? {
    var end = start
    var local = start
    while let byte = text.byte(at: end), !Self.isSpace(byte), byte != 0x2F, byte != 0x3E {
      if isXML, byte == 0x3A { local = end + 1 }
      end += 1
    }
    var tag = HTMLTag(name: local..<max(local, end))
    guard let tagEnd = attributes(text, from: end, &tag) else { return nil }
    tag.end = tagEnd
    if !isEnd, !isAnywhere, !(isXML && tag.isClosed), let name = rawName(tag, text) {
      tag.text = tagEnd..<textEnd(name, text, from: tagEnd)
    }
    return tag
  }

  /// Reads attributes up to the end of the tag; `nil` where that does not come.
  private func attributes(_ text: Span<UInt8>, from start: Int, _ tag: inout HTMLTag) -> Int? {
    var place = start
    while let byte = text.byte(at: place) {
      if byte == 0x3E { return place + 1 }
      if byte == 0x2F || Self.isSpace(byte) {
        tag.isClosed = byte == 0x2F && text.byte(at: place + 1) == 0x3E
        place += 1
        continue
      }
      let name = place
      // An equals sign at the beginning is part of the name.
      place += 1
      while let byte = text.byte(at: place), !Self.isSpace(byte), byte != 0x2F, byte != 0x3E,
        byte != 0x3D
      {
        place += 1
      }
      let nameEnd = place
      while let byte = text.byte(at: place), Self.isSpace(byte) { place += 1 }
      var value = nameEnd..<nameEnd
      if text.byte(at: place) == 0x3D {
        guard let (range, end) = Self.value(text, from: place + 1) else { return nil }
        value = range
        place = end
      }
      if tag.attributes.count < HTMLTag.attributesMax {
        tag.attributes.append(HTMLTag.Attribute(name: name..<nameEnd, value: value))
      } else {
        tag.isCut = true
      }
    }
    return nil
  }

  private static func value(_ text: Span<UInt8>, from start: Int) -> (Range<Int>, Int)? {
    var place = start
    while let byte = text.byte(at: place), isSpace(byte) { place += 1 }
    guard let first = text.byte(at: place) else { return nil }
    if first == 0x22 || first == 0x27 {
      guard let end = text.firstPlace(of: first, from: place + 1) else { return nil }
      return (place + 1..<end, end + 1)
    }
    let valueStart = place
    while let byte = text.byte(at: place), !isSpace(byte), byte != 0x3E { place += 1 }
    return (valueStart..<place, place)
  }

  /// The name of an element whose text is no markup; in XML of scripts alone, whose text is what is asked
  /// for.
  private func rawName(_ tag: HTMLTag, _ text: Span<UInt8>) -> StaticString? {
    if tag.isNamed("script", in: text) { return "script" }
    if isXML { return nil }
    for name: StaticString in [
      "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
    ]
    where tag.isNamed(name, in: text) {
      return name
    }
    return nil
  }

  /// Where the text of an element ends: at its end tag.
  private func textEnd(_ name: StaticString, _ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while let open = text.firstPlace(of: 0x3C, from: place) {
      if text.byte(at: open + 1) == 0x2F, isEnd(name, text, at: open + 2) { return open }
      place = open + 1
    }
    return text.count
  }

  private func isEnd(_ name: StaticString, _ text: Span<UInt8>, at start: Int) -> Bool {
    var start = start
    if isXML {
      var place = start
      while let byte = text.byte(at: place), byte > 0x20, byte != 0x3E, place - start < 256 {
        if byte == 0x3A { start = place + 1 }
        place += 1
      }
    }
    guard PlainText.has(name, at: start, in: text) else { return false }
    guard let next = text.byte(at: start + name.utf8CodeUnitCount) else { return true }
    return Self.isSpace(next) || next == 0x2F || next == 0x3E
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// A vertical tab is none.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
  }
}
