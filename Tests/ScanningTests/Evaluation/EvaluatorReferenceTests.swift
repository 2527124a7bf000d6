import Scanning
import Signatures
import Testing

/// The evaluator against a matcher that is too simple to be wrong.
@Suite struct EvaluatorReferenceTests {
  @Test(arguments: [
    (seed: 1, letters: [0x61, 0x62] as [UInt8], gapMax: 6, bytes: 40, cases: 500),
    (seed: 2, letters: [0x61, 0x62, 0x71, 0x00], gapMax: 20, bytes: 120, cases: 300),
    (seed: 3, letters: Array(0x61...0x70), gapMax: 1500, bytes: 1000, cases: 30),
  ])
  func agreesWithTheReference(
    seed: Int, letters: [UInt8], gapMax: Int, bytes: Int, cases: Int
  ) throws {
    var generator = PatternGenerator(
      random: Seeded(state: UInt64(seed)), letters: letters, gapMax: gapMax)
    var found = 0
    var compared = 0
    for number in 0..<cases {
      let line = "A:0:\(generator.offset(bytes)):\(generator.pattern())"
      let signature = try BodySignature(line: Array(line.utf8)[...])
      var image = ImageWriter()
      let part = PatternPart(offset: signature.offset, pattern: signature.pattern)
      let content = ContentSignature(
        name: "A", description: TargetDescription(target: .any), logic: .part(0, nil),
        parts: [.pattern(part)],
        isLogical: false)
      ContentRecords.compile([content]).write(to: &image)
      var evaluator = Evaluator(ContentTables(image: image.finish()))
      for _ in 0..<4 {
        let body = generator.body(for: signature.pattern, bytes: bytes)
        var budget = EvaluationBudget(steps: 1 << 30)
        let evaluation = evaluator.evaluate(
          0, in: Subject(bytes: body.span, type: .any), budget: &budget)
        let expected = ReferenceMatcher.matches(signature, body)
        compared += 1
        if expected { found += 1 }
        // Of strings of different lengths ClamAV takes one, and may miss what another leads to.
        if expected, !part.isPlain { continue }
        #expect((evaluation != .absent) == expected, "case \(number): \(line)")
      }
    }
    #expect(found > compared / 5 && found < compared * 9 / 10, "\(found) of \(compared)")
  }
}
