/// When an upstream is taken out, and for how long.
public struct EjectionPolicy: Sendable, Equatable {
  /// Failures in a row that eject.
  public var maxFails: Int
  /// The first pause; each further one is twice as long.
  public var pauseNanoseconds: UInt64
  /// The longest pause.
  public var pauseNanosecondsMax: UInt64

  /// How many of a backend's upstreams may be ejected at a time, of a hundred. One always may.
  public var percentMax: Int

  /// Names the four.
  public init(
    maxFails: Int, pauseNanoseconds: UInt64, pauseNanosecondsMax: UInt64, percentMax: Int = 100
  ) {
    self.maxFails = maxFails
    self.pauseNanoseconds = pauseNanoseconds
    self.pauseNanosecondsMax = pauseNanosecondsMax
    self.percentMax = percentMax
  }

  /// Whether one more of `count` upstreams may be ejected where `ejected` are.
  func allowsOneMore(beside ejected: Int, of count: Int) -> Bool {
    ejected == 0 || (ejected + 1) * 100 <= count * percentMax
  }

  /// The pause after `times` earlier ejections in a row.
  func pauseNanoseconds(_ times: Int) -> UInt64 {
    let (pause, overflow) = pauseNanoseconds.multipliedReportingOverflow(by: 1 << min(times, 30))
    return overflow ? pauseNanosecondsMax : min(pause, pauseNanosecondsMax)
  }
}
