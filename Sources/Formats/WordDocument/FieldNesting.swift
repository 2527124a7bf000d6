/// Puts the instructions of a document's fields together as they come, those of fields in fields too.
struct FieldNesting: Hashable, Sendable {
  /// Whether a field that has ended is unwanted: see ``FieldInstructions``.
  private(set) var areUnwanted = false

  /// The instructions of the fields that are open, the inner ones last. All together they are no longer than
  /// what they were read from.
  private var open: [[UInt8]] = []
  /// Deeper fields are read as if they followed one another.
  private static let depthMax = 256

  /// A field begins.
  mutating func begin() {
    if open.count == Self.depthMax { end() }
    open.append([])
  }

  /// The innermost field ends.
  mutating func end() {
    guard let field = open.popLast() else { return }
    if FieldInstructions.areUnwanted(field.span) { areUnwanted = true }
    guard !open.isEmpty else { return }
    for byte in Self.quoted(field) { take(byte) }
  }

  /// Ends all fields.
  mutating func finish() {
    while !open.isEmpty { end() }
  }

  /// A byte of the innermost field. Instructions without the marks of a field count as if they had them.
  mutating func take(_ byte: UInt8) {
    if open.isEmpty { open.append([]) }
    let last = open.count - 1
    // Any number of blanks means as much as one.
    if byte <= 0x20, (open[last].last ?? 0x20) <= 0x20 { return }
    open[last].append(byte)
  }

  /// What a field of the kind QUOTE becomes in the instructions around it: its texts, and the characters that
  /// it numbers.
  private static func quoted(_ field: [UInt8]) -> [UInt8] {
    let words = field.split { $0 <= 0x20 || $0 == 0x22 }
    guard words.first?.map(\.lowercased) == Array("quote".utf8) else { return [] }
    var result: [UInt8] = []
    var isAfterText = false
    for word in words.dropFirst() {
      let text = String(decoding: word, as: UTF8.self)
      let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : nil
      let number = digits.map { UInt8($0, radix: 16) } ?? UInt8(text)
      if let number {
        result.append(number)
      } else {
        result += (isAfterText ? [0x20] : []) + word
      }
      isAfterText = number == nil
    }
    return result
  }
}
