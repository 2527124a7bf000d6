/// A histogram as read at one time, for the control side.
public struct HistogramSnapshot: Sendable {
  /// The bounds of the buckets.
  public let buckets: HistogramBuckets
  /// Values in each bucket, not cumulated; the last is the bucket without a bound.
  public internal(set) var counts: [UInt64]
  /// The sum of all values.
  public internal(set) var sum: UInt64

  /// How many values were observed.
  public var count: UInt64 { counts.reduce(0, &+) }

  /// Adds the values of another histogram with the same buckets.
  public mutating func add(_ other: HistogramSnapshot) {
    precondition(counts.count == other.counts.count)
    for index in counts.indices { counts[index] &+= other.counts[index] }
    sum &+= other.sum
  }
}
