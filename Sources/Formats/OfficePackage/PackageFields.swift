/// Reads the fields of a part of a text document, tag by tag. Source: ECMA-376, part 1, 17.16.
struct PackageFields {
  /// The fields so far.
  private var fields = FieldNesting()

  /// Whether one asks another program for data, or loads something from elsewhere.
  var areUnwanted: Bool { fields.areUnwanted }

  /// Reads a tag that begins an element, and the text behind it. Gives where to read on.
  mutating func read(_ tag: MarkupTag, _ text: Span<UInt8>) -> Int {
    if MarkupTags.isNamed(tag, "fldSimple", in: text) {
      fields.begin()
      take(MarkupTags.attribute("instr", of: tag, in: text) ?? [])
      fields.end()
    } else if MarkupTags.isNamed(tag, "fldChar", in: text) {
      switch MarkupTags.attribute("fldCharType", of: tag, in: text) ?? [] {
      case Array("begin".utf8): fields.begin()
      case Array("end".utf8): fields.end()
      default: break
      }
    } else if MarkupTags.isNamed(tag, "instrText", in: text), !tag.isEmpty {
      let (instructions, end) = MarkupText.content(text, from: tag.end)
      take(instructions)
      return end
    }
    return tag.end
  }

  /// Closes what is open, at the end of the part.
  mutating func finish() { fields.finish() }

  private mutating func take(_ instructions: [UInt8]) {
    for byte in instructions { fields.take(byte) }
  }
}
