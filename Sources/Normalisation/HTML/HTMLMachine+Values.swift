/// Attribute values.
extension HTMLMachine {
  mutating func readValue(_ chunk: inout MutableSpan<UInt8>) {
    if valueWide == 0, !mayStartDataURI(with: chunk[position]) {
      readValueBlocks(chunk)
      if isAtBreak(chunk) { return }
    }
    let byte = chunk[position]
    if startsDataURI {
      // The colon is taken back.
      plain.removeLast()
      if quote != .none { plain.append(UInt8(ascii: "\"")) }
      value.removeAll()
      (state, next) = (.dataType, .attribute)
    } else if byte == UInt8(ascii: "&") {
      (state, next) = (.reference, .value)
      position += 1
    } else if byte == UInt8(ascii: "'") {
      readQuote(.single)
    } else if byte == UInt8(ascii: "\"") {
      readQuote(.double)
    } else if ASCII.isSpace(byte) || byte == UInt8(ascii: ">") {
      if quote == .none {
        endValue()
      } else {
        plain.append(byte)
        append(value: byte == UInt8(ascii: ">") ? byte : ASCII.space)
        isEscaped = false
        // White space ends the quoting, too.
        quote = .none
        (state, next) = (.skipSpace, .value)
        position += 1
      }
    } else {
      if readValueByte(byte) { return }
      position += 1
    }
    isEscaped = chunk[position] == UInt8(ascii: "\\")
  }

  /// Whether the value, of which `byte` is next, can still turn out to be a `data:` URI.
  @inline(__always)
  private func mayStartDataURI(with byte: UInt8) -> Bool {
    let d = UInt8(ascii: "d")
    switch value.count {
    case 0: return byte == d
    case 1...6:
      if value[0] != UInt8(ascii: "\"") { return value[0] == d }
      return (value.count == 1 ? byte : value[1]) == d
    default: return false
    }
  }

  /// Reads what has no meaning of its own in a value, in blocks.
  private mutating func readValueBlocks(_ chunk: borrowing MutableSpan<UInt8>) {
    while value.count + ByteBlock.count <= Self.wordBytesMax {
      let block = ByteBlock(chunk, position)
      let marks =
        block.outside(from: 0x23) | block.equal(to: UInt8(ascii: "&"))
        | block.equal(to: UInt8(ascii: "'")) | block.equal(to: UInt8(ascii: ">"))
        | block.equal(to: UInt8(ascii: "\\"))
      let count = ByteBlock.countBefore(marks)
      if count == 0 { return }
      plain.append(block.lowercased, keeping: count)
      value.append(block, keeping: count)
      isEscaped = chunk[position + count] == UInt8(ascii: "\\")
      position += count
      if count < ByteBlock.count { return }
    }
  }

  /// Whether what has been read of the value is `data:`, perhaps behind a quote.
  private var startsDataURI: Bool {
    switch value.count {
    case 5: matches("data:", from: 0)
    case 6: value[0] == UInt8(ascii: "\"") && matches("data:", from: 1)
    default: false
    }
  }

  private func matches(_ word: StaticString, from start: Int) -> Bool {
    for index in 0..<word.utf8CodeUnitCount {
      guard unsafe value[start + index] == word.utf8Start[index] else { return false }
    }
    return true
  }

  @inline(__always)
  mutating func append(value byte: UInt8) {
    if value.count < Self.wordBytesMax { value.append(byte) }
  }

  private mutating func readQuote(_ kind: Quote) {
    plain.append(UInt8(ascii: "\""))
    let isFirst = value.isEmpty
    append(value: UInt8(ascii: "\""))
    position += 1
    if isFirst {
      quote = kind
    } else if !isEscaped, quote == kind {
      endValue()
    }
  }

  private mutating func endValue() {
    if keepsArguments { arguments.add(name: attribute, value: value) }
    attribute.removeAll()
    (state, next) = (.skipSpace, .attribute)
  }

  /// Reads a byte that has no meaning of its own in a value.
  ///
  /// - Returns: `true` where all is done, the position included.
  private mutating func readValueByte(_ byte: UInt8) -> Bool {
    if valueWide != 0, byte < 0x80 || valueWide >= 0x10000 {
      let wide = valueWide
      valueWide = 0
      if Self.isFullStop(wide, byte) {
        append(plainAndValue: UInt8(ascii: "."))
        position += 1
        return true
      }
      if Self.isFullStop(wide) {
        append(plainAndValue: UInt8(ascii: "."))
      } else {
        let first = UInt8(truncatingIfNeeded: wide >> 16)
        let second = UInt8(truncatingIfNeeded: wide >> 8)
        if first != 0 { append(plainAndValue: first) }
        if first != 0 || second != 0 { append(plainAndValue: second) }
        append(plainAndValue: UInt8(truncatingIfNeeded: wide))
      }
    }
    if byte >= 0x80 {
      valueWide = valueWide << 8 | UInt32(byte)
    } else {
      plain.append(ASCII.lowercased(byte))
      append(value: byte)
    }
    return false
  }

  private mutating func append(plainAndValue byte: UInt8) {
    plain.append(byte)
    append(value: byte)
  }
}
