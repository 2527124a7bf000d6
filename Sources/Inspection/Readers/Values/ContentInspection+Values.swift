internal import Formats

extension ContentInspection {
  /// Reads a value of a document: what encodings in it may stand for is inspected.
  ///
  /// A value that has been resolved, by escapes or references, is inspected itself, and read as a text in its
  /// turn: what lies in the document shows it to no signature. It is the text of a document and no file, so
  /// that it is neither HTML nor a script, whatever it looks like.
  ///
  /// - Parameters:
  ///   - name: its key, or the path to it.
  ///   - isStrewn: whether there is in it what text does not have.
  mutating func readValue(
    _ text: Span<UInt8>, isResolved: Bool, name: Span<UInt8>, isStrewn: Bool = false
  ) {
    guard text.count >= TextShape.bytesMin else { return judgeShort(text, name: name) }
    if isResolved { return inspectText(text, name: name) }
    if let data = DataURI(text) {
      // A text that begins so and is none has a comma anywhere.
      readStretches(text.extracting(data.type), name: name)
      return readData(text, data, name: name)
    }
    guessDigits(text, name: name)
    if FormReader.isMostlyEscapes(text) {
      return inspectText(FormReader.allResolved(text).span, name: name)
    }
    readStretches(text, name: name, isStrewn: isStrewn)
    // Documents in values.
    if let first = text.byte(at: PlainText.start(text)),
      first == 0x7B || first == 0x5B || first == 0x3C
    {
      inspectText(text, name: name)
    }
  }

  /// Objects of programs may have few bytes, and are read from values as they are.
  private mutating func judgeShort(_ text: Span<UInt8>, name: Span<UInt8>) {
    // One has a colon behind its first letter, the other lines.
    guard text.count >= Self.objectBytesMin,
      text[1] == 0x3A || text[0] > 0x20 && text.firstPlace(of: 0x0A) != nil
    else { return }
    switch SerializedObject.kind(text) {
    case .php: break
    case .pickle where SerializedObject.isCallingPickle(text): break
    default: return
    }
    inspectText(text, name: name)
  }

  /// Fewer bytes are no object.
  static let objectBytesMin = 8

  /// Reads what readers of a document pass over, and others take out of it: encodings, and no documents, for
  /// comments are full of the elements that they are about.
  mutating func readAside(_ text: Span<UInt8>, name: Span<UInt8>) {
    guard text.count >= TextShape.bytesMin else { return }
    guessDigits(text, name: name)
    readStretches(text, name: name)
  }

  /// Inspects what hexadecimal digits stand for, where a text is nothing else.
  private mutating func guessDigits(_ text: Span<UInt8>, name: Span<UInt8>) {
    if HexadecimalText.begins(text) {
      _ = guess(HexadecimalText(text).bytes, of: text, name: name)
    } else if SeparatedHexadecimal.begins(text) {
      _ = guess(SeparatedHexadecimal(text).bytes, of: text, name: name)
    }
  }

  /// Reads what words of a field of mail, or a property of a card, stand for.
  mutating func readQuoted(_ text: [UInt8], of bytes: Int, name: Span<UInt8>) {
    guard text.count >= TextShape.bytesMin,
      take(unpackedBytes: text.count, packedBytes: bytes)
    else { return }
    inspectText(text.span, name: name)
  }

  /// Reads the data of URIs that are part of a text, and what lies between them.
  mutating func readStretches(_ text: Span<UInt8>, name: Span<UInt8>, isStrewn: Bool = false) {
    var place = 0
    while isInspecting {
      let data = DataURI.nextBase64(in: text, from: place)
      let stretch = text.extracting(place..<(data?.lowerBound ?? text.count))
      readStretch(stretch, name: name, isStrewn: isStrewn)
      guard let data else { return }
      place = data.upperBound
      readDataURI(text.extracting(data), name: name)
    }
  }

  /// Reads the data of URIs that are part of what is no text.
  mutating func readDataURIs(_ bytes: Span<UInt8>, name: Span<UInt8>) {
    var place = 0
    while isInspecting, let data = DataURI.nextBase64(in: bytes, from: place) {
      place = data.upperBound
      readDataURI(bytes.extracting(data), name: name)
    }
  }

  private mutating func readDataURI(_ encoded: Span<UInt8>, name: Span<UInt8>) {
    if encoded.firstPlace(of: 0x25) != nil {
      readBase64(FormReader.resolved(encoded, plus: 0x2B).span, name: name)
    } else {
      readBase64(encoded, name: name)
    }
  }

  /// Reads a stretch of text: what may be base64 in it by itself, and all of it together where others are
  /// strewn in, which many decoders pass over.
  private mutating func readStretch(_ text: Span<UInt8>, name: Span<UInt8>, isStrewn: Bool) {
    guard text.count >= TextShape.bytesMin else { return }
    // Most are base64 and nothing else.
    let whole = Base64Text.mayBeWhole(text) ? Base64Text(text) : nil
    if let whole, !whole.isAmbiguous { return read(whole, of: text, name: name) }
    guard !readRuns(text, name: name, isStrewn: isStrewn), isInspecting,
      TextShape.mayBeBase64(text)
    else { return }
    read(whole ?? Base64Text(text), of: text, name: name)
  }

  /// Reads what may be base64 or hexadecimal by itself; gives whether that was all there is.
  ///
  /// - Parameter isStrewn: whether it lies in what is no text, or not all of it: there the names of programs
  ///   are what looks like it.
  @discardableResult
  mutating func readRuns(_ text: Span<UInt8>, name: Span<UInt8>, isStrewn: Bool) -> Bool {
    var place = 0
    while isInspecting, let run = Base64Text.nextRun(in: text, from: place) {
      let encoded = text.extracting(run)
      if run.count == text.count {
        readBase64(encoded, name: name)
        return true
      }
      place = run.upperBound
      if isStrewn, run.count < Self.strewnRunBytesMin || Self.isMangled(encoded) { continue }
      let digits = HexadecimalText.wordsEnd(encoded)
      if digits > Self.identifierBytesMax {
        _ = guess(HexadecimalText(encoded.extracting(..<digits)).bytes, of: encoded, name: name)
      }
      // Sixteen of 64 characters: by chance no base64 has no other. What stands behind is looked at by itself.
      if digits >= Base64Text.wordBytesMin, digits <= Self.digestBytesMax {
        place = run.lowerBound + digits
      } else {
        readBase64(encoded, name: name)
      }
    }
    return false
  }

  /// Whether a run is the name of a function of C++ or Rust, of which programs have thousands. Sources: Itanium
  /// C++ ABI, section 5.1; RFC 2603 of Rust.
  private static func isMangled(_ run: Span<UInt8>) -> Bool {
    run.count <= mangledBytesMax && (run.has("_Z", at: 0) || run.has("_R", at: 0))
  }

  /// Longer ones are read all the same.
  private static let mangledBytesMax = 512
  /// Shorter runs in what is no text are not read: fewer than 36 bytes are no file that is decoded from there.
  private static let strewnRunBytesMin = 48
  /// Hexadecimal digits up to so many are identifiers and digests (MD5, SHA-1).
  private static let identifierBytesMax = 40
  /// Hexadecimal digits up to so many may be digests (SHA-512).
  private static let digestBytesMax = 128

  private mutating func readData(_ text: Span<UInt8>, _ data: DataURI, name: Span<UInt8>) {
    var description = BodyDescription()
    description.contentType = [UInt8](copying: text.extracting(data.type))
    description.standsForFile = true
    let encoded = text.extracting(data.start...)
    if encoded.firstPlace(of: 0x25) != nil {
      let resolved = FormReader.resolved(encoded, plus: 0x2B)
      inspectData(resolved.span, data.isBase64, name: name, description)
    } else {
      inspectData(encoded, data.isBase64, name: name, description)
    }
  }

  private mutating func inspectData(
    _ content: Span<UInt8>, _ isBase64: Bool, name: Span<UInt8>, _ description: BodyDescription
  ) {
    guard isBase64 else { return inspect(content, .value, name: name, description) }
    let base64 = Base64Text(content)
    if base64.isAmbiguous { fail(.ambiguous) }
    inspectDecoded(base64.bytes, of: content, name: name, description)
    for reading in base64.otherReadings { inspectDecoded(reading, of: content, name: name) }
  }

  /// Inspects what a text may stand for. That it is base64 is a guess here: that decoders read it in different
  /// ways counts only where a file comes out of one.
  private mutating func readBase64(_ text: Span<UInt8>, name: Span<UInt8>) {
    if text.count >= TextShape.bytesMin { read(Base64Text(text), of: text, name: name) }
  }

  private mutating func read(_ base64: Base64Text, of text: Span<UInt8>, name: Span<UInt8>) {
    var hasFile = guess(base64.bytes, of: text, name: name)
    for reading in base64.otherReadings {
      hasFile = guess(reading, of: text, name: name) || hasFile
    }
    if base64.isAmbiguous, hasFile { fail(.ambiguous) }
  }

  /// Inspects what a value stands for.
  private mutating func inspectDecoded(
    _ bytes: [UInt8], of text: Span<UInt8>, name: Span<UInt8>,
    _ description: BodyDescription = BodyDescription()
  ) {
    guard isInspecting, !bytes.isEmpty,
      take(unpackedBytes: bytes.count, packedBytes: text.count)
    else { return }
    inspectValue(bytes.span, name: name, description)
  }

  /// Inspects a value, and forgets it where nothing was found in it.
  private mutating func inspectValue(
    _ bytes: Span<UInt8>, name: Span<UInt8>, as type: ContentType? = nil,
    _ description: BodyDescription = BodyDescription()
  ) {
    guard isInspecting else { return }
    let mark = Mark(record)
    inspect(bytes, .value, name: name, as: type, description)
    if mark.isNothing(in: record) { mark.restore(&record) }
  }

  /// Inspects a value that is text in a document.
  private mutating func inspectText(_ text: Span<UInt8>, name: Span<UInt8>) {
    inspectValue(text, name: name, as: typeOfText(text))
  }

  /// What a text is that is no file: neither HTML nor a script nor a shortcut, whatever it looks like. What may
  /// name files outside of itself is XML: who takes it out of the document may have it parsed.
  func typeOfText(_ text: Span<UInt8>) -> ContentType {
    let type = bodyType(text)
    // A form that it quotes is not what it is.
    let isQuoting =
      type == .multipart && MultipartBoundary.first(in: text, isBehindText: false) == nil
    if isQuoting { return .text }
    switch type {
    case .internetShortcut, .desktopEntry: return .text
    case .html, .xhtml, .svg: return Self.mayNameOthers(text) ? .xml : .text
    default: return type.group == .markup || type.group == .script ? .text : type
    }
  }

  /// Whether markup has a document type with declarations, or includes others.
  private static func mayNameOthers(_ text: Span<UInt8>) -> Bool {
    let findings = XMLScanner(text).findings
    return !findings.isDisjoint(with: [
      .internalEntity, .externalEntity, .parameterEntity, .foreignType, .inclusion, .bomb,
    ])
  }
}
