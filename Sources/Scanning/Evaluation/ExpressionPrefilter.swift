internal import Hyperscan
internal import Signatures

/// Runs Hyperscan for the expressions that it knows, before PCRE2. For one thread.
struct ExpressionPrefilter: ~Copyable {
  private let filters: ExpressionFilters
  private var scratch: Scratch?

  /// What a report costs in steps of the evaluation.
  private static let stepsPerReport = 2
  /// How many steps each byte takes, for an expression of this many positions more: the slowest
  /// of some fifty made to be slow take 0.1 ns for each byte and position.
  private static let positionsPerStep = 32

  /// Allocates what all of the filters need.
  init(_ filters: ExpressionFilters) throws(HyperscanError) {
    self.filters = filters
    scratch = try filters.makeScratch()
  }

  /// The filter of an expression; `nil` where it has none.
  func filter(of expression: ContentExpressionRecord) -> ExpressionFilterRecord? {
    filters.place(of: expression).map { filters.records[$0] }
  }

  /// Where matches of an expression may begin.
  ///
  /// - Returns: `nil` where Hyperscan does not run it, or the budget does not suffice for that: then it
  ///   can be anywhere.
  mutating func places(
    of expression: ContentExpressionRecord, in bytes: Span<UInt8>, budget: inout EvaluationBudget
  ) -> ExpressionPlaces? {
    guard let place = filters.place(of: expression), scratch != nil else { return nil }
    let filter = filters.records[place]
    let cost = bytes.count / 2 + bytes.count * Int(filter.positions) / Self.positionsPerStep
    guard cost < budget.left else { return nil }
    let hasBound = filter.lengthMax != ExpressionFilterRecord.unbounded
    var places = ExpressionPlaces(
      lengthMin: Int(filter.lengthMin), lengthMax: hasBound ? Int(filter.lengthMax) : .max)
    let outcome = unsafe bytes.withUnsafeBytes { bytes in
      unsafe withUnsafeMutablePointer(to: &places) { places in
        unsafe filters.databases[place].scan(
          bytes, scratch: &scratch!, onMatch: ExpressionPlaces.onMatch,
          state: UnsafeMutableRawPointer(places))
      }
    }
    budget.spend(1 + cost + places.reportCount * Self.stepsPerReport)
    return outcome == .complete ? places : nil
  }
}
