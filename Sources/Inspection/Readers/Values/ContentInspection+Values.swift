internal import Formats

extension ContentInspection {
  /// A value of a document, and how it is named.
  ///
  /// What encodings in it may stand for is inspected. A value that has been resolved, by escapes or
  /// references, is inspected itself, and read as a text in its turn: what lies in the document shows it
  /// to no signature.
  mutating func readValue(_ text: Span<UInt8>, isResolved: Bool, name: Span<UInt8>) {
    guard text.count >= TextShape.bytesMin else { return }
    if isResolved { return inspectValue(text, name: name) }
    if let data = DataURI(text) {
      readData(text, data, name: name)
      return
    }
    let digits = text.extracting(HexadecimalText.start(text)...)
    let shape = TextShape(digits)
    if shape.isHexadecimal { inspectDecoded(HexadecimalText(text).bytes, of: text, name: name) }
    if shape.mayBeBase64 { readBase64(text, shape, name: name) }
    guard shape.others > 0 else { return }
    readNestedData(text, name: name)
    // Documents in values.
    if let first = text.byte(at: Self.textStart(text)),
      first == 0x7B || first == 0x5B || first == 0x3C
    {
      inspectValue(text, name: name)
    }
  }

  /// Data in URIs that are part of a text.
  mutating func readNestedData(_ text: Span<UInt8>, name: Span<UInt8>) {
    var place = 0
    while isInspecting, let data = DataURI.nextBase64(in: text, from: place) {
      place = data.upperBound
      let encoded = text.extracting(data)
      if data.count >= TextShape.bytesMin { readBase64(encoded, TextShape(encoded), name: name) }
    }
  }

  private mutating func readData(_ text: Span<UInt8>, _ data: DataURI, name: Span<UInt8>) {
    var description = BodyDescription()
    description.contentType = [UInt8](copying: text.extracting(data.type))
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

  /// Inspects what a text may stand for. That it is base64 is a guess here: that decoders read it in
  /// different ways counts only where what comes out is a file, or there is no doubt by its looks.
  private mutating func readBase64(_ text: Span<UInt8>, _ shape: TextShape, name: Span<UInt8>) {
    let base64 = Base64Text(text)
    if base64.isAmbiguous, isFile(base64.bytes.span) || isCertain(text, shape, base64) {
      fail(.ambiguous)
    }
    inspectDecoded(base64.bytes, of: text, name: name)
    for reading in base64.otherReadings {
      guard isInspecting else { return }
      inspectDecoded(reading, of: text, name: name)
    }
  }

  private func isFile(_ bytes: Span<UInt8>) -> Bool {
    let type = bodyType(bytes)
    return type != .unknown && type != .text && type != .empty
  }

  /// Long, mixed like base64, and hardly a stray character; addresses with tokens in them look similar,
  /// and begin with a scheme.
  private func isCertain(_ text: Span<UInt8>, _ shape: TextShape, _ base64: Base64Text) -> Bool {
    let hasScheme = text.count > 16 && (0..<16).contains { text.has("://", at: $0) }
    return text.count >= 256 && shape.isMixed && !hasScheme
      && base64.strayCount * 16 <= text.count
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

  /// Inspects a value, and forgets it where it is small and nothing was found in it: identifiers and
  /// digests by the thousand are usual, and no contents that anybody counts.
  private mutating func inspectValue(
    _ bytes: Span<UInt8>, name: Span<UInt8>, _ description: BodyDescription = BodyDescription()
  ) {
    guard isInspecting else { return }
    let place = record.contents.count
    inspect(bytes, .value, name: name, description)
    guard record.contents.count == place + 1, let content = record.contents.last else { return }
    let isPlain = [.unknown, .text, .json].contains(content.type)
    let isClean = content.classes.isEmpty && content.reasons.isEmpty && content.detections.isEmpty
    if isPlain, isClean, bytes.count <= Self.forgottenBytesMax {
      record.contents.removeLast()
      record.contentCount -= 1
    }
  }

  /// Values up to so many bytes are forgotten where nothing was found.
  private static let forgottenBytesMax = 4096

  /// Where a text begins, after a byte order mark and spaces.
  static func textStart(_ text: Span<UInt8>) -> Int {
    var place = text.has("\u{FEFF}", at: 0) ? 3 : 0
    while let byte = text.byte(at: place), byte == 0x20 || (0x09...0x0D).contains(byte) {
      place += 1
    }
    return place
  }
}
