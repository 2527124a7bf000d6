/// Reads the parts of logical signatures.
///
/// The form of a part is told as ClamAV tells it: `$` begins a macro, a slash makes a regular
/// expression, a parenthesis and two `#` a byte comparison, `fuzzy_img#` an image hash, and all else
/// is a pattern.
struct SubsignatureReader {
  /// Fields of a part that ClamAV looks at.
  private static let fieldsMax = 5
  /// Macro groups are counted from 0 to less than this.
  private static let macroGroupEnd: UInt32 = 32

  /// What the signature wants the file to be.
  let target: TargetType
  /// The number of this part, from 0.
  let number: Int
  /// How many parts there are.
  let count: Int

  /// Reads a part.
  func read(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> Subsignature {
    if text.first == Ascii.dollar { return .macro(try macro(text)) }
    if text.contains(Ascii.slash) { return .expression(try expression(text)) }
    if text.contains(Ascii.openParenthesis),
      let first = text.firstIndex(of: Ascii.hash), let last = text.lastIndex(of: Ascii.hash),
      first != last
    {
      return try ByteComparison(text, parts: count).map { .byteComparison($0) } ?? .never
    }
    if text.starts(with: "fuzzy_img#".utf8) { return .image(try ImageHash(text)) }
    return .pattern(try pattern(text))
  }

  /// `${6-7}12$`.
  private func macro(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> MacroPart {
    var scanner = CScanner(text.dropFirst())
    guard text.last == Ascii.dollar, scanner.skip(Ascii.openBrace),
      let low = scanner.unsigned(), scanner.skip(Ascii.hyphen), let high = scanner.unsigned(),
      scanner.skip(Ascii.closeBrace), let group = scanner.unsigned(),
      group < Self.macroGroupEnd, low <= high
    else { throw .malformed(.macro) }
    return MacroPart(distance: low...high, group: group)
  }

  /// `[Offset:]HexSignature[::Modifiers]`.
  private func pattern(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> PatternPart {
    let fields = LogicalLine.separated(text, by: Ascii.colon, fieldsMax: Self.fieldsMax)
    let hasOffset = fields.count % 2 == 0
    var modifiers: PatternPart.Modifiers = []
    if fields.count == 3 || fields.count == 4 {
      modifiers = try Self.modifiers(fields[fields.count - 1])
    }
    return PatternPart(
      offset: hasOffset ? try SignatureOffset(fields[0], target: target) : .any,
      pattern: try BodyPatternParser.parse(fields[hasOffset ? 1 : 0], modifiers: modifiers),
      modifiers: modifiers)
  }

  private static func modifiers(
    _ text: ArraySlice<UInt8>
  ) throws(UnusedReason) -> PatternPart.Modifiers {
    var modifiers: PatternPart.Modifiers = []
    for letter in text {
      switch letter {
      case 0x69: modifiers.insert(.caseless)
      case 0x77: modifiers.insert(.wide)
      case 0x61: modifiers.insert(.ascii)
      case 0x66: modifiers.insert(.fullword)
      default: throw .malformed(.modifiers)
      }
    }
    return modifiers
  }

  /// `[Offset:]Trigger/Expression/Flags`.
  private func expression(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> ExpressionPart {
    let fields = LogicalLine.separated(text, by: Ascii.colon, fieldsMax: Self.fieldsMax)
    let body = fields.count == 2 ? fields[1] : fields[0]
    guard text.first != Ascii.slash, let first = body.firstIndex(of: Ascii.slash),
      let last = body.lastIndex(of: Ascii.slash), first + 1 < last, first > body.startIndex
    else { throw .malformed(.expression) }
    let flags = body[(last + 1)...]
    guard flags.allSatisfy({ Self.flags.contains($0) }) else { throw .malformed(.expression) }
    return ExpressionPart(
      trigger: try trigger(body[..<first]),
      offset: fields.count == 2 ? try SignatureOffset(fields[0], target: target) : .any,
      expression: Array(body[(first + 1)..<last]), flags: String(decoding: flags, as: UTF8.self))
  }

  private static let flags = Array("gresimxAEU".utf8)

  /// The logic of the parts that must be found before an expression is looked for.
  private func trigger(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> LogicExpression {
    let (logic, partMax): (LogicExpression, Int)
    do throws(UnusedReason) {
      (logic, partMax) = try LogicParser.parse(text)
    } catch {
      throw .malformed(.trigger)
    }
    guard partMax < number else { throw .malformed(.trigger) }
    return logic
  }
}
