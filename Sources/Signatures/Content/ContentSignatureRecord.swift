/// A content signature, as the evaluator reads it.
///
/// Records have no padding: their fields fill them, so that the same sources give the same bytes.
package struct ContentSignatureRecord: BitwiseCopyable, Sendable {
  /// The first of its parts, in the table of parts.
  package var firstPart: UInt32
  /// The first step of its logic.
  package var firstLogic: UInt32
  package var logicCount: UInt32
  /// Its conditions; ``noConditions`` where it has none but the type.
  package var conditions: UInt32
  package var partCount: UInt16
  private let targetNumber: UInt8
  /// 1 where it is never found: it belongs to a group of macros, or asks for what is not evaluated.
  package let isInert: UInt8

  init(
    firstPart: UInt32, firstLogic: UInt32, logicCount: UInt32, conditions: UInt32,
    partCount: UInt16, target: TargetType, isInert: UInt8
  ) {
    self.firstPart = firstPart
    self.firstLogic = firstLogic
    self.logicCount = logicCount
    self.conditions = conditions
    self.partCount = partCount
    targetNumber = target.rawValue
    self.isInert = isInert
  }

  /// The type that it is for. A file in which it is none of these is not opened: see
  /// ``ContentTables/isValid``.
  package var target: TargetType { TargetType(rawValue: targetNumber) ?? .any }

  var isValid: Bool { TargetType(rawValue: targetNumber) != nil }

  /// In place of conditions.
  package static let noConditions = UInt32.max
}

/// What a signature asks of a file beside its parts: closed ranges, from 0 to `UInt64.max` where it
/// does not ask.
package struct ContentConditionRecord: BitwiseCopyable, Sendable {
  package var fileSizeMin: UInt64 = 0
  package var fileSizeMax: UInt64 = .max
  package var entryPointMin: UInt64 = 0
  package var entryPointMax: UInt64 = .max
  package var sectionCountMin: UInt64 = 0
  package var sectionCountMax: UInt64 = .max
  /// One more than the number of the type as which the file is read again; 0 for none.
  package var handlerType: UInt64 = 0
  /// One more than the number of the type of what the file lies in; 0 for any.
  package var container: UInt64 = 0
  /// How many types of what is around the file it asks for, at most 16.
  package var intermediateCount: UInt64 = 0
  /// Their numbers, from the outside in: a byte each, the first one the lowest.
  package var intermediates: (UInt64, UInt64) = (0, 0)

  /// One of the types that it asks for.
  package func intermediate(at place: Int) -> UInt8 {
    let word = place < 8 ? intermediates.0 : intermediates.1
    return UInt8(truncatingIfNeeded: word >> UInt64(place % 8 * 8))
  }

  /// Asks for one more.
  mutating func addIntermediate(_ number: UInt8) {
    precondition(intermediateCount < 16)
    let value = UInt64(number) << (intermediateCount % 8 * 8)
    if intermediateCount < 8 { intermediates.0 |= value } else { intermediates.1 |= value }
    intermediateCount += 1
  }

  /// Whether only an executable whose headers were read can meet it.
  package var asksForLayout: Bool {
    entryPointMin > 0 || entryPointMax < .max || sectionCountMin > 0 || sectionCountMax < .max
  }
}

/// A step of a logic, in postfix order.
package struct ContentLogicRecord: BitwiseCopyable, Sendable {
  package enum Operator: UInt8, BitwiseCopyable, Sendable {
    /// Puts a part's count on the stack.
    case part
    /// Join the two topmost values.
    case both
    case either
  }

  /// How the count is compared.
  package enum Relation: UInt8, BitwiseCopyable, Sendable {
    case none
    case equal
    case less
    case greater
  }

  private let operationNumber: UInt8
  private let relationNumber: UInt8
  package let part: UInt16
  /// What the count is compared with.
  package let count: UInt32
  /// How many different parts must be found.
  package let partsMin: UInt32

  init(operation: Operator, relation: Relation, part: UInt16, count: UInt32, partsMin: UInt32) {
    operationNumber = operation.rawValue
    relationNumber = relation.rawValue
    self.part = part
    self.count = count
    self.partsMin = partsMin
  }

  /// What it does. A file in which it is none of these is not opened: see ``ContentTables/isValid``.
  package var operation: Operator { Operator(rawValue: operationNumber) ?? .both }

  /// How its count is compared; the same holds.
  package var relation: Relation { Relation(rawValue: relationNumber) ?? .none }

  var isValid: Bool {
    Operator(rawValue: operationNumber) != nil && Relation(rawValue: relationNumber) != nil
  }
}
