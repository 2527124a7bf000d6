/// The attributes of one tag, where it is a tag of which some are needed.
struct TagArguments: ~Copyable {
  /// Name, NUL, then 0x01 and the value where there is one, NUL; for each. Neither part holds a NUL.
  private var packed = ByteSink()

  /// Removes all.
  mutating func removeAll() { packed.removeAll() }

  /// Adds an attribute without a value.
  mutating func add(name: borrowing ByteSink) {
    packed.append(name)
    packed.append(0)
    packed.append(0)
  }

  /// Adds an attribute. Of a quoted value the quote and the last byte are dropped, whatever that is:
  /// white space has ended some quoted values before their quote. A value ends at a NUL.
  mutating func add(name: borrowing ByteSink, value: borrowing ByteSink) {
    packed.append(name)
    packed.append(0)
    packed.append(1)
    var end = 0
    while end < value.count, value[end] != 0 { end += 1 }
    var start = 0
    if end > 0, value[0] == UInt8(ascii: "\"") {
      start = 1
      if end > 1 { end -= 1 }
    }
    packed.append(value, start..<end)
    packed.append(0)
  }

  /// The value of the first attribute of a name; `nil` where there is no such attribute or no value.
  borrowing func first(_ name: StaticString) -> Range<Int>? {
    var position = 0
    while let attribute = attribute(at: position) {
      if equals(attribute.name, name) { return attribute.value }
      position = attribute.end
    }
    return nil
  }

  /// Whether a value is a word, in either case.
  borrowing func isValue(_ range: Range<Int>, _ word: StaticString) -> Bool {
    equals(range, word)
  }

  /// Writes one value.
  borrowing func write(_ value: Range<Int>, into sink: inout ByteSink) {
    sink.append(packed, value)
  }

  /// Writes a tag with all attributes, in lower case, `language` having another value.
  borrowing func writeTag(
    _ tag: StaticString, language: StaticString, into sink: inout ByteSink
  ) {
    sink.append(UInt8(ascii: "<"))
    sink.append(tag)
    var position = 0
    var isReplaced = false
    while let attribute = attribute(at: position) {
      sink.append(UInt8(ascii: " "))
      sink.append(packed, attribute.name)
      if !isReplaced, equals(attribute.name, "language") {
        isReplaced = true
        sink.append("=\"")
        sink.append(language)
        sink.append(UInt8(ascii: "\""))
      } else if let value = attribute.value {
        sink.append("=\"")
        for index in value { sink.append(ASCII.lowercased(packed[index])) }
        sink.append(UInt8(ascii: "\""))
      }
      position = attribute.end
    }
    sink.append(UInt8(ascii: ">"))
  }

  private borrowing func attribute(
    at start: Int
  ) -> (name: Range<Int>, value: Range<Int>?, end: Int)? {
    guard start < packed.count else { return nil }
    let nameEnd = end(from: start)
    guard packed[nameEnd + 1] == 1 else { return (start..<nameEnd, nil, nameEnd + 2) }
    let valueEnd = end(from: nameEnd + 2)
    return (start..<nameEnd, nameEnd + 2..<valueEnd, valueEnd + 1)
  }

  private borrowing func end(from start: Int) -> Int {
    var end = start
    while packed[end] != 0 { end += 1 }
    return end
  }

  /// `word` is in lower case; the bytes may be in either. Names are in lower case already.
  private borrowing func equals(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    return range.indices.allSatisfy { index in
      unsafe ASCII.lowercased(packed[index]) == word.utf8Start[index - range.lowerBound]
    }
  }
}
