internal import FileTypes

/// The records of content signatures under construction.
struct ContentCompiler {
  var records = ContentRecords()
  /// The macros of each target and group are one run of the table.
  private var macroRuns: [MacroKey: Range<Int>] = [:]

  private struct MacroKey: Hashable {
    var target: TargetType
    var group: UInt32
  }

  /// Begins with the macros, which parts of any signature may refer to.
  init(_ signatures: [ContentSignature]) {
    var groups: [MacroKey: [PatternPart]] = [:]
    for signature in signatures {
      for case .pattern(let part) in signature.parts {
        guard case .macroGroup(let group) = part.offset else { continue }
        let key = MacroKey(target: signature.description.target, group: group)
        groups[key, default: []].append(part)
      }
    }
    let keys = groups.keys.sorted {
      ($0.target.rawValue, $0.group) < ($1.target.rawValue, $1.group)
    }
    for key in keys {
      let start = records.macros.count
      for part in groups[key] ?? [] {
        guard let variants = addVariants(of: part) else { continue }
        records.macros.append(
          ContentMacroRecord(
            group: key.group, firstVariant: UInt32(variants.lowerBound),
            variantCount: UInt16(variants.count), target: key.target.rawValue))
      }
      macroRuns[key] = start..<records.macros.count
    }
  }

  mutating func add(_ signature: ContentSignature, cover: UInt64) {
    let description = signature.description
    let isOfGroup = signature.parts.contains { part in
      guard case .pattern(let part) = part, case .macroGroup = part.offset else { return false }
      return true
    }
    var isInert = isOfGroup || signature.rule != nil
    if description.iconGroup1 != nil || description.iconGroup2 != nil {
      isInert = true
      records.unevaluated.append(records.signatures.count)
    }
    let logic = addLogic(signature.logic)
    let counts = CountLimits(signature)
    var parts: [ContentPartRecord] = []
    var costs: [Int] = []
    for (place, part) in signature.parts.enumerated() {
      guard let (record, cost) = add(part, target: description.target) else {
        isInert = true
        records.unevaluated.append(records.signatures.count)
        parts = []
        break
      }
      parts.append(record)
      parts[place].countMax = counts.countMax[place]
      parts[place].isReferred = counts.isReferred[place] ? 1 : 0
      let isCovered = place < 64 && cover >> UInt64(place) & 1 == 1
      costs.append(
        part.isPattern
          ? searchCost(of: parts[place], parts[place].offsetKind, isCovered: isCovered) : cost)
    }
    for (turn, place) in parts.indices.sorted(by: { (costs[$0], $0) < (costs[$1], $1) })
      .enumerated()
    {
      parts[turn].turn = UInt8(place)
    }
    records.signatures.append(
      ContentSignatureRecord(
        firstPart: UInt32(records.parts.count), firstLogic: UInt32(logic.lowerBound),
        logicCount: UInt32(logic.count), conditions: addConditions(description),
        partCount: UInt16(parts.count), target: description.target, isInert: isInert ? 1 : 0))
    records.parts += parts
  }

  private mutating func addConditions(_ description: TargetDescription) -> UInt32 {
    guard
      description.fileSize != nil || description.entryPoint != nil
        || description.sectionCount != nil || description.handlerType != nil
        || description.container != nil || !description.intermediates.isEmpty
    else { return ContentSignatureRecord.noConditions }
    var record = ContentConditionRecord()
    if let range = description.fileSize {
      (record.fileSizeMin, record.fileSizeMax) = (range.lowerBound, range.upperBound)
    }
    if let range = description.entryPoint {
      (record.entryPointMin, record.entryPointMax) = (range.lowerBound, range.upperBound)
    }
    if let range = description.sectionCount {
      (record.sectionCountMin, record.sectionCountMax) = (range.lowerBound, range.upperBound)
    }
    if let name = description.handlerType, let type = FileType(name: name) {
      record.handlerType = UInt64(type.rawValue) + 1
    }
    if let name = description.container, let type = FileType(name: name) {
      record.container = UInt64(type.rawValue) + 1
    }
    for name in description.intermediates {
      record.addIntermediate((FileType(name: name) ?? .any).rawValue)
    }
    records.conditions.append(record)
    return UInt32(records.conditions.count - 1)
  }

  private mutating func addLogic(_ logic: LogicExpression) -> Range<Int> {
    let start = records.logic.count
    append(logic)
    return start..<records.logic.count
  }

  private mutating func append(_ logic: LogicExpression) {
    func record(
      _ operation: ContentLogicRecord.Operator, part: Int = 0, _ comparison: CountComparison?
    ) -> ContentLogicRecord {
      ContentLogicRecord(
        operation: operation, relation: Self.relation(comparison?.relation),
        part: UInt16(clamping: part), count: comparison?.count ?? 0,
        partsMin: comparison?.partsMin ?? 0)
    }
    switch logic {
    case .part(let part, let comparison):
      records.logic.append(record(.part, part: part, comparison))
    case .both(let left, let right, let comparison):
      append(left)
      append(right)
      records.logic.append(record(.both, comparison))
    case .either(let left, let right, let comparison):
      append(left)
      append(right)
      records.logic.append(record(.either, comparison))
    }
  }

  private static func relation(
    _ relation: CountComparison.Relation?
  ) -> ContentLogicRecord.Relation {
    switch relation {
    case nil: .none
    case .equal: .equal
    case .less: .less
    case .greater: .greater
    }
  }

  /// A part, and what it costs to look for it: the less, the earlier its turn.
  private mutating func add(
    _ part: Subsignature, target: TargetType
  ) -> (ContentPartRecord, cost: Int)? {
    var record = ContentPartRecord()
    switch part {
    case .pattern(let part):
      guard let variants = addVariants(of: part) else { return nil }
      record.first = UInt32(variants.lowerBound)
      record.count = UInt32(variants.count)
      record.setOffset(part.offset)
      return (record, 0)
    case .expression(let part):
      record.kind = .expression
      record.first = UInt32(records.expressions.count)
      record.setOffset(part.offset)
      add(part)
      return (record, Self.laterCost + 2)
    case .byteComparison(let comparison):
      record.kind = .comparison
      record.first = UInt32(records.comparisons.count)
      records.comparisons.append(ContentComparisonRecord(comparison))
      return (record, Self.laterCost + 1)
    case .image(let image):
      record.kind = .image
      record.distance = Int64(bitPattern: image.hash)
      return (record, 0)
    case .macro(let macro):
      record.kind = .macro
      let run = macroRuns[MacroKey(target: target, group: macro.group)] ?? 0..<0
      record.first = UInt32(run.lowerBound)
      record.count = UInt32(run.count)
      record.distance = Int64(macro.distance.lowerBound)
      record.shift = UInt64(macro.distance.upperBound)
      return (record, Self.laterCost)
    case .never:
      record.kind = .never
      return (record, 0)
    }
  }

  /// Parts that depend on others come after all patterns.
  private static let laterCost = 1 << 20

  /// Bytes within which a part that is everywhere is found as often as it counts.
  private static let soonBytes = 65_536.0
  /// What is surely there somewhere comes after what is rarer.
  private static let coveredCost = 1000

  /// What is found as often as it counts in a few bytes comes first, and costs nothing; then rare bytes, and
  /// of those what lies at a fixed place.
  private func searchCost(
    of part: ContentPartRecord, _ offset: ContentPartRecord.OffsetKind, isCovered: Bool
  ) -> Int {
    let variants = Int(part.first)..<Int(part.first + part.count)
    let rarest = variants.map { rarity(ofVariant: $0) }.min() ?? 0
    let cost = 1000 - min(rarest, 999)
    if offset != .any { return cost / 4 }
    let expected = Self.soonBytes * RarityModel.trained.probability(cost: rarest)
    if part.isReferred == 0, expected >= Double(part.countMax) { return 0 }
    return cost + (isCovered ? Self.coveredCost : 0)
  }

  /// How rare a variant is: the cost of the rarest run of bytes in it, in half bits.
  private func rarity(ofVariant place: Int) -> Int {
    let variant = records.variants[place]
    let pieces = records.pieces[Int(variant.firstPiece)...].prefix(Int(variant.pieceCount))
    return pieces.map { piece in
      let steps = records.steps[Int(piece.firstStep)...].prefix(Int(piece.stepCount))
      let runs = steps.filter { $0.kind == .literal }.map {
        RarityModel.trained.cost(records.bytes[Int($0.first)..<Int($0.first + $0.count)])
      }
      return max(
        runs.max() ?? 0, RarityModel.trained.cost([piece.pairValue.0, piece.pairValue.1]))
    }.max() ?? 0
  }

  private mutating func add(_ part: ExpressionPart) {
    let trigger = addLogic(part.trigger)
    records.expressions.append(
      ContentExpressionRecord(
        firstLogic: UInt32(trigger.lowerBound), logicCount: UInt32(trigger.count),
        firstByte: UInt32(records.bytes.count), byteCount: UInt32(part.expression.count),
        flags: ContentExpressionRecord.Flags(letters: part.flags),
        filter: ContentExpressionRecord.noFilter))
    records.bytes += part.expression
  }
}

extension Subsignature {
  fileprivate var isPattern: Bool {
    if case .pattern = self { true } else { false }
  }
}

extension ContentPartRecord {
  fileprivate mutating func setOffset(_ offset: SignatureOffset) {
    switch offset {
    case .any: break
    case .absolute(let start, let shift):
      (offsetKind, distance, self.shift) = (.absolute, Int64(clamping: start), shift)
    case .fromEnd(let back, let shift):
      (offsetKind, distance, self.shift) = (.fromEnd, Int64(clamping: back), shift)
    case .fromEntryPoint(let distance, let shift):
      (offsetKind, self.distance, self.shift) = (.fromEntryPoint, distance, shift)
    case .fromSection(let section, let distance, let shift):
      (offsetKind, self.distance, self.shift) = (.fromSection, distance, shift)
      self.section = section
    case .withinSection(let section, let shift):
      (offsetKind, self.section, self.shift) = (.withinSection, section, shift)
    case .fromLastSection(let distance, let shift):
      (offsetKind, self.distance, self.shift) = (.fromLastSection, distance, shift)
    case .versionInformation: offsetKind = .versionInformation
    case .macroGroup: offsetKind = .macroGroup
    }
  }
}

extension ContentComparisonRecord {
  fileprivate init(_ comparison: ByteComparison) {
    func relation(_ place: Int) -> ContentLogicRecord.Relation {
      guard place < comparison.conditions.count else { return .none }
      return switch comparison.conditions[place].relation {
      case .equal: .equal
      case .less: .less
      case .greater: .greater
      }
    }
    func value(_ place: Int) -> UInt64 {
      place < comparison.conditions.count ? comparison.conditions[place].value : 0
    }
    self.init(
      distance: comparison.distance, values: (value(0), value(1)),
      relations: (relation(0), relation(1)), base: comparison.base,
      isLittleEndian: comparison.isLittleEndian ? 1 : 0, isExact: comparison.isExact ? 1 : 0,
      part: UInt8(clamping: comparison.part), byteCount: UInt16(clamping: comparison.byteCount))
  }
}
