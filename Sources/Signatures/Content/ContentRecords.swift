package import FileTypes

/// Content signatures laid out in flat records, which refer to each other by index.
package struct ContentRecords {
  package internal(set) var signatures: [ContentSignatureRecord] = []
  package internal(set) var conditions: [ContentConditionRecord] = []
  package internal(set) var parts: [ContentPartRecord] = []
  package internal(set) var logic: [ContentLogicRecord] = []
  package internal(set) var expressions: [ContentExpressionRecord] = []
  package internal(set) var comparisons: [ContentComparisonRecord] = []
  package internal(set) var macros: [ContentMacroRecord] = []
  package internal(set) var variants: [ContentVariantRecord] = []
  package internal(set) var pieces: [ContentPieceRecord] = []
  package internal(set) var steps: [ContentStepRecord] = []
  package internal(set) var options: [ContentOptionRecord] = []
  package internal(set) var bytes: [UInt8] = []

  /// The places of signatures that ask for what is not evaluated (`IconGroup1`, `IconGroup2`) or whose
  /// pattern is malformed: they are never found.
  package internal(set) var unevaluated: [Int] = []

  /// Lays signatures out: record `i` is signature `i`.
  ///
  /// - Parameter covers: of each signature the parts, a bit for each, of which one was found wherever it
  ///   is evaluated. They say least that is new, and are looked for last.
  package static func compile(
    _ signatures: [ContentSignature], covers: [UInt64] = []
  ) -> ContentRecords {
    var compiler = ContentCompiler(signatures)
    for (place, signature) in signatures.enumerated() {
      compiler.add(signature, cover: place < covers.count ? covers[place] : 0)
    }
    return compiler.records
  }

  /// Adds the records to an image.
  package func write(to image: inout ImageWriter) {
    image.add(.contentSignatures, signatures)
    image.add(.contentConditions, conditions)
    image.add(.contentParts, parts)
    image.add(.contentLogic, logic)
    image.add(.contentExpressions, expressions)
    image.add(.contentComparisons, comparisons)
    image.add(.contentMacros, macros)
    image.add(.contentVariants, variants)
    image.add(.contentPieces, pieces)
    image.add(.contentElements, steps)
    image.add(.contentOptions, options)
    image.add(.contentBytes, bytes)
  }
}

/// The records of content signatures in an image.
package struct ContentTables: Sendable {
  package let signatures: Table<ContentSignatureRecord>
  package let conditions: Table<ContentConditionRecord>
  package let parts: Table<ContentPartRecord>
  package let logic: Table<ContentLogicRecord>
  package let expressions: Table<ContentExpressionRecord>
  package let comparisons: Table<ContentComparisonRecord>
  package let macros: Table<ContentMacroRecord>
  package let variants: Table<ContentVariantRecord>
  package let pieces: Table<ContentPieceRecord>
  package let steps: Table<ContentStepRecord>
  package let options: Table<ContentOptionRecord>
  package let bytes: Table<UInt8>
  /// Owns the memory.
  private let image: DatabaseImage

  /// The tables of an image.
  package init(image: DatabaseImage) {
    self.image = image
    signatures = image.table(.contentSignatures, of: ContentSignatureRecord.self)
    conditions = image.table(.contentConditions, of: ContentConditionRecord.self)
    parts = image.table(.contentParts, of: ContentPartRecord.self)
    logic = image.table(.contentLogic, of: ContentLogicRecord.self)
    expressions = image.table(.contentExpressions, of: ContentExpressionRecord.self)
    comparisons = image.table(.contentComparisons, of: ContentComparisonRecord.self)
    macros = image.table(.contentMacros, of: ContentMacroRecord.self)
    variants = image.table(.contentVariants, of: ContentVariantRecord.self)
    pieces = image.table(.contentPieces, of: ContentPieceRecord.self)
    steps = image.table(.contentElements, of: ContentStepRecord.self)
    options = image.table(.contentOptions, of: ContentOptionRecord.self)
    bytes = image.table(.contentBytes, of: UInt8.self)
  }
}

extension ContentTables {
  /// The type as which a file is read again that has a signature; `nil` where it asks for none.
  package func handlerType(of signature: UInt32) -> FileType? {
    let conditions = signatures[Int(signature)].conditions
    guard conditions != ContentSignatureRecord.noConditions else { return nil }
    let number = self.conditions[Int(conditions)].handlerType
    return number > 0 ? UInt8(exactly: number - 1).flatMap { FileType(rawValue: $0) } : nil
  }

  /// Whether a pattern of some signature for a type is counted from the end.
  func hasPatternFromEnd(for target: TargetType) -> Bool {
    (0..<signatures.count).contains { place in
      let signature = signatures[place]
      guard signature.target == target else { return false }
      return (0..<Int(signature.partCount)).contains { turn in
        let part = parts[Int(signature.firstPart) + turn]
        return part.kind == .pattern && part.offsetKind == .fromEnd
      }
    }
  }

  /// Whether all records are of kinds that there are. A checksum finds accidents alone.
  var isValid: Bool {
    (0..<signatures.count).allSatisfy { signatures[$0].isValid }
      && (0..<parts.count).allSatisfy { parts[$0].isValid }
      && (0..<logic.count).allSatisfy { logic[$0].isValid }
      && (0..<comparisons.count).allSatisfy { comparisons[$0].isValid }
      && (0..<steps.count).allSatisfy { steps[$0].isValid }
  }
}
