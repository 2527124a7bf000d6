/// A tag that was found in markup: places in the text that it was found in.
public struct MarkupTag: Hashable, Sendable {
  /// Where its name without prefix lies.
  public let name: Range<Int>
  /// Where its attributes lie.
  let attributes: Range<Int>
  /// Whether it is the end of an element.
  public let isEnd: Bool
  /// Whether it is beginning and end at once.
  public let isEmpty: Bool
  /// Where what follows it begins.
  public let end: Int
}

/// Tags and attributes of XML, one after the other, without any judgement on whether the XML is well formed:
/// for documents whose parts are told apart by a few elements. Names are compared without their prefixes.
///
/// Text, comments, processing instructions and sections of characters are passed over.
public enum MarkupTags {
  /// The next tag from a place on.
  public static func next(in text: Span<UInt8>, from start: Int) -> MarkupTag? {
    var place = start
    while let open = text.firstPlace(of: 0x3C, from: place) {
      if text.has("<!--", at: open) {
        guard let end = text.firstPlace(of: "-->", from: open + 4) else { return nil }
        place = end + 3
      } else if text.has("<![CDATA[", at: open) {
        guard let end = text.firstPlace(of: "]]>", from: open + 9) else { return nil }
        place = end + 3
      } else if text.has("<?", at: open) {
        guard let end = text.firstPlace(of: "?>", from: open + 2) else { return nil }
        place = end + 2
      } else if PlainText.has("<!doctype", at: open, in: text) {
        place = MarkupRoot.typeEnd(text, from: open)
      } else if text.byte(at: open + 1) == 0x21 {
        place = open + 2
      } else if let tag = tag(in: text, at: open) {
        return tag
      } else {
        return nil
      }
    }
    return nil
  }

  private static func tag(in text: Span<UInt8>, at open: Int) -> MarkupTag? {
    var place = open + 1
    let isEnd = text.byte(at: place) == 0x2F
    if isEnd { place += 1 }
    var nameStart = place
    while let byte = text.byte(at: place), byte > 0x20, byte != 0x2F, byte != 0x3E {
      if byte == 0x3A { nameStart = place + 1 }
      place += 1
    }
    let name = nameStart..<max(nameStart, place)
    let attributes = place
    var quote: UInt8?
    while let byte = text.byte(at: place) {
      if let mark = quote {
        if byte == mark { quote = nil }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3E {
        let isEmpty = !isEnd && place > attributes && text[place - 1] == 0x2F
        return MarkupTag(
          name: name, attributes: attributes..<place, isEnd: isEnd, isEmpty: isEmpty, end: place + 1
        )
      }
      place += 1
    }
    return nil
  }

  /// Whether a tag is of an element.
  public static func isNamed(_ tag: MarkupTag, _ name: StaticString, in text: Span<UInt8>) -> Bool {
    tag.name.count == name.utf8CodeUnitCount && text.has(name, at: tag.name.lowerBound)
  }

  /// The value of an attribute, its references resolved; nil where there is none.
  public static func attribute(
    _ name: StaticString, of tag: MarkupTag, in text: Span<UInt8>
  ) -> [UInt8]? {
    var place = tag.attributes.lowerBound
    while let (found, value) = nextAttribute(of: tag, in: text, from: &place) {
      if found.count == name.utf8CodeUnitCount, text.has(name, at: found.lowerBound) {
        return MarkupText.resolved(text.extracting(value))
      }
    }
    return nil
  }

  /// The next attribute with a value in quotes, from a place in its tag on: where its name without prefix
  /// lies, and its value. None behind one that does not end.
  static func nextAttribute(
    of tag: MarkupTag, in text: Span<UInt8>, from place: inout Int
  ) -> (name: Range<Int>, value: Range<Int>)? {
    let limit = tag.attributes.upperBound
    while place < limit {
      while place < limit, text[place] <= 0x20 || text[place] == 0x2F { place += 1 }
      var start = place
      while place < limit, text[place] > 0x20, text[place] != 0x3D {
        if text[place] == 0x3A { start = place + 1 }
        place += 1
      }
      let found = start..<max(start, place)
      while place < limit, text[place] <= 0x20 { place += 1 }
      guard place < limit, text[place] == 0x3D else {
        if found.isEmpty { place += 1 }
        continue
      }
      place += 1
      while place < limit, text[place] <= 0x20 { place += 1 }
      guard place < limit, text[place] == 0x22 || text[place] == 0x27 else { continue }
      let quote = text[place]
      guard let end = text.firstPlace(of: quote, from: place + 1), end < limit else {
        place = limit
        return nil
      }
      let value = place + 1..<end
      place = end + 1
      return (found, value)
    }
    return nil
  }
}
