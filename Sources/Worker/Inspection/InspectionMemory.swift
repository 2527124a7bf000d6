import Synchronization

/// What all bodies under inspection take up, over all workers.
public final class InspectionMemory: Sendable {
  private let used = Atomic<Int>(0)

  /// Nothing is in use.
  public init() {}

  /// Bytes in use.
  public var usedBytes: Int { used.load(ordering: .relaxed) }

  /// Takes so many bytes, if no more than `bytesMax` are in use then.
  func take(_ bytes: Int, bytesMax: Int) -> Bool {
    var current = used.load(ordering: .relaxed)
    while true {
      guard bytes <= bytesMax - current else { return false }
      let (isExchanged, original) = used.compareExchange(
        expected: current, desired: current + bytes, ordering: .relaxed)
      if isExchanged { return true }
      current = original
    }
  }

  /// Gives so many bytes back.
  func giveBack(_ bytes: Int) { used.subtract(bytes, ordering: .relaxed) }
}
