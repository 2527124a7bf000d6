import Scanning
import Signatures
import Testing

/// What the evaluator finds, construct by construct; what clamscan finds was seen once by hand.
@Suite struct EvaluatorTests {
  private func pattern(
    _ notation: String, _ offset: SignatureOffset = .any, _ modifiers: PatternPart.Modifiers = []
  ) throws -> Subsignature {
    let pattern = try BodyPattern(notation: Array(notation.utf8)[...], modifiers: modifiers)
    return .pattern(PatternPart(offset: offset, pattern: pattern, modifiers: modifiers))
  }

  private func evaluate(
    _ signatures: [ContentSignature], _ body: [UInt8], type: TargetType = .any,
    layout: LayoutOffsets? = nil, imageHash: Subject.ImageHash = .none, steps: UInt64 = 1 << 24
  ) -> Evaluation {
    var image = ImageWriter()
    ContentRecords.compile(signatures).write(to: &image)
    let tables = ContentTables(image: image.finish())
    var evaluator = Evaluator(tables, expressions: LiteralMatcher(tables: tables))
    var budget = EvaluationBudget(steps: steps)
    return evaluator.evaluate(
      0,
      in: Subject(bytes: body.span, type: type, layout: layout, imageHash: imageHash),
      budget: &budget)
  }

  private func signature(
    _ logic: LogicExpression, _ parts: [Subsignature], target: TargetType = .any
  ) -> ContentSignature {
    ContentSignature(
      name: "S", description: TargetDescription(target: target), logic: logic, parts: parts,
      isLogical: true)
  }

  private func find(
    _ notation: String, _ modifiers: PatternPart.Modifiers = [], in body: String
  ) throws -> Bool {
    let part = try pattern(notation, .any, modifiers)
    return evaluate([signature(.part(0, nil), [part])], Array(body.utf8)) != .absent
  }

  static let patterns: [(String, String, Bool?)] = [
    ("6162", "xxab", true), ("6162", "xxa", false), ("61??63", "abc", nil),
    ("6162??", "ab", false), ("6162??", "abz", true), ("6?6263", "obc", true),
    ("?16263", "qbc", true), ("6162{2}63", "abxxc", true), ("6162{2}63", "abxc", false),
    ("6162*6364", "abxxxxxcd", true), ("6162*6364", "cdab", false),
    ("6162{1-2}6364", "abcd", false), ("6162{1-2}6364", "abxcd", true),
    ("6162{1-2}6364", "abxxxcd", false), ("6162{-2}6364", "abxxcd", true),
    ("6162{3-}6364", "abxxcd", false), ("6162{3-}6364", "abxxxxcd", true),
    ("6162(63|64)", "abd", true), ("6162!(63|64)", "abd", false), ("6162!(63|64)", "abe", true),
    ("6162(63|6465)66", "abdef", true), ("6162(63|6363)66", "abccf", true),
    ("6162(63(64|65)|66)67", "abceg", true), ("6162(63(64|65)|66)67", "abcg", false),
    ("61[1-3]6263", "axbc", true), ("61[1-3]6263", "abc", false),
    ("61[1-3]6263", "axxxxbc", false),
    ("6263[0-1]61", "bca", true), ("6263[0-1]61", "bcxa", true), ("6263[0-1]61", "bcxxa", false),
    ("(W)6162", "xab", false), ("(W)6162", "ab", true), ("(W)6162", ".ab", true),
    ("6162(W)", "abx", false), ("6162!(W)", "abx", true), ("6162(W)", "ab", true),
    ("(B)6162", "-ab", true), ("(B)6162", ",ab", false), ("6162(B)", "ab>", true),
    ("6162(B)", "ab<", false), ("(L)6162", "\nab", true), ("(L)6162", "\rab", false),
    ("6162(L)", "ab\r\n", true), ("6162(L)", "ab\rx", false), ("6162(L)63", "ab\r\nc", true),
    ("6162(B)6364", "ab.cd", true), ("6162(W)6364", "abxcd", false),
  ]

  @Test(arguments: patterns)
  func findsPatterns(notation: String, body: String, isFound: Bool?) throws {
    guard let isFound else {
      #expect(throws: UnusedReason.self) { try pattern(notation) }
      return
    }
    #expect(try find(notation, in: body) == isFound)
  }

  static let modified: [(PatternPart.Modifiers, String, Bool)] = [
    (.caseless, "xAb", true), (.caseless, "xAB", true), (.wide, "xa\0b\0", true),
    (.wide, "ab", false), ([.wide, .ascii], "ab", true), ([.wide, .ascii], "a\0b\0", true),
    ([.wide, .caseless], "A\0B\0", true), (.fullword, "xab", false), (.fullword, " ab ", true),
    (.fullword, "ab", true), ([.fullword, .wide], "x\0a\0b\0", false),
    ([.fullword, .wide], ".\0a\0b\0.\0", true), ([.fullword, .wide], "xa\0b\0", true),
    ([.fullword, .wide], "a\0b\0x\0", false),
  ]

  @Test(arguments: modified)
  func appliesModifiers(modifiers: PatternPart.Modifiers, body: String, isFound: Bool) throws {
    #expect(try find("6162", modifiers, in: body) == isFound)
  }

  @Test func countsMatchesThatBeginOneAfterTheOther() throws {
    let body = Array("ab..ab..ab".utf8)
    for (relation, count, isFound) in [
      (CountComparison.Relation.equal, 3, true), (.equal, 2, false), (.less, 3, false),
      (.less, 4, true), (.greater, 2, true), (.greater, 3, false),
    ] as [(CountComparison.Relation, UInt32, Bool)] {
      let logic = LogicExpression.part(0, CountComparison(relation, count))
      let found = evaluate([signature(logic, [try pattern("6162")])], body)
      #expect((found != .absent) == isFound, "\(relation) \(count)")
    }
  }

  @Test func sumsTheCountsOfABlockAndItsDifferentParts() throws {
    let parts = [try pattern("6162"), try pattern("6364"), try pattern("6566")]
    func found(_ comparison: CountComparison, _ body: String) -> Bool {
      let logic = LogicExpression.either(
        .either(.part(0, nil), .part(1, nil), nil), .part(2, nil), comparison)
      return evaluate([signature(logic, parts)], Array(body.utf8)) != .absent
    }
    #expect(found(CountComparison(.greater, 2), "ababab"))
    #expect(!found(CountComparison(.greater, 2, partsMin: 2), "ababab"))
    #expect(found(CountComparison(.greater, 2, partsMin: 2), "ababcd"))
    #expect(!found(CountComparison(.equal, 0), "ab"))
    #expect(found(CountComparison(.equal, 0), "xx"))
  }

  static let offsets: [(SignatureOffset, Int, Bool)] = [
    (.absolute(start: 2, shift: 0), 2, true), (.absolute(start: 2, shift: 0), 3, false),
    (.absolute(start: 2, shift: 2), 4, true), (.absolute(start: 2, shift: 2), 5, false),
    (.fromEnd(back: 4, shift: 0), 16, true), (.fromEnd(back: 4, shift: 0), 15, false),
    (.fromEnd(back: 4, shift: 1), 17, true), (.fromEnd(back: 40, shift: 30), 2, false),
    (.fromEntryPoint(distance: 3, shift: 0), 8, true),
    (.fromEntryPoint(distance: -2, shift: 1), 4, true),
    (.fromEntryPoint(distance: -9, shift: 20), 4, false),
    (.fromSection(1, distance: 1, shift: 0), 11, true),
    (.fromSection(7, distance: 1, shift: 0), 11, false),
    (.withinSection(1, shift: 0), 14, true), (.withinSection(1, shift: 0), 15, false),
    (.fromLastSection(distance: 2, shift: 0), 12, true), (.versionInformation, 6, true),
    (.versionInformation, 7, false),
  ]

  @Test(arguments: offsets)
  func looksAtOffsets(offset: SignatureOffset, place: Int, isFound: Bool) throws {
    var body = [UInt8](repeating: 0x2e, count: 20)
    body.replaceSubrange(place..<place + 2, with: Array("ab".utf8))
    let layout = LayoutOffsets(
      entryPoint: 5, sections: [.init(offset: 0, size: 10), .init(offset: 10, size: 4)],
      versionOffsets: [6])
    let signature = signature(.part(0, nil), [try pattern("6162", offset)], target: .elf)
    #expect((evaluate([signature], body, type: .elf, layout: layout) != .absent) == isFound)
    #expect(
      evaluate([signature], body, type: .portableExecutable, layout: layout) == .absent)
    // What is counted from the ends of the file needs no headers.
    switch offset {
    case .absolute, .fromEnd: return
    default: #expect(evaluate([signature], body, type: .elf, layout: nil) == .absent)
    }
  }

  @Test func checksConditions() throws {
    var signature = signature(.part(0, nil), [try pattern("6162")])
    signature.description.fileSize = 3...4
    #expect(evaluate([signature], Array("ab".utf8)) == .absent)
    #expect(evaluate([signature], Array("abcd".utf8)) == .found(firstOffset: 0, size: 2))
    #expect(evaluate([signature], Array("abcde".utf8)) == .absent)
    signature.description.fileSize = nil
    signature.description.sectionCount = 1...1
    #expect(evaluate([signature], Array("ab".utf8)) == .absent)
    let layout = LayoutOffsets(entryPoint: 0, sections: [.init(offset: 0, size: 1)])
    #expect(evaluate([signature], Array("ab".utf8), layout: layout) != .absent)
    signature.description.sectionCount = nil
    signature.description.iconGroup1 = "ICON"
    #expect(ContentRecords.compile([signature]).unevaluated == [0])
    #expect(evaluate([signature], Array("ab".utf8), layout: layout) == .absent)
  }

  /// The first check of a macro is made when the part before it is found again: see clamscan's counts
  /// in the arguments.
  @Test(
    arguments: [
      ("anch..macr1", 1, 0), ("anch..macr1....anch", 2, 2), ("anch..macr1...anch..macr1", 1, 1),
      ("anch...........macr1anch", 1, 0), ("anchanchmacr1", 1, 0), ("anch...anch...anch", 1, 0),
      ("anch..macr1anch..macr1anch..macr1", 2, 2), ("anch..macrx2..anch", 2, 2),
      ("macr1anchanch", 1, 0), ("anch..macr1..macr1anch", 1, 0),
    ] as [(String, UInt32, UInt32)])
  func countsMacrosAsClamAV(body: String, count: UInt32, macroCount: UInt32) throws {
    func group(_ notation: String) throws -> ContentSignature {
      signature(.part(0, nil), [try pattern(notation, .macroGroup(5))])
    }
    let macro = Subsignature.macro(MacroPart(distance: 4...8, group: 5))
    for wanted in 0...4 as ClosedRange<UInt32> {
      for part in 0...1 {
        let logic = LogicExpression.either(
          .part(part, CountComparison(.equal, wanted)),
          .part(1 - part, CountComparison(.greater, 99)), nil)
        let found = evaluate(
          [
            signature(logic, [try pattern("616e6368"), macro]), try group("6d61637231"),
            try group("6d616372??32"),
          ], Array(body.utf8))
        #expect((found != .absent) == (wanted == (part == 0 ? count : macroCount)))
      }
    }
    #expect(evaluate([try group("6d61637231")], Array(body.utf8)) == .absent)
  }

  @Test func comparesAnImageHash() {
    let signature = signature(.part(0, nil), [.image(ImageHash(hash: 7, distanceMax: 0))])
    #expect(evaluate([signature], [0], imageHash: .known(7)) != .absent)
    #expect(evaluate([signature], [0], imageHash: .known(6)) == .absent)
    #expect(evaluate([signature], [0], imageHash: .none) == .absent)
    #expect(evaluate([signature], [0], imageHash: .unknown) == .exhausted)
    #expect(evaluate([signature], [0]) == .absent)
  }

  @Test func theSameSignaturesGiveTheSameRecords() throws {
    let signatures = [
      signature(
        .both(.part(0, nil), .part(1, CountComparison(.greater, 2)), nil),
        [try pattern("6162(63|6465)*6667??[1-2]68"), try pattern("(B)4142", .any, .caseless)])
    ]
    var first = ImageWriter()
    ContentRecords.compile(signatures).write(to: &first)
    // What lies in memory between two compilations must not show.
    let other = (0..<1000).map { UInt64($0) &* 0x0101_0101_0101_0101 }
    var second = ImageWriter()
    ContentRecords.compile(signatures).write(to: &second)
    #expect(first.bytes == second.bytes && other.count == 1000)
    #expect(MemoryLayout<ContentSignatureRecord>.stride == 20)
    #expect(MemoryLayout<ContentPartRecord>.stride == 40)
    #expect(MemoryLayout<ContentPieceRecord>.stride == 52)
    #expect(MemoryLayout<ContentComparisonRecord>.stride == 32)
    #expect(MemoryLayout<ContentLogicRecord>.stride == 12)
  }
}
