/// Reads Rich Text into a ``RichText``.
struct RichTextReader {
  /// What the text of a group is for.
  enum Destination: UInt8 {
    case text
    case objectData
    case picture
    case otherData
    case fieldInstructions
    case template
    /// A group in data, of words that readers do not know or pass over.
    case ignored
  }

  /// A group that is open.
  struct Group {
    var destination: Destination
    /// Whether it is the one that its data began in.
    var isOwner = false
    /// Whether its words may be passed over: it begins with `\*`.
    var isIgnorable = false
  }

  var document: RichText
  var groups: [Group] = []
  /// Open groups past the limit.
  var deeper = 0
  /// The data that is being read; groups of data in groups of data have their own.
  var open: [RichTextDigits] = []
  /// The instructions of the field that is being read, and the template's name.
  var instructions: [UInt8] = []
  private static let instructionsMax = 4096

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
  }

  private mutating func enterGroup() {
    guard groups.count < RichText.depthMax else {
      deeper += 1
      return
    }
    groups.append(Group(destination: destination))
  }

  private mutating func leaveGroup() {
    if deeper > 0 {
      deeper -= 1
      return
    }
    if let group = groups.popLast(), group.isOwner { close(group.destination) }
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
      if FieldInstructions.isDynamicExchange(instructions.span) {
        document.hasUnwantedActions = true
      }
      instructions = []
    case .template:
      if Self.isElsewhere(instructions.span) { document.hasUnwantedActions = true }
      instructions = []
    case .text, .ignored: break
    }
  }

  /// Whether a path names a file on another machine.
  private static func isElsewhere(_ path: Span<UInt8>) -> Bool {
    var start = 0
    while let byte = path.byte(at: start), byte <= 0x20 { start += 1 }
    if path.has("\\\\", at: start) || path.has("//", at: start) { return true }
    guard let colon = path.firstPlace(of: 0x3A, from: start), colon - start > 1 else {
      return false
    }
    return path.byte(at: colon + 1) == 0x2F
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
    case .fieldInstructions, .template: instructions = []
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
    case .fieldInstructions, .template:
      if byte != 0x0D, byte != 0x0A, instructions.count < Self.instructionsMax {
        instructions.append(byte)
      }
    }
  }

  /// Raw bytes.
  mutating func take(raw bytes: Span<UInt8>) {
    switch destination {
    case .objectData, .picture, .otherData, .ignored:
      if !open.isEmpty { open[open.count - 1].take(raw: bytes) }
    case .text, .fieldInstructions, .template: break
    }
  }

  /// An escaped byte.
  mutating func take(escaped byte: UInt8?) {
    switch destination {
    case .objectData, .picture, .otherData, .ignored:
      if !open.isEmpty { open[open.count - 1].take(escaped: byte) }
    case .text: break
    case .fieldInstructions, .template:
      if let byte { take(byte) }
    }
  }
}
