import Scanning
import Signatures
import Testing

/// Signatures and subjects made to be slow end at a bounded cost, and are never called absent.
@Suite struct EvaluatorBudgetTests {
  private func evaluate(
    _ notation: String, _ body: [UInt8], _ comparison: CountComparison? = nil, steps: UInt64
  ) throws -> (Evaluation, spent: UInt64) {
    let pattern = try BodyPattern(notation: Array(notation.utf8)[...])
    let signature = ContentSignature(
      name: "S", description: TargetDescription(target: .any), logic: .part(0, comparison),
      parts: [.pattern(PatternPart(offset: .any, pattern: pattern))], isLogical: true)
    var image = ImageWriter()
    ContentRecords.compile([signature]).write(to: &image)
    var evaluator = Evaluator(ContentTables(image: image.finish()))
    var budget = EvaluationBudget(steps: steps)
    let evaluation = evaluator.evaluate(
      0, in: Subject(bytes: body.span, type: .any), budget: &budget)
    return (evaluation, budget.spent)
  }

  /// Each place is left after at most as many steps as choices times distances, not their power.
  @Test func choicesThatBeginAlikeDoNotMultiply() throws {
    let choices = String(repeating: "(61|6161)", count: 24)
    let body = [UInt8](repeating: 0x61, count: 200)
    let (evaluation, spent) = try evaluate("6161\(choices)7a7a", body, steps: 1 << 40)
    #expect(evaluation == .absent)
    #expect(spent < UInt64(body.count) * 24 * 48 * 20)
  }

  @Test func gapsInGapsAreExhaustedOrDecided() throws {
    var random = Seeded(state: 3)
    let body = (0..<100_000).map { _ in UInt8.random(in: 0x61...0x62, using: &random) }
    let notation = "61626162{0-9000}6262{0-9000}6161{0-9000}6262{0-9000}7172"
    let (evaluation, spent) = try evaluate(notation, body, steps: 1 << 20)
    #expect(evaluation != .found(firstOffset: 0, size: 0))
    #expect(spent < 1 << 21)
  }

  @Test func countingToTheEndCostsWhatTheBytesAllow() throws {
    let body = [UInt8](repeating: 0, count: 1 << 20)
    let (evaluation, spent) = try evaluate(
      "0000", body, CountComparison(.equal, 3_000_000), steps: 1 << 30)
    #expect(evaluation == .absent)
    #expect(spent < UInt64(body.count) * 20)
  }

  @Test func whatIsNotDecidedIsExhausted() throws {
    let body = [UInt8](repeating: 0x61, count: 10_000)
    let (evaluation, spent) = try evaluate(
      "6161{1-5}6161", body, CountComparison(.equal, 9000), steps: 1000)
    #expect(evaluation == .exhausted)
    #expect(spent < 3000)
  }

  @Test func whatIsNotThereCostsOneStepForManyBytes() throws {
    var random = Seeded(state: 5)
    let body = (0..<1 << 17).map { _ in UInt8.random(in: 0...255, using: &random) }
    let (evaluation, spent) = try evaluate("deadbeef0102*0304cafe", body, steps: 1 << 30)
    #expect(evaluation == .absent)
    #expect(spent < UInt64(body.count) / 16)
  }
}
