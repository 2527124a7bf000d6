internal import Formats

extension ContentInspection {
  /// Reads a PDF file: its streams, scripts, embedded files and forms.
  mutating func readPDF(_ bytes: Span<UInt8>) {
    read(PDFReading(bytes), bytes)
    readZipAtEnd(bytes)
  }

  /// Reads what is a PDF file to viewers that look for the header behind other bytes, or ask for none.
  mutating func readHiddenPDF(_ bytes: Span<UInt8>) {
    if isInspecting, PDFHeader.isFormData(bytes) { readFormData(bytes) }
    guard isInspecting, PDFHeader.place(in: bytes) != nil || PDFHeader.isAtEnd(of: bytes) else {
      return
    }
    let reading = PDFReading(bytes)
    guard reading.survey.hasCatalog else { return }
    let type = record.contents[current].type
    if type == .unknown || type == .text { record.contents[current].type = .pdf }
    read(reading, bytes)
  }

  /// Reads the fields of a form as a file of their own (FDF), which has objects as PDF files have them, and
  /// neither catalogue nor pages. Source: ISO 32000-1, section 12.7.7.
  private mutating func readFormData(_ bytes: Span<UInt8>) {
    let reading = PDFReading(bytes)
    if reading.survey.hasScriptTables { mark(.script) }
    read(reading, bytes, isFormData: true)
  }

  private mutating func read(
    _ reading: consuming PDFReading, _ bytes: Span<UInt8>, isFormData: Bool = false
  ) {
    // By which of several keys a viewer goes only a table tells.
    if reading.hasOtherKeys || reading.survey.isCut && !reading.survey.encryptions.isEmpty {
      fail(.ambiguous)
    }
    if reading.isClosed {
      mark(.passwordProtected)
      fail(.encrypted)
    }
    for index in reading.survey.objectStreams where isInspecting {
      readObjectStream(index, &reading, bytes)
    }
    reading.followReferences(bytes)
    if reading.survey.hasUnwantedActions { mark(.unwantedAction) }
    if reading.survey.hasScripts { mark(.script) }
    if !reading.isClosed || reading.isPlainToo { readContents(&reading, bytes) }
    // Signatures are for the normal form of objects' text as well, which the file as a whole does not have.
    if isInspecting {
      inspectPlain(reading.file.text(of: bytes).span, .stream, name: Array("objects".utf8))
    }
    if reading.file.isCut { fail(.damaged) }
    // Of an encrypted file the object streams are not known.
    if !isFormData, !reading.isDocument, !reading.isClosed {
      mark(.invalidFile)
      fail(.damaged)
    }
  }

  private mutating func readObjectStream(
    _ index: Int, _ reading: inout PDFReading, _ bytes: Span<UInt8>
  ) {
    guard let stream = nextStream(index, isFile: false, &reading, bytes) else { return }
    var contents: [PDFStreamContent] = []
    withContents(of: stream, reading, bytes) { contents.append($1) }
    for content in contents where isInspecting {
      let objects = PDFObjectStream(content.bytes, first: stream.firstOffset)
      guard reading.file.add(objects) else { return fail(.size) }
      for place in objects.places {
        if let object = reading.file.packedObject(at: place) {
          reading.survey.add(object, at: nil)
        }
      }
      inspectPlain(content.bytes.span, .stream, name: stream.name)
    }
  }

  /// A stream, where all streams together have not yet been read too often, nor unpacked to too much.
  private mutating func nextStream(
    _ index: Int, isFile: Bool, _ reading: inout PDFReading, _ bytes: Span<UInt8>
  ) -> PDFStream? {
    guard !unpacksToTooMuch,
      let stream = PDFStream(index, isFile: isFile, &reading.file, in: bytes)
    else { return nil }
    // The key depends on the number, which only a table tells.
    if reading.encryption != nil, stream.reference.number < 0 { fail(.ambiguous) }
    guard reading.take(streamBytes: stream.data.count) else {
      fail(.damaged)
      return nil
    }
    return stream
  }

  private mutating func readContents(_ reading: inout PDFReading, _ bytes: Span<UInt8>) {
    let name = Array("JavaScript".utf8)
    for text in reading.survey.scripts where isInspecting {
      inspect(reading.plain(text).span, .script, name: name.span, as: .javaScript)
    }
    for number in reading.survey.scriptObjects.sorted() where isInspecting {
      for object in reading.file.objects(of: number, in: bytes) {
        guard let string = object.value.string else { continue }
        let text = PDFText(string, in: object)
        inspect(reading.plain(text).span, .script, name: name.span, as: .javaScript)
      }
    }
    let forms = reading.forms(bytes)
    let parts = Set(forms.joined())
    var form: [Int: [UInt8]] = [:]
    for index in reading.survey.streams where isInspecting {
      let number = reading.file.places[index].reference.number
      let isFile = number >= 0 && reading.survey.files[number] != nil
      guard let stream = nextStream(index, isFile: isFile, &reading, bytes) else { continue }
      if isFile, let file = reading.survey.files[number] {
        readFile(stream, name: file.map { reading.plain($0) } ?? [], reading, bytes)
      } else if parts.contains(number) {
        withContents(of: stream, reading, bytes) { form[number, default: []] += $1.bytes }
      } else if reading.survey.scriptObjects.contains(number) {
        withContents(of: stream, reading, bytes) { inspection, content in
          let script = PDFText.narrowed(content.bytes)
          inspection.inspect(script.span, .script, name: name.span, as: .javaScript)
        }
      } else {
        withContents(of: stream, reading, bytes) { $0.readPlainStream($1, stream) }
      }
    }
    readForms(forms, form)
  }

  /// An embedded file is a content of its own; what cannot be had of it is missed.
  private mutating func readFile(
    _ stream: PDFStream, name: [UInt8], _ reading: PDFReading, _ bytes: Span<UInt8>
  ) {
    withContents(of: stream, reading, bytes) { inspection, content in
      if content.isUnknown { inspection.fail(.format) }
      if !content.isWhole { inspection.fail(.damaged) }
      inspection.inspect(content.bytes.span, .embedded, name: name.span)
    }
  }

  /// Puts forms together from their parts. Where forms share parts, so that all of them together are larger
  /// than their parts by far, parts are read one by one.
  private mutating func readForms(_ forms: [[Int]], _ parts: [Int: [UInt8]]) {
    var bytesLeft = 4 * parts.values.reduce(0) { $0 + $1.count }
    var readAlone: Set<Int> = []
    for numbers in forms where isInspecting {
      let texts = numbers.compactMap { parts[$0] }
      let byteCount = texts.reduce(0) { $0 + $1.count }
      if byteCount <= bytesLeft {
        bytesLeft -= byteCount
        readForm(Array(texts.joined()))
      } else {
        for number in numbers where readAlone.insert(number).inserted {
          readForm(parts[number] ?? [])
        }
      }
    }
  }

  /// A form in XFA; its scripts are in its text.
  private mutating func readForm(_ text: [UInt8]) {
    guard !text.isEmpty else { return }
    let word = Array("<script".utf8)
    if ByteSearch(word.span)?.firstPlace(in: text.span) != nil { mark(.script) }
    let name = Array("XFA".utf8)
    inspect(text.span, .stream, name: name.span)
  }

  /// Pages, pictures, fonts and the like are only scanned. What begins like a program or an archive is read
  /// all the same, though no viewer opens it.
  private mutating func readPlainStream(_ content: PDFStreamContent, _ stream: PDFStream) {
    guard !content.bytes.isEmpty else { return }
    if Self.beginsLikeFile(content.bytes.span) {
      inspect(content.bytes.span, .stream, name: stream.name.span)
    } else {
      inspectPlain(content.bytes.span, .stream, name: stream.name)
    }
  }

  private static func beginsLikeFile(_ bytes: Span<UInt8>) -> Bool {
    switch bytes.big32(at: 0) ?? 0 {
    case 0x504B_0304, 0x5261_7221, 0x377A_BCAF, 0x7F45_4C46, 0xD0CF_11E0, 0x2550_4446, 0xCAFE_BABE,
      0x4D53_4346, 0xFD37_7A58, 0x7B5C_7274:
      true
    default: bytes.has("MZ", at: 0) || bytes.has("BZh", at: 0) || bytes.has("\u{1F}\u{8B}", at: 0)
    }
  }
}

extension ContentType {
  /// Whether a PDF file is looked for in such: not where what is inside is inspected by itself, or where
  /// files of two types are looked for.
  var mayHidePDF: Bool {
    // Text in the main: its first bytes end no viewer's search.
    if self == .postScript || self == .rtf { return true }
    return switch group {
    case .text, .markup, .script, .executable, .serialized, .other: true
    case .document, .archive, .image, .audio, .video, .font, .carrier: false
    }
  }
}

extension PDFStream {
  /// What it is called in a record.
  var name: [UInt8] { Array("object \(reference.number)".utf8) }
}
