import Signatures

/// Random content signatures, as values and as lines of a database, and bodies that nearly have them.
struct ContentGenerator {
  /// A signature and its line.
  struct Generated {
    var signature: ContentSignature
    var line: String
  }

  var random: Seeded
  /// What patterns and bodies are made of: letters, digits, zeros, what ends words and lines.
  var letters: [UInt8] = [
    0x61, 0x62, 0x41, 0x30, 0x2e, 0x20, 0x3d, 0x0a, 0x0d, 0x00, 0x81, 0x82,
  ]

  /// Whether what is looked for may lie at the first and last bytes of a body.
  var matchesEdges = false

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func letter() -> String { Self.hex(letters.randomElement(using: &random)!) }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }

  private mutating func run(_ range: ClosedRange<Int>) -> String {
    (0..<number(range)).map { _ in letter() }.joined()
  }

  private mutating func wild() -> String {
    let byte = letter()
    return switch number(0...5) {
    case 0: "??"
    case 1: "\(byte.first!)?"
    case 2: "?\(byte.last!)"
    default: byte
    }
  }

  private mutating func option(nested: Int) -> String {
    var text = ""
    for _ in 0..<number(1...3) {
      text += nested > 0 && chance(25) ? alternatives(nested: nested - 1) : wild()
    }
    return text
  }

  private mutating func alternatives(nested: Int) -> String {
    "(" + (0..<number(1...4)).map { _ in option(nested: nested) }.joined(separator: "|") + ")"
  }

  private mutating func element() -> String {
    switch number(0...21) {
    case 0: return "??"
    case 1, 2: return wild()
    case 3: return "*" + run(2...3)
    case 4: return "{\(number(1...6))}"
    case 5: return "{-\(number(1...6))}" + run(2...3)
    case 6: return "{\(number(0...4))-}" + run(2...3)
    case 7:
      let low = number(0...4)
      return "{\(low)-\(number(low...9))}" + run(2...3)
    case 8: return "(\(letter())|\(letter()))"
    case 9: return "!(\(letter())|\(letter()))"
    case 10: return "(\(run(2...2))|\(run(2...2)))"
    case 11: return "!(\(run(2...2))|\(run(2...2)))"
    case 12, 13: return alternatives(nested: 2)
    case 14: return ["(B)", "(L)", "(W)"].randomElement(using: &random)!
    case 15: return ["!(B)", "!(L)", "!(W)"].randomElement(using: &random)!
    default: return run(1...2)
    }
  }

  private mutating func notation() -> String {
    var text = run(2...3)
    if chance(15) { text = alternatives(nested: 1) + text }
    if chance(10) { text = wild() + text }
    for _ in 0..<number(0...4) { text += element() }
    if chance(10) { text = ["(B)", "(L)", "(W)", "!(W)"].randomElement(using: &random)! + text }
    if chance(12) {
      text += ["(B)", "(L)", "(W)", "!(B)", "!(L)", "!(W)"].randomElement(using: &random)!
    }
    if chance(10) { text = "\(wild())[\(number(0...2))-\(number(2...5))]\(text)" }
    if chance(10) { text += "[\(number(0...2))-\(number(2...5))]\(wild())" }
    return text
  }

  private mutating func modifiers() -> (PatternPart.Modifiers, String) {
    var set: PatternPart.Modifiers = []
    var text = ""
    guard chance(35) else { return (set, text) }
    for (letter, modifier) in [
      ("i", PatternPart.Modifiers.caseless), ("w", .wide), ("a", .ascii), ("f", .fullword),
    ] where chance(40) {
      set.insert(modifier)
      text += letter
    }
    return (set, text)
  }

  private mutating func offset(_ bytes: Int) -> (SignatureOffset, String) {
    let near = number(0...bytes)
    let shift = number(1...bytes / 2)
    switch number(0...15) {
    case 0: return (.absolute(start: UInt64(near), shift: 0), "\(near)")
    case 1: return (.absolute(start: UInt64(near), shift: UInt64(shift)), "\(near),\(shift)")
    case 2: return (.fromEnd(back: UInt64(near), shift: 0), "EOF-\(near)")
    case 3: return (.fromEnd(back: UInt64(near), shift: UInt64(shift)), "EOF-\(near),\(shift)")
    default: return (.any, "*")
    }
  }

  /// A pattern part and how it is written; a malformed one now and then, which is `nil`.
  mutating func part(bytes: Int) -> (part: PatternPart?, text: String) {
    let text = notation()
    let (modifiers, letters) = modifiers()
    let (offset, place) = offset(bytes)
    let pattern = try? BodyPattern(notation: Array(text.utf8)[...], modifiers: modifiers)
    let part = pattern.map { PatternPart(offset: offset, pattern: $0, modifiers: modifiers) }
    let prefix = place == "*" ? "" : "\(place):"
    return (part, prefix + text + (letters.isEmpty ? "" : "::\(letters)"))
  }

  /// Whether clamscan finds a filter for each piece, without which it refuses patterns for any file,
  /// PE, mail and text: two bytes, of which one is known in part, before the first choice of strings.
  static func hasFilter(_ part: PatternPart) -> Bool {
    let variants = (try? PatternVariant.variants(of: part.pattern, part.modifiers)) ?? []
    func isByte(_ step: PatternPiece.Step) -> Bool {
      switch step {
      case .byte: true
      case .alternatives(let options), .noneOf(let options):
        part.modifiers.isEmpty && options.allSatisfy { $0.count == 1 && $0[0].isFixed }
      case .boundary: false
      }
    }
    return variants.flatMap(\.pieces).allSatisfy { piece in
      let head = piece.steps.drop { !isByte($0) }.prefix { isByte($0) }
      return head.count >= 2 && !head.allSatisfy { $0 == .byte(.any) }
    }
  }

  /// Whether clamscan is known to err on a part, or may at the edges of a file where those are matched:
  ///
  /// - of options that begin alike, at the very front of a piece, it finds none: it reads before the
  ///   pattern when it looks for what comes before them;
  /// - it takes a boundary inside a piece for no byte where it counts how long the piece is, and so
  ///   looks at a wrong offset, and beyond the file's end;
  /// - what is longer than the shortest form of a piece need not be there where the file ends.
  private func isUnlike(_ part: PatternPart) -> Bool {
    var signature = ContentSignature(
      name: "", description: TargetDescription(target: .any), logic: .part(0, nil),
      parts: [.pattern(part)], isLogical: true)
    signature.isLogical = true
    let records = ContentRecords.compile([signature])
    return records.pieces.enumerated().contains { place, piece in
      let steps = records.steps[Int(piece.firstStep)...].prefix(Int(piece.stepCount))
      let prefix = steps.prefix(Int(piece.anchorStep))
      if prefix.first?.kind == .branching { return true }
      let isBoundary = { (step: ContentStepRecord) in
        step.kind == .boundary || step.kind == .notBoundary
      }
      if part.offset != .any, prefix.contains(where: isBoundary) { return true }
      guard matchesEdges else { return false }
      return steps.contains(where: isBoundary)
        || steps.contains { step in
          guard step.kind == .alternatives || step.kind == .branching else { return false }
          let options = records.options[Int(step.first)...].prefix(Int(step.count))
          return Set(options.map(\.count)).count > 1
        }
    }
  }

  private mutating func comparison() -> (CountComparison?, String) {
    guard chance(30) else { return (nil, "") }
    let count = number(0...4)
    switch number(0...2) {
    case 0: return (CountComparison(.equal, UInt32(count)), "=\(count)")
    case 1: return (CountComparison(.less, UInt32(count)), "<\(count)")
    default: return (CountComparison(.greater, UInt32(count)), ">\(count)")
    }
  }

  private mutating func logic(_ parts: Range<Int>) -> (LogicExpression, String) {
    if parts.count == 1 {
      let (comparison, text) = comparison()
      return (.part(parts.lowerBound, comparison), "\(parts.lowerBound)\(text)")
    }
    let middle = number(parts.lowerBound + 1...parts.upperBound - 1)
    let (left, leftText) = logic(parts.lowerBound..<middle)
    let (right, rightText) = logic(middle..<parts.upperBound)
    var (comparison, text) = comparison()
    if comparison != nil, chance(40) {
      comparison?.partsMin = UInt32(number(1...2))
      text += ",\(comparison!.partsMin)"
    }
    let isBoth = chance(50)
    let written = "(\(leftText)\(isBoth ? "&" : "|")\(rightText))\(text)"
    return isBoth
      ? (.both(left, right, comparison), written) : (.either(left, right, comparison), written)
  }

  private mutating func byteComparison(of part: Int) -> (Subsignature, String) {
    let distance = number(0...12)
    let back = chance(30)
    let (base, letter) = [
      (ByteComparison.Base.hexadecimal, "h"), (.decimal, "d"), (.automatic, "a"), (.binary, "i"),
    ].randomElement(using: &random)!
    let isLittle = base != .decimal && chance(40)
    let isExact = base != .binary && chance(30)
    let bytes = base == .binary ? [1, 2, 4, 8].randomElement(using: &random)! : number(1...6)
    var conditions: [ByteComparison.Condition] = []
    var text: [String] = []
    for _ in 0..<number(1...2) {
      let value = [0, 1, 10, 97, 0x6161, 0xaa, 0xffff].randomElement(using: &random)! as Int
      let (relation, sign) = [(CountComparison.Relation.equal, "="), (.less, "<"), (.greater, ">")]
        .randomElement(using: &random)!
      conditions.append(.init(relation, UInt64(value)))
      text.append("\(sign)\(value)")
    }
    let comparison = ByteComparison(
      part: part, distance: Int64(back ? -distance : distance), base: base,
      isLittleEndian: isLittle, isExact: isExact, byteCount: bytes, conditions: conditions)
    let options = letter + (isLittle ? "l" : "b") + (isExact ? "e" : "")
    return (
      .byteComparison(comparison),
      "\(part)(\(back ? "<<" : ">>")\(distance)#\(options)\(bytes)#\(text.joined(separator: ",")))"
    )
  }

  private mutating func expression(of part: Int, bytes: Int) -> (Subsignature, String) {
    let literal = (0..<number(1...2)).map { _ in [0x61, 0x62, 0x30].randomElement(using: &random)! }
    let (offset, place) = offset(bytes)
    let flags = ["g", "r", "e"].filter { _ in chance(50) }.joined()
    let text = String(decoding: literal.map { UInt8($0) }, as: UTF8.self)
    let expression = ExpressionPart(
      trigger: .part(part, nil), offset: offset, expression: Array(text.utf8), flags: flags)
    return (
      .expression(expression), (place == "*" ? "" : "\(place):") + "\(part)/\(text)/\(flags)"
    )
  }

  /// A logical signature; `nil` where a part of it is malformed or cannot be compared.
  mutating func signature(name: String, bytes: Int) -> Generated? {
    var parts: [Subsignature] = []
    var texts: [String] = []
    for _ in 0..<number(1...3) {
      let (part, text) = part(bytes: bytes)
      guard let part, Self.hasFilter(part), !isUnlike(part) else { return nil }
      parts.append(.pattern(part))
      texts.append(text)
    }
    if chance(25) {
      let (part, text) = byteComparison(of: number(0...parts.count - 1))
      parts.append(part)
      texts.append(text)
    }
    if chance(25) {
      let (part, text) = expression(of: number(0...parts.count - 1), bytes: bytes)
      parts.append(part)
      texts.append(text)
    }
    let (logic, text) = logic(0..<parts.count)
    var description = TargetDescription(target: .any)
    var descriptionText = "Engine:51-255,Target:0"
    if chance(10) {
      let low = UInt64(number(0...bytes))
      description.fileSize = low...low + UInt64(bytes)
      descriptionText += ",FileSize:\(low)-\(low + UInt64(bytes))"
    }
    return Generated(
      signature: ContentSignature(
        name: name, description: description, logic: logic, parts: parts, isLogical: true),
      line: "\(name);\(descriptionText);\(text);\(texts.joined(separator: ";"))")
  }
}
