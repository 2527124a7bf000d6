/// Text, white space and comments.
extension HTMLMachine {
  /// ClamAV writes these as a full stop: U+3002, U+FF0E and U+FE52 in UTF-8.
  @inline(__always)
  static func isFullStop(_ wide: UInt32) -> Bool {
    wide == 0xe38082 || wide == 0xefbc8e || wide == 0xefb992
  }

  /// The same in Big5, whose second byte is in ASCII.
  @inline(__always)
  static func isFullStop(_ wide: UInt32, _ second: UInt8) -> Bool {
    wide == 0xa1 && (second == 0x43 || second == 0x44 || second == 0x4f)
  }

  mutating func readText(_ chunk: inout MutableSpan<UInt8>) {
    if element == .none { readPlainText(chunk) } else { readScriptText(chunk) }
    if isAtBreak(chunk) { return }
    let byte = chunk[position]
    if ASCII.isSpace(byte) {
      writeSpace()
      (state, next) = (.trimSpace, .text)
      return
    }
    position += 1
    switch byte {
    case UInt8(ascii: "<"):
      plain.append(byte)
      writeSpace()
      (state, next) = (.skipSpace, .tag)
      tagLength = 0
    case UInt8(ascii: "&"):
      writeSpace()
      (state, next) = (.reference, .text)
    case 0x80...:
      (state, next) = (.wideCharacter, .text)
      wide = UInt32(byte)
    default:
      if element == .none {
        let lower = ASCII.lowercased(byte)
        plain.append(lower)
        if byte < 0x20 {
          writeSpace()
        } else {
          text.append(lower)
          isSpaceWritten = false
        }
      } else {
        plain.append(byte == UInt8(ascii: "'") ? UInt8(ascii: "\"") : ASCII.lowercased(byte))
      }
    }
  }

  /// Reads text up to the first byte that has a meaning, in blocks. A single space between other bytes
  /// has none.
  private mutating func readPlainText(_ chunk: borrowing MutableSpan<UInt8>) {
    if isSpaceWritten, chunk[position] == ASCII.space { return }
    while true {
      let block = ByteBlock(chunk, position)
      let marks =
        block.outside(from: 0x20) | block.equal(to: UInt8(ascii: "<"))
        | block.equal(to: UInt8(ascii: "&"))
      let spaces = block.exactlyEqual(to: ASCII.space)
      let count = ByteBlock.countBefore(marks | spaces & ByteBlock.before(marks | spaces))
      if count == 0 { return }
      let lower = block.lowercased
      plain.append(lower, keeping: count)
      text.append(lower, keeping: count)
      isSpaceWritten = false
      position += count
      if count < ByteBlock.count { return }
    }
  }

  /// The same in scripts and style sheets, whose text is not text.
  private mutating func readScriptText(_ chunk: borrowing MutableSpan<UInt8>) {
    while true {
      let block = ByteBlock(chunk, position)
      let marks =
        block.outside(from: 0x21) | block.equal(to: UInt8(ascii: "<"))
        | block.equal(to: UInt8(ascii: "&"))
      let count = ByteBlock.countBefore(marks)
      if count == 0 { return }
      let quotes = block.exactlyEqual(to: UInt8(ascii: "'"))
      let difference = UInt8(ascii: "'") ^ UInt8(ascii: "\"")
      plain.append(block.lowercased.changing(quotes, by: difference), keeping: count)
      position += count
      if count < ByteBlock.count { return }
    }
  }

  /// Writes a space to the form without tags, unless there is one.
  @inline(__always)
  mutating func writeSpace() {
    if element == .none, !isSpaceWritten {
      text.append(ASCII.space)
      isSpaceWritten = true
    }
  }

  mutating func readWideCharacter(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    guard byte < 0x80 || wide >= 0x10000 else {
      wide = wide << 8 | UInt32(byte)
      position += 1
      return
    }
    if Self.isFullStop(wide, byte) {
      writeBoth(UInt8(ascii: "."))
      position += 1
      wide = 0
      return
    }
    if Self.isFullStop(wide) {
      writeBoth(UInt8(ascii: "."))
    } else {
      let first = UInt8(truncatingIfNeeded: wide >> 16)
      let second = UInt8(truncatingIfNeeded: wide >> 8)
      if first != 0 { writeBoth(first) }
      if first != 0 || second != 0 { writeBoth(second) }
      // The form without tags has the second byte twice, and never the third.
      plain.append(UInt8(truncatingIfNeeded: wide))
      text.append(second)
    }
    wide = 0
    (state, next) = (next, .text)
  }

  private mutating func writeBoth(_ byte: UInt8) {
    plain.append(byte)
    text.append(byte)
  }

  mutating func readComment(_ chunk: inout MutableSpan<UInt8>) {
    if element == .none, !isBinary {
      skipComment(&chunk)
      return
    }
    let byte = chunk[position]
    if element != .none, !ASCII.isSpace(byte) {
      plain.append(byte == UInt8(ascii: "'") ? UInt8(ascii: "\"") : ASCII.lowercased(byte))
    }
    if byte == UInt8(ascii: ">") { (state, next) = (.skipSpace, .text) }
    position += 1
  }

  /// Skips a comment outside scripts, or what there is of it.
  private mutating func skipComment(_ chunk: inout MutableSpan<UInt8>) {
    var position = position
    while true {
      let byte = chunk[position]
      if byte == 0 { break }
      if byte == ASCII.lineFeed { chunk[position] = ASCII.space }
      position += 1
      if byte == UInt8(ascii: ">") {
        (state, next) = (.skipSpace, .text)
        break
      }
    }
    self.position = position
  }

  mutating func skipSpace(_ chunk: inout MutableSpan<UInt8>) {
    if passSpace(&chunk) { (state, next) = (next, .broken) }
  }

  mutating func trimSpace(_ chunk: inout MutableSpan<UInt8>) {
    if passSpace(&chunk) {
      if element == .none { plain.append(ASCII.space) }
      (state, next) = (next, .broken)
    }
  }

  /// Passes over white space; line feeds become spaces on the way.
  ///
  /// - Returns: Whether there is another byte behind it in the chunk.
  @inline(__always)
  private mutating func passSpace(_ chunk: inout MutableSpan<UInt8>) -> Bool {
    var byte = chunk[position]
    while ASCII.isSpace(byte) {
      if byte == ASCII.lineFeed, !isBinary { chunk[position] = ASCII.space }
      position += 1
      byte = chunk[position]
    }
    return byte != 0
  }
}
