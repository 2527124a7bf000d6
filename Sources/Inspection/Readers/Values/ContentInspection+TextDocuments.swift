internal import Formats

extension ContentInspection {
  /// Reads the values of a text: as JSON, XML or a form by what is said of it or by its first character,
  /// else as one value.
  mutating func readText(_ bytes: Span<UInt8>, as type: ContentType, _ said: FieldValue) {
    let declared = DeclaredText(said)
    if record.contents[current].relation == .value {
      // What a guess stands for; what was taken out of a text is one, whatever is strewn in.
      guard TextShape.isReadable(bytes), type == .unknown || Self.isText(bytes, type) else {
        return
      }
    } else if !declared.isAny, !Self.isText(bytes, type) {
      return type == .unknown ? readScatteredText(bytes) : ()
    }
    if declared.isAny, declared.isCharsetOdd { fail(.ambiguous) }
    if let wide = WideText(bytes) {
      // Read by some as what it is, by others byte by byte.
      inspect(wide.bytes.span, .decoded, name: bytes.extracting(0..<0), Self.narrowed(said))
    }
    if isInspecting, let shifted = ShiftedText(bytes) {
      inspect(shifted.bytes.span, .decoded, name: bytes.extracting(0..<0), Self.narrowed(said))
    }
    guard isInspecting else { return }
    if declared.isForm { return readForm(bytes) }
    readEncodedFiles(bytes)
    if QuotedProperty.mayLie(in: bytes) { readQuotedProperties(bytes) }
    switch bytes.byte(at: PlainText.start(bytes)) {
    case nil: break
    case 0x7B, 0x5B: readJSON(bytes, isDeclared: declared.isJSON)
    case 0x3C: readMarkup(bytes)
    default:
      if declared.isJSON {
        readJSON(bytes, isDeclared: true)
      } else if declared.isXML {
        readMarkup(bytes)
      } else {
        let isStrewn = PlainText.hasOddControls(bytes)
        readValue(bytes, isResolved: false, name: bytes.extracting(0..<0), isStrewn: isStrewn)
      }
    }
  }

  private mutating func readQuotedProperties(_ bytes: Span<UInt8>) {
    var place = 0
    while isInspecting, let property = QuotedProperty.next(in: bytes, from: place) {
      let name = bytes.extracting(property.name)
      readQuoted(property.bytes, of: property.end - place, name: name)
      place = property.end
    }
  }

  /// Reads what is no text as its beginning goes: decoders pass over what is none, and find what is.
  private mutating func readScatteredText(_ bytes: Span<UInt8>) {
    let name = bytes.extracting(0..<0)
    readEncodedFiles(bytes)
    if QuotedProperty.mayLie(in: bytes) { readQuotedProperties(bytes) }
    readDataURIs(bytes, name: name)
    readRuns(bytes, name: name, isStrewn: true)
  }

  /// What is said of a text once it is in UTF-8.
  private static func narrowed(_ said: FieldValue) -> BodyDescription {
    BodyDescription(contentType: said.value)
  }

  private mutating func readJSON(_ bytes: Span<UInt8>, isDeclared: Bool) {
    var reader = JSONReader(from: bytes.has("\u{FEFF}", at: 0) ? 3 : 0)
    while isInspecting, let text = reader.next(bytes) {
      let raw = bytes.extracting(text.range)
      // Objects of programs may have few bytes: those of PHP and, where lines are written as escapes, of Python.
      let mayBeObject =
        raw.count >= Self.objectBytesMin && (text.hasEscapes || raw.byte(at: 1) == 0x3A)
      guard raw.count >= TextShape.bytesMin || mayBeObject else { continue }
      let path = reader.path(bytes)
      if text.hasEscapes {
        let resolved = JSONText(raw)
        if isDeclared, resolved.isAmbiguous { fail(.ambiguous) }
        readValue(resolved.bytes.span, isResolved: true, name: path.span)
      } else {
        readValue(raw, isResolved: false, name: path.span)
      }
    }
    if isDeclared {
      if reader.isTooDeep { fail(.depth) }
      // Some parsers take comments, other quotes and the like, and some refuse them.
      if reader.isInvalid || reader.hasDuplicateKeys { fail(.ambiguous) }
    }
    // Text that begins with a bracket, or values without quotes.
    if reader.isInvalid { readStretches(bytes, name: bytes.extracting(0..<0)) }
  }

  private mutating func readMarkup(_ bytes: Span<UInt8>) {
    var reader = MarkupReader()
    while isInspecting, let value = reader.next(bytes) {
      let name = bytes.extracting(value.name)
      if value.isAside {
        readAside(bytes.extracting(value.range), name: name)
      } else if let resolved = value.resolved {
        readValue(resolved.span, isResolved: true, name: name)
      } else {
        readValue(bytes.extracting(value.range), isResolved: false, name: name)
      }
    }
  }

  private mutating func readForm(_ bytes: Span<UInt8>) {
    var reader = FormReader()
    while isInspecting, let pair = reader.next(bytes) {
      let name = bytes.extracting(pair.name)
      let shown = FormReader.resolved(name, plus: 0x20)
      judgeCharsetField(shown.span, bytes.extracting(pair.value))
      readFormText(name, name: shown.span)
      readFormText(bytes.extracting(pair.value), name: shown.span)
    }
  }

  /// A field by which some servers take the whole form to be in a charset. Source: RFC 7578, section 4.6.
  mutating func judgeCharsetField(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    guard Self.isName(name, "_charset_") else { return }
    if CharacterSet(value).isOdd { fail(.ambiguous) }
  }

  private mutating func readFormText(_ raw: Span<UInt8>, name: Span<UInt8>) {
    guard raw.count >= Self.objectBytesMin else { return }
    let hasPlus = raw.firstPlace(of: 0x2B) != nil
    guard hasPlus || raw.firstPlace(of: 0x25) != nil else {
      return readValue(raw, isResolved: false, name: name)
    }
    readValue(FormReader.resolved(raw, plus: 0x20).span, isResolved: true, name: name)
    if FormReader.hasUnitEscape(raw) {
      readValue(FormReader.allResolved(raw).span, isResolved: true, name: name)
    }
    // Clients forget to write a plus sign as an escape, and servers make up for it.
    if hasPlus {
      readValue(FormReader.resolved(raw, plus: 0x2B).span, isResolved: true, name: name)
    }
  }

  /// Whether a content that is not said to be text may be read as one.
  private static func isText(_ bytes: Span<UInt8>, _ type: ContentType) -> Bool {
    switch type.group {
    case .text, .markup, .script: return true
    case .other where type == .unknown:
      if WideText(bytes.extracting(0..<min(bytes.count, 512))) != nil { return true }
      return PlainText.isText(bytes)
    // Certificates, keys and shortcuts as text.
    case .other, .executable: return PlainText.isText(bytes)
    default: return false
    }
  }
}
