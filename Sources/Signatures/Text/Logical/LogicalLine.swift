/// Reads lines of `.ldb` files: `Name;TargetDescription;Logic;Part0[;Part1…]`.
package enum LogicalLine {
  /// Fields are separated by this many separators at most; ClamAV's limit.
  private static let fieldsMax = 3 + Int(LogicParser.partsMax)

  /// Reads a line, whether or not what it asks for is evaluated.
  package static func read(_ line: ArraySlice<UInt8>) throws(UnusedReason) -> ContentSignature {
    let fields = separated(line, by: Ascii.semicolon, fieldsMax: fieldsMax + 1, skipping: 2)
    guard fields.count >= 4 else { throw .malformed(.fieldCount) }
    let name = try signatureName(fields[0])
    let (logic, partMax) = try LogicParser.parse(fields[2])
    guard partMax + 1 == fields.count - 3, fields.count <= fieldsMax else {
      throw .malformed(.partCount)
    }
    let description = try TargetDescriptionReader.read(fields[1])
    var parts: [Subsignature] = []
    parts.reserveCapacity(fields.count - 3)
    for field in fields[3...] {
      let reader = SubsignatureReader(
        target: description.target, number: parts.count, count: fields.count - 3)
      parts.append(try reader.read(field))
    }
    return ContentSignature(
      name: name, description: description, logic: logic, parts: parts, isLogical: true)
  }

  /// The fields of a text. Between slashes that no backslash precedes, in the fields after the
  /// skipped ones, separators are part of a regular expression.
  static func separated(
    _ text: ArraySlice<UInt8>, by separator: UInt8, fieldsMax: Int, skipping skipped: Int = 0
  ) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var isExpression = false
    var start = text.startIndex
    for place in text.indices {
      let character = text[place]
      if character == separator, !isExpression {
        fields.append(text[start..<place])
        start = place + 1
        if fields.count == fieldsMax { return fields }
      } else if character == Ascii.slash, fields.count >= skipped, place > text.startIndex,
        text[place - 1] != Ascii.backslash
      {
        isExpression.toggle()
      }
    }
    fields.append(text[start...])
    return fields
  }
}
