/// What a document of Rich Text says in letters: instructions of fields, and names of files. It is read in
/// one of the two ways that readers have with control words behind an escape of a character.
struct RichTextInstructions: Hashable, Sendable {
  /// Whether a control word is one of the characters that stand behind an escape for those who do not know
  /// it, as the specification has it; else text alone is.
  let countsWords: Bool
  /// Whether something is unwanted of what was said.
  private(set) var areUnwanted = false

  private var fields = FieldNesting()
  /// The name of a template, of a source of data, or the value of a shape.
  private var name: [UInt8] = []
  private var isInName = false
  private static let nameBytesMax = 4096
  /// Characters behind an escape that are yet to be passed over.
  private var passedOver = 0

  init(countsWords: Bool) { self.countsWords = countsWords }

  mutating func beginField() {
    isInName = false
    fields.begin()
  }

  mutating func endField() {
    fields.end()
    if fields.areUnwanted { areUnwanted = true }
  }

  mutating func beginName() {
    isInName = true
    name = []
  }

  /// A name ends.
  ///
  /// - Parameter isLoaded: whether a file under it is loaded, and not only shown.
  mutating func endName(isLoaded: Bool) {
    isInName = false
    if isLoaded ? LinkTarget.isElsewhere(name) : LinkTarget.isShare(name) { areUnwanted = true }
  }

  /// A group begins or ends: what stands for a character does not reach over that.
  mutating func passBrace() { passedOver = 0 }

  /// A control word or a symbol that is no letter; a tab and the like are blanks.
  mutating func passWord(isBlank: Bool) {
    if countsWords, passedOver > 0 {
      passedOver -= 1
    } else if isBlank {
      put(0x20)
    }
  }

  /// A byte of text, as it is or escaped.
  mutating func take(_ byte: UInt8) {
    if passedOver > 0 {
      passedOver -= 1
    } else {
      put(byte)
    }
  }

  /// A character by its number in UTF-16, and how many characters stand behind it for those who do not know
  /// such.
  mutating func take(unit: Int, fallbacks: Int) {
    if countsWords, passedOver > 0 {
      passedOver -= 1
      return
    }
    // Readers take the lowest sixteen bits of any number.
    let unit = UInt16(truncatingIfNeeded: unit)
    put(unit < 0x80 ? UInt8(unit) : 0x80)
    passedOver = fallbacks
  }

  private mutating func put(_ byte: UInt8) {
    guard isInName else { return fields.take(byte) }
    let isLeading = name.isEmpty && byte <= 0x20
    if !isLeading, name.count < Self.nameBytesMax { name.append(byte) }
  }
}
