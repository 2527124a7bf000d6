/// Reads Rich Text into a ``RichText``.
struct RichTextReader {
  /// What the text of a group is for.
  enum Destination: UInt8 {
    case text
    case objectData
    case picture
    case otherData
    case fieldInstructions
    /// The name of a file that is loaded: a template, a source of data.
    case loadedName
    /// The value of a shape: of a picture, its name.
    case shapeValue
    /// A group in data, of words that readers do not know or pass over.
    case ignored

    /// Whether the text is read as letters.
    var isLetters: Bool {
      switch self {
      case .fieldInstructions, .loadedName, .shapeValue: true
      case .text, .objectData, .picture, .otherData, .ignored: false
      }
    }
  }

  /// A group that is open.
  struct Group {
    var destination: Destination
    /// Whether it is the one that its data began in.
    var isOwner = false
    /// Whether its words may be passed over: it begins with `\*`.
    var isIgnorable = false
    /// How many characters stand behind an escape of one for those who do not know it.
    var fallbacks = 1
  }

  var document: RichText
  var groups: [Group] = []
  /// Open groups past the limit.
  var deeper = 0
  /// The data that is being read; groups of data in groups of data have their own.
  var open: [RichTextDigits] = []
  /// What is said in letters, as some readers take it and as others do.
  var instructions = [
    RichTextInstructions(countsWords: false), RichTextInstructions(countsWords: true),
  ]

  init(document: RichText) { self.document = document }

  var destination: Destination { groups.last?.destination ?? .text }

  mutating func read(_ bytes: Span<UInt8>) {
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case 0x7B: enterGroup()
      case 0x7D: leaveGroup()
      case 0x5C: readControl(bytes, &place)
      default: take(byte)
      }
    }
    // Data whose group does not end is data all the same.
    while !groups.isEmpty { leaveGroup() }
    if instructions.contains(where: \.areUnwanted) { document.hasUnwantedActions = true }
  }

  private mutating func enterGroup() {
    guard groups.count < RichText.depthMax else {
      deeper += 1
      return
    }
    passBrace()
    let fallbacks = groups.last?.fallbacks ?? 1
    groups.append(Group(destination: destination, fallbacks: fallbacks))
  }

  private mutating func leaveGroup() {
    if deeper > 0 {
      deeper -= 1
      return
    }
    passBrace()
    if let group = groups.popLast(), group.isOwner { close(group.destination) }
  }

  private mutating func passBrace() {
    guard destination.isLetters else { return }
    for index in instructions.indices { instructions[index].passBrace() }
  }

  /// Ends what a group was for.
  private mutating func close(_ destination: Destination) {
    switch destination {
    case .objectData, .picture, .otherData:
      guard let digits = open.popLast() else { return }
      let data = digits.finish(as: destination)
      guard !data.bytes.isEmpty || data.otherBytes != nil else { return }
      if document.data.count < RichText.dataMax {
        document.data.append(data)
      } else {
        document.isCut = true
      }
    case .fieldInstructions:
      for index in instructions.indices { instructions[index].endField() }
    case .loadedName, .shapeValue:
      let isLoaded = destination == .loadedName
      for index in instructions.indices { instructions[index].endName(isLoaded: isLoaded) }
    case .text, .ignored: break
    }
  }

  /// A control word becomes what the rest of the group's text is for.
  mutating func begin(_ destination: Destination) {
    if groups.isEmpty { groups.append(Group(destination: .text)) }
    let last = groups.count - 1
    if groups[last].isOwner { close(groups[last].destination) }
    groups[last].destination = destination
    groups[last].isOwner = true
    switch destination {
    case .objectData, .picture, .otherData: open.append(RichTextDigits())
    case .fieldInstructions:
      for index in instructions.indices { instructions[index].beginField() }
    case .loadedName, .shapeValue:
      for index in instructions.indices { instructions[index].beginName() }
    case .text, .ignored: break
    }
  }

  /// A byte of text.
  mutating func take(_ byte: UInt8) {
    switch destination {
    case .text: break
    case .objectData, .picture, .otherData:
      if !open.isEmpty { open[open.count - 1].take(byte) }
    case .ignored:
      if !open.isEmpty { open[open.count - 1].takeIgnored(byte) }
    case .fieldInstructions, .loadedName, .shapeValue:
      if byte == 0x0D || byte == 0x0A { return }
      for index in instructions.indices { instructions[index].take(byte) }
    }
  }

  /// Raw bytes.
  mutating func take(raw bytes: Span<UInt8>) {
    switch destination {
    case .objectData, .picture, .otherData, .ignored:
      if !open.isEmpty { open[open.count - 1].take(raw: bytes) }
    case .text, .fieldInstructions, .loadedName, .shapeValue: break
    }
  }

  /// An escaped byte.
  mutating func take(escaped byte: UInt8?) {
    switch destination {
    case .objectData, .picture, .otherData, .ignored:
      if !open.isEmpty { open[open.count - 1].take(escaped: byte) }
    case .text: break
    case .fieldInstructions, .loadedName, .shapeValue:
      for index in instructions.indices {
        if let byte { instructions[index].take(byte) }
      }
    }
  }

  /// A character of UTF-16 by its number.
  mutating func take(unit: Int) {
    guard destination.isLetters else { return }
    let fallbacks = groups.last?.fallbacks ?? 1
    for index in instructions.indices {
      instructions[index].take(unit: unit, fallbacks: fallbacks)
    }
  }

  /// A control word or a symbol that stands for no letter.
  mutating func passWord(isBlank: Bool) {
    guard destination.isLetters else { return }
    for index in instructions.indices { instructions[index].passWord(isBlank: isBlank) }
  }
}
