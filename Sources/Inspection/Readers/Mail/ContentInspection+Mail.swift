internal import Formats

extension ContentInspection {
  /// Reads a mail: its body is a part, or has parts, and each is inspected as it is without its transfer
  /// encoding.
  ///
  /// - Parameter isDeclared: whether something says that it is mail, and not its bytes alone.
  mutating func readMail(_ bytes: Span<UInt8>, isDeclared: Bool) {
    // Signatures' rule takes text for mail that no reader of mail would, as pages of manuals: what is odd
    // about its fields is nobody's.
    let isGuess = !isDeclared && !MailHead.isBeginning(bytes)
    guard bytes.has("From ", at: 0) else { return readMailPart(bytes, isGuess: isGuess) }
    var place = 0
    while isInspecting, hasTime(), place < bytes.count {
      let end = MailHead.nextMail(in: bytes, from: place + 1) ?? bytes.count
      readMailPart(bytes.extracting(place..<end), isGuess: isGuess)
      place = end
    }
  }

  /// Reads the fields and the body of a mail, or of a part of one.
  mutating func readMailPart(_ part: Span<UInt8>, isGuess: Bool = false) {
    let fields = FieldBlock(part, .mail)
    readMailPart(part, fields, isGuess: isGuess)
    guard fields.hasReturns, isInspecting, take(unpackedBytes: part.count, packedBytes: part.count)
    else { return }
    readMailPart(part, FieldBlock(part, .mailWithReturns), isGuess: isGuess)
  }

  private mutating func readMailPart(_ part: Span<UInt8>, _ fields: FieldBlock, isGuess: Bool) {
    // What is left out of a head is left out for who takes it for one.
    if fields.isCut || fields.isAmbiguous && !isGuess { fail(.ambiguous) }
    readEncodedWords(fields)
    var description = describe(fields, .mail)
    description.isMail = true
    let type = FieldValue(description.contentType.span)
    name(&description, type)
    let body = part.extracting(fields.bodyStart...)
    let encoding = description.transferEncoding
    description.transferEncoding = []
    let readings = encoding.isEmpty ? [] : transferDecoded(body, encoding.span)
    let isComposite = type.value.span.has("multipart/", at: 0)
    if isComposite {
      // An encoding of all parts at once is forbidden: some undo it, some do not.
      if !readings.isEmpty { fail(.ambiguous) }
      inspect(body, .part, name: description.fileName.span, as: .multipart, description)
    }
    // What some readers leave out of account may be what others read.
    if readings.isEmpty, !isComposite {
      inspectMailBody(body, description)
    }
    for reading in readings {
      guard isInspecting, take(unpackedBytes: reading.count, packedBytes: body.count) else {
        return
      }
      inspectMailBody(reading.span, description)
    }
  }

  /// Reads what the encoded words of fields stand for, as the subject of a mail is shown and stored.
  private mutating func readEncodedWords(_ fields: FieldBlock) {
    for field in fields.fields where isInspecting && EncodedWords.mayLie(in: field.value.span) {
      let text = EncodedWords.resolved(field.value.span)
      readQuoted(text, of: field.value.count, name: field.name.span)
    }
  }

  private mutating func inspectMailBody(_ body: Span<UInt8>, _ description: BodyDescription) {
    judgeMember(
      description.fileName.span, packedBytes: body.count, unpackedBytes: body.count,
      isEncrypted: false, position: 0)
    let isMail = Self.isForwarded(description)
    inspect(
      body, .part, name: description.fileName.span, as: isMail ? .mail : nil, description)
  }

  /// The name of a part: its file's, or the one that its type carries; without encoded words.
  private func name(_ description: inout BodyDescription, _ type: FieldValue) {
    if description.fileName.isEmpty {
      description.fileName = type.readings(of: "name").values.first ?? []
    }
    description.fileName = EncodedWords.resolved(description.fileName.span)
  }

  /// Reads the files that lie in a text by uuencode and yEnc.
  mutating func readEncodedFiles(_ bytes: Span<UInt8>) {
    var place = 0
    while isInspecting, let file = EncodedFile.next(in: bytes, from: place) {
      switch file {
      case .uuencoded(let file):
        // Texts about uuencode show how such a file begins.
        if file.isAmbiguous, file.bytes.count >= TextShape.bytesMin { fail(.ambiguous) }
      case .yEncoded(let file):
        if !file.isComplete { fail(.damaged) }
      }
      inspectEncoded(file.bytes, in: bytes, file.end - place, name: bytes.extracting(file.name))
      place = file.end
    }
  }

  private mutating func inspectEncoded(
    _ content: [UInt8], in bytes: Span<UInt8>, _ packedBytes: Int, name: Span<UInt8>
  ) {
    guard take(unpackedBytes: content.count, packedBytes: packedBytes) else { return }
    inspect(content.span, .decoded, name: name)
  }

  /// Reads a file of BinHex: data and resources are contents.
  mutating func readBinHex(_ bytes: Span<UInt8>) {
    let left = unpackedBytesLeft(packedBytes: bytes.count)
    guard let file = BinHexFile(bytes, bytesMax: left) else { return fail(.damaged) }
    if !file.isComplete { fail(.damaged) }
    for fork in file.forks {
      inspectEncoded(fork, in: bytes, bytes.count, name: file.name.span)
    }
  }

  /// Reads a file of TNEF: attachments and the values of properties are contents.
  mutating func readTNEF(_ bytes: Span<UInt8>) {
    guard let file = TNEFFile(bytes) else { return fail(.damaged) }
    if file.isDamaged { fail(.damaged) }
    if file.isCut { fail(.files) }
    for item in file.items {
      guard isInspecting else { return }
      inspect(bytes.extracting(item.range), .embedded, name: bytes.extracting(item.name))
    }
  }
}
