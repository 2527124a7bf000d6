/// Whether an upstream is up, by the checks it has passed and failed in a row.
///
/// It is up until it has failed so often as `fall` says: a process that starts must not wait for checks
/// before it serves.
public struct CheckTally: Sendable {
  /// Whether it is up.
  public private(set) var isUp = true
  /// How many checks have contradicted that in a row.
  private var contradictions = 0

  /// Nothing has been checked yet.
  public init() {}

  /// Counts a check. True: that has changed whether it is up.
  public mutating func count(isPassed: Bool, rise: Int, fall: Int) -> Bool {
    guard isPassed != isUp else {
      contradictions = 0
      return false
    }
    contradictions += 1
    guard contradictions >= (isUp ? fall : rise) else { return false }
    contradictions = 0
    isUp.toggle()
    return true
  }
}
