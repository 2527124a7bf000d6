/// Tags and their attributes.
extension HTMLMachine {
  mutating func readTag(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    if tagLength == 0, byte == UInt8(ascii: "!") {
      if element == .none {
        // The `<` of a comment is taken back.
        plain.removeLast()
      } else {
        plain.append(byte)
      }
      (state, next) = (.comment, .broken)
      position += 1
    } else if byte == UInt8(ascii: ">") {
      plain.append(byte)
      position += 1
      (state, next) = (.skipSpace, .tagEnd)
    } else if ASCII.isSpace(byte) {
      attribute.removeAll()
      // In a script only `</script>` counts, and white space stays what it is there.
      (state, next) = (.skipSpace, element == .none ? .attribute : .tagEnd)
      // The start of an encoded script breaks off a tag, whose attributes the next tag then has.
      keepsArguments =
        looksForEncoded || isInEncoded || Self.tagsWithArguments(tagName, tagLength)
    } else {
      if tagLength == 0 {
        tagName = 0
        if element != .none, byte != UInt8(ascii: "/") { state = .text }
      }
      readTagName(chunk)
    }
  }

  /// Reads the rest of a tag's name, or a byte where there is no tag.
  private mutating func readTagName(_ chunk: borrowing MutableSpan<UInt8>) {
    var byte = chunk[position]
    repeat {
      let lower = ASCII.lowercased(byte)
      plain.append(lower)
      if tagLength < 8 { tagName |= UInt64(lower) << UInt64(8 * tagLength) }
      tagLength += 1
      position += 1
      byte = chunk[position]
    } while state == .tag && byte > 0x20 && byte != UInt8(ascii: ">")
  }

  mutating func readAttribute(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    switch byte {
    case UInt8(ascii: "="):
      startValue()
    case UInt8(ascii: ">"):
      plain.append(byte)
      if !attribute.isEmpty, keepsArguments { arguments.add(name: attribute) }
      position += 1
      (state, next) = (.tagEnd, .broken)
    case _ where ASCII.isSpace(byte):
      position += 1
      (state, next) = (.skipSpace, .afterAttribute)
    default:
      if attribute.isEmpty { plain.append(ASCII.space) }
      readAttributeName(chunk)
    }
  }

  private mutating func readAttributeName(_ chunk: borrowing MutableSpan<UInt8>) {
    var byte = chunk[position]
    repeat {
      let lower = ASCII.lowercased(byte)
      plain.append(lower)
      if attribute.count < Self.wordBytesMax { attribute.append(lower) }
      position += 1
      byte = chunk[position]
    } while byte > 0x20 && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "=")
  }

  mutating func readAfterAttribute(_ chunk: inout MutableSpan<UInt8>) {
    if chunk[position] == UInt8(ascii: "=") {
      startValue()
    } else {
      if !attribute.isEmpty, keepsArguments { arguments.add(name: attribute) }
      attribute.removeAll()
      (state, next) = (.attribute, .broken)
    }
  }

  private mutating func startValue() {
    plain.append(UInt8(ascii: "="))
    position += 1
    isEscaped = false
    quote = .none
    value.removeAll()
    (state, next) = (.skipSpace, .value)
  }

  /// Acts on a tag that has been read.
  ///
  /// - Returns: `false` where ClamAV gives the document up.
  mutating func endTag(_ chunk: inout MutableSpan<UInt8>) -> Bool {
    (state, next) = (.skipSpace, .text)
    switch TagName(tagName, tagLength) {
    case .scriptEnd:
      element = .none
      if isScriptOpen { readScript(chunk, to: position) }
    case .styleEnd where element == .style:
      // The end is found by the length of the tag; white space behind it moves that.
      let end = position - "</style>".utf8.count
      guard end >= styleStart else { return false }
      style.append(chunk.span, styleStart..<end)
      hasStyle = true
      element = .none
    case .script:
      startScript()
    case .style:
      element = .style
      styleStart = position
    case .directive:
      if let language = arguments.first("language"), isEncoded(language) {
        (savedNext, next, state) = (next, state, .findEncoded)
        looksForEncoded = false
      }
    case .link:
      writeAddress(arguments.first("href"))
    case .image:
      writeAddress(arguments.first("src"))
    default: break
    }
    arguments.removeAll()
    keepsArguments = false
    return true
  }

  private mutating func startScript() {
    if let language = arguments.first("language"), isEncoded(language) {
      let isJScript = arguments.isValue(language, "jscript.encode")
      // The tag has been written already; it is written again with the language it becomes.
      arguments.writeTag(
        "script", language: isJScript ? "javascript" : "vbscript", into: &plain)
      next = .encodedStart
    }
    element = .script
    if !isScriptOpen {
      isScriptOpen = true
      scripts.begin()
      scriptStart = position
    }
  }

  private func isEncoded(_ language: Range<Int>) -> Bool {
    arguments.isValue(language, "jscript.encode") || arguments.isValue(language, "vbscript.encode")
  }

  /// Writes the address of a link or an image to the form without tags.
  private mutating func writeAddress(_ address: Range<Int>?) {
    guard let address, !address.isEmpty else { return }
    arguments.write(address, into: &text)
    text.append(ASCII.space)
    isSpaceWritten = true
  }

  /// Reads what there is of a script up to `end`, and ends it where its element has ended.
  mutating func readScript(_ chunk: borrowing MutableSpan<UInt8>, to end: Int) {
    let start = scriptStart ?? 0
    scriptStart = nil
    if end > start { scripts.read(chunk.span.extracting(start..<end)) }
    if element == .none {
      scripts.finish()
      isScriptOpen = false
    }
  }

  private static func tagsWithArguments(_ name: UInt64, _ length: Int) -> Bool {
    switch TagName(name, length) {
    case .script, .directive, .link, .image: true
    default: false
    }
  }
}

/// The tags that mean something here.
enum TagName {
  case script, scriptEnd, style, styleEnd, directive, link, image, other

  init(_ name: UInt64, _ length: Int) {
    switch length {
    case 1 where name == UInt64(UInt8(ascii: "a")): self = .link
    case 2 where name == Self.packed("%@"): self = .directive
    case 3 where name == Self.packed("img"): self = .image
    case 5 where name == Self.packed("style"): self = .style
    case 6 where name == Self.packed("/style"): self = .styleEnd
    case 6 where name == Self.packed("script"): self = .script
    case 7 where name == Self.packed("/script"): self = .scriptEnd
    default: self = .other
    }
  }

  @inline(__always)
  private static func packed(_ word: StaticString) -> UInt64 {
    var packed: UInt64 = 0
    for index in 0..<word.utf8CodeUnitCount {
      unsafe packed |= UInt64(word.utf8Start[index]) << UInt64(8 * index)
    }
    return packed
  }
}
