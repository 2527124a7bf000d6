extension JSONLine {
  /// Adds a list of objects; `write` adds the fields of one. Objects for which there is no room are
  /// left out, and the line is marked as truncated.
  ///
  /// - Parameter count: how many objects there are.
  public mutating func field(
    _ key: StaticString, objects count: Int, _ write: (inout JSONLine, Int) -> Void
  ) {
    guard open(key, valueBytes: 2) else { return }
    push(UInt8(ascii: "["))
    let end = fieldsEnd
    // What closes the object and the list always fits.
    fieldsEnd -= 2
    for index in 0..<count {
      guard self.count + 2 <= fieldsEnd else {
        isTruncated = true
        break
      }
      if index > 0 { push(UInt8(ascii: ",")) }
      push(UInt8(ascii: "{"))
      write(&self, index)
      push(UInt8(ascii: "}"))
    }
    fieldsEnd = end
    push(UInt8(ascii: "]"))
  }

  /// Adds a list of words that need no escaping. A list for which there is no room is left out, and the
  /// line is marked as truncated.
  public mutating func field(_ key: StaticString, words: [StaticString]) {
    let bytes = words.reduce(2) { $0 + $1.utf8CodeUnitCount + 3 }
    guard open(key, valueBytes: bytes) else { return }
    push(UInt8(ascii: "["))
    for (place, word) in words.enumerated() {
      if place > 0 { push(UInt8(ascii: ",")) }
      push(UInt8(ascii: "\""))
      copy(word, from: 0)
      push(UInt8(ascii: "\""))
    }
    push(UInt8(ascii: "]"))
  }
}
