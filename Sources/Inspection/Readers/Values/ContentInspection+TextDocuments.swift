internal import Formats

extension ContentInspection {
  /// Reads the values of a text: as JSON, XML or a form by what is said of it or by its first character,
  /// else as one value.
  mutating func readText(_ bytes: Span<UInt8>, as type: ContentType, _ declared: FieldValue) {
    let name = declared.value.span
    let isJSON = Self.ends(name, with: "json")
    let isForm = Self.isName(name, "application/x-www-form-urlencoded")
    let isXML = Self.ends(name, with: "xml")
    guard isJSON || isForm || isXML || Self.isText(bytes, type) else { return }
    if isForm { return readForm(bytes) }
    readEncodedFiles(bytes)
    switch bytes.byte(at: Self.textStart(bytes)) {
    case 0x7B, 0x5B: readJSON(bytes, isDeclared: isJSON)
    case 0x3C: readMarkup(bytes)
    case nil: break
    default:
      if isJSON {
        readJSON(bytes, isDeclared: true)
      } else if isXML {
        readMarkup(bytes)
      } else {
        readValue(bytes, isResolved: false, name: bytes.extracting(0..<0))
      }
    }
  }

  private mutating func readJSON(_ bytes: Span<UInt8>, isDeclared: Bool) {
    var reader = JSONReader(from: bytes.has("\u{FEFF}", at: 0) ? 3 : 0)
    while isInspecting, let text = reader.next(bytes) {
      guard text.range.count >= TextShape.bytesMin else { continue }
      guard hasTime() else { return }
      let path = reader.path(bytes)
      let raw = bytes.extracting(text.range)
      if text.hasEscapes {
        let resolved = JSONText(raw)
        if isDeclared, resolved.isAmbiguous { fail(.ambiguous) }
        readValue(resolved.bytes.span, isResolved: true, name: path.span)
      } else {
        readValue(raw, isResolved: false, name: path.span)
      }
    }
    guard isDeclared else { return }
    if reader.isTooDeep { fail(.depth) }
    // Some parsers take comments, other quotes and the like, and some refuse them.
    if reader.isInvalid || reader.hasDuplicateKeys { fail(.ambiguous) }
  }

  private mutating func readMarkup(_ bytes: Span<UInt8>) {
    var reader = MarkupReader()
    while isInspecting, hasTime(), let value = reader.next(bytes) {
      let name = bytes.extracting(value.name)
      if let resolved = value.resolved {
        readValue(resolved.span, isResolved: true, name: name)
      } else {
        readValue(bytes.extracting(value.range), isResolved: false, name: name)
      }
    }
  }

  private mutating func readForm(_ bytes: Span<UInt8>) {
    var reader = FormReader()
    while isInspecting, let pair = reader.next(bytes) {
      guard pair.value.count >= TextShape.bytesMin else { continue }
      guard hasTime() else { return }
      let raw = bytes.extracting(pair.value)
      let name = FormReader.resolved(bytes.extracting(pair.name), plus: 0x20)
      let hasPlus = raw.firstPlace(of: 0x2B) != nil
      guard hasPlus || raw.firstPlace(of: 0x25) != nil else {
        readValue(raw, isResolved: false, name: name.span)
        continue
      }
      readValue(FormReader.resolved(raw, plus: 0x20).span, isResolved: true, name: name.span)
      // Clients forget to write a plus sign as an escape, and servers make up for it.
      if hasPlus {
        readValue(FormReader.resolved(raw, plus: 0x2B).span, isResolved: true, name: name.span)
      }
    }
  }

  /// Whether a content that is not said to be text may be read as one.
  private static func isText(_ bytes: Span<UInt8>, _ type: ContentType) -> Bool {
    switch type.group {
    case .text, .markup, .script: return true
    case .other where type == .unknown:
      for place in 0..<min(bytes.count, 512)
      where bytes[place] < 0x20 && !(0x09...0x0D).contains(bytes[place]) { return false }
      return true
    default: return false
    }
  }

  private static func ends(_ name: Span<UInt8>, with end: StaticString) -> Bool {
    name.has(end, at: name.count - end.utf8CodeUnitCount)
  }
}
