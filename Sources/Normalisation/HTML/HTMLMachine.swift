/// The state machine that reads HTML as ClamAV does (its behaviour, mistakes included, is what the
/// writers of HTML signatures worked with).
///
/// It is run chunk by chunk. A chunk ends with a NUL and holds no other; the machine changes it: line
/// feeds become spaces as they are read, and encoded scripts are decoded in place.
struct HTMLMachine: ~Copyable {
  /// Attribute names and values and entity names are kept to this length (ClamAV: 1024).
  static let wordBytesMax = 1024

  /// What the next byte is taken for.
  enum State: UInt8 {
    /// ClamAV's engine error: the document is read no further.
    case broken
    case text, wideCharacter, comment, skipSpace, trimSpace
    case reference, entity, number
    case tag, attribute, afterAttribute, value, tagEnd
    case findEncoded, encodedStart, encodedLength, encodedBody
    case dataType, dataStart, data, dataEnd, percentEnd, percent
  }

  /// In which element whose text is not text the machine is.
  enum Element: UInt8 {
    case none, script, style
  }

  enum Quote: UInt8 {
    case single, double, none
  }

  var position = 0
  var state = State.text
  var next = State.broken
  var savedNext = State.broken
  var element = Element.none

  /// The form without comments, and that without tags.
  var plain = ByteSink()
  var text = ByteSink()
  var isSpaceWritten = false

  /// The bytes of a character beyond ASCII, in text and in attribute values.
  var wide: UInt32 = 0
  var valueWide: UInt32 = 0

  /// The first eight bytes of the tag's name, and its length.
  var tagName: UInt64 = 0
  var tagLength = 0
  var attribute = ByteSink()
  var value = ByteSink()
  var arguments = TagArguments()
  var keepsArguments = false
  var quote = Quote.none
  var isEscaped = false

  var entity = ByteSink()
  var number: Int64 = 0
  var isHex = false

  /// Within the data of a `data:` URI bytes are kept as they are.
  var isBinary = false
  var percentDigits = 0
  var dataURIs = EmbeddedFiles()

  var looksForEncoded = false
  var encodedAt: Int?
  var isInEncoded = false
  var encoding = ScriptEncoding()

  var scripts = ScriptNormaliser()
  var isScriptOpen = false
  var scriptStart: Int?
  var style = ByteSink()
  var styleStart = 0
  var hasStyle = false

  /// Forgets the last document.
  mutating func reset(_ limits: HTMLLimits, documentBytes: Int) {
    (position, state, next, savedNext) = (0, .text, .broken, .broken)
    (element, isSpaceWritten, wide, valueWide) = (.none, false, 0, 0)
    (tagName, tagLength, keepsArguments) = (0, 0, false)
    (quote, isEscaped, number, isHex) = (.none, false, 0, false)
    (isBinary, percentDigits, looksForEncoded, encodedAt) = (false, 0, false, nil)
    (isInEncoded, isScriptOpen, scriptStart, styleStart, hasStyle) = (false, false, nil, 0, false)
    plain.release(beyond: ByteSink.keptBytesMax)
    text.release(beyond: ByteSink.keptBytesMax)
    attribute.removeAll()
    value.removeAll()
    arguments.removeAll()
    entity.removeAll()
    style.release(beyond: ByteSink.keptBytesMax)
    dataURIs.reset(filesMax: limits.embeddedFilesMax)
    encoding = ScriptEncoding()
    scripts.reset(limits, documentBytes: documentBytes)
  }

  /// Reads a chunk from `position` to its end.
  ///
  /// - Returns: `false` where ClamAV gives the document up.
  mutating func run(_ chunk: inout MutableSpan<UInt8>) -> Bool {
    while ASCII.isSpace(chunk[position]) { position += 1 }
    while true {
      let byte = chunk[position]
      if byte == 0 { return true }
      if !isBinary {
        if byte == ASCII.carriageReturn {
          position += 1
          continue
        }
        if byte == ASCII.lineFeed { chunk[position] = ASCII.space }
      }
      guard step(&chunk) else { return false }
    }
  }

  /// Takes the byte at `position` for what the state says.
  @inline(__always)
  private mutating func step(_ chunk: inout MutableSpan<UInt8>) -> Bool {
    switch state {
    case .broken: return false
    case .text: readText(&chunk)
    case .wideCharacter: readWideCharacter(&chunk)
    case .comment: readComment(&chunk)
    case .skipSpace: skipSpace(&chunk)
    case .trimSpace: trimSpace(&chunk)
    case .reference: readReference(&chunk)
    case .entity: readEntity(&chunk)
    case .number: readNumber(&chunk)
    case .tag: readTag(&chunk)
    case .attribute: readAttribute(&chunk)
    case .afterAttribute: readAfterAttribute(&chunk)
    case .value: readValue(&chunk)
    case .tagEnd: return endTag(&chunk)
    case .findEncoded: findEncoded(&chunk)
    case .encodedStart: readEncodedStart(&chunk)
    case .encodedLength: readEncodedLength(&chunk)
    case .encodedBody: readEncodedBody(&chunk)
    case .dataType: readDataType(&chunk)
    case .dataStart: startData()
    case .data: readData(&chunk)
    case .dataEnd: endData()
    case .percentEnd: endPercent()
    case .percent: readPercent(&chunk)
    }
    return true
  }

  /// Whether the next byte is one that ``run(_:)`` sees to, or the end of the chunk.
  @inline(__always)
  func isAtBreak(_ chunk: borrowing MutableSpan<UInt8>) -> Bool {
    switch chunk[position] {
    case 0: true
    case ASCII.lineFeed, ASCII.carriageReturn: !isBinary
    default: false
    }
  }

  /// What is done at the end of a chunk, before the next is read.
  ///
  /// - Returns: Whether the same chunk is to be read again, from `position`; `nil` where ClamAV gives
  ///   the document up.
  mutating func endChunk(_ chunk: borrowing MutableSpan<UInt8>) -> Bool? {
    if isScriptOpen { readScript(chunk, to: position) }
    if element == .style {
      guard position >= styleStart else { return nil }
      style.append(chunk.span, styleStart..<position)
      hasStyle = true
    }
    guard looksForEncoded, let start = encodedAt else { return false }
    // What lies before the encoded script has been read; it is decoded now.
    position = start
    encodedAt = nil
    (state, next) = (.encodedLength, .broken)
    return true
  }

  /// What is done when the next chunk has been read.
  mutating func startChunk() {
    position = 0
    if element == .style { styleStart = 0 }
    if isInEncoded {
      (state, next) = (.encodedBody, .broken)
    } else if looksForEncoded, encodedAt == nil, state != .findEncoded {
      (savedNext, next, state) = (next, state, .findEncoded)
    }
    if next == state { next = .broken }
  }

  /// What is done behind the last chunk of a document that was not given up.
  mutating func finish() {
    guard !writeEntity(), !entity.isEmpty else { return }
    plain.append(UInt8(ascii: "&"))
    for index in 0..<entity.count { plain.append(ASCII.lowercased(entity[index])) }
  }

  /// What is done at the end, however it came.
  mutating func close() {
    if isScriptOpen {
      scripts.finish()
      isScriptOpen = false
    }
    dataURIs.close()
  }
}
