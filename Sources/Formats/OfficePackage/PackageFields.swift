/// Reads the fields of a part of a text document, tag by tag. Source: ECMA-376, part 1, 17.16.
struct PackageFields {
  /// Whether one asks another program for data: DDE and DDEAUTO.
  private(set) var hasDynamicExchange = false

  /// The instructions of the fields that are open, the inner ones last.
  private var open: [[UInt8]] = []
  private static let depthMax = 32
  private static let instructionsMax = 2048

  /// Reads a tag that begins an element, and the text behind it. Gives where to read on.
  mutating func read(_ tag: MarkupTag, _ text: Span<UInt8>) -> Int {
    if MarkupTags.isNamed(tag, "fldSimple", in: text) {
      judge(MarkupTags.attribute("instr", of: tag, in: text) ?? [])
    } else if MarkupTags.isNamed(tag, "fldChar", in: text) {
      switch MarkupTags.attribute("fldCharType", of: tag, in: text) ?? [] {
      case Array("begin".utf8): if open.count < Self.depthMax { open.append([]) }
      case Array("end".utf8): close()
      default: break
      }
    } else if MarkupTags.isNamed(tag, "instrText", in: text), !tag.isEmpty {
      let (instructions, end) = MarkupText.content(
        text, from: tag.end, bytesMax: Self.instructionsMax)
      take(instructions)
      return end
    }
    return tag.end
  }

  /// Closes what is open, at the end of the part.
  mutating func finish() {
    while !open.isEmpty { close() }
  }

  private mutating func take(_ instructions: [UInt8]) {
    // Instructions without the marks of a field count as if they had them.
    if open.isEmpty { open.append([]) }
    let last = open.count - 1
    open[last].append(
      contentsOf: instructions.prefix(max(0, Self.instructionsMax - open[last].count)))
  }

  private mutating func close() {
    guard let field = open.popLast() else { return }
    judge(field)
    if !open.isEmpty { take(Self.quoted(field)) }
  }

  private mutating func judge(_ instructions: [UInt8]) {
    if FieldInstructions.isDynamicExchange(instructions.span) { hasDynamicExchange = true }
  }

  /// What a field of the kind QUOTE becomes in the instructions around it: the characters that it numbers.
  private static func quoted(_ field: [UInt8]) -> [UInt8] {
    let words = field.split { $0 <= 0x20 || $0 == 0x22 }
    guard words.first?.map(\.lowercased) == Array("quote".utf8) else { return [] }
    return words.dropFirst().compactMap { UInt8(String(decoding: $0, as: UTF8.self)) }
  }
}
