/// Who may use the scan API.
public struct ScanAccess: Sendable, Equatable {
  /// Everybody who reaches a listener that has it.
  public init() {}
}
