/// The buckets of a histogram: linear steps within each power of two.
///
/// Bucket `i` counts the values up to and including `bound(of: i)` that no earlier bucket counts; one
/// more bucket takes what is larger than the last bound. The bucket of a value is found by counting
/// leading zeros: no search, no table.
public struct HistogramBuckets: Sendable {
  /// The first bound is two to the power of this.
  @usableFromInline let exponentMin: Int
  /// The last bound is two to the power of this.
  @usableFromInline let exponentMax: Int
  /// Each power of two is cut into two to the power of this.
  @usableFromInline let stepBits: Int

  @inlinable init(exponentMin: Int, exponentMax: Int, stepBits: Int) {
    self.exponentMin = exponentMin
    self.exponentMax = exponentMax
    self.stepBits = stepBits
  }

  /// Nanoseconds from 8.192 µs to 68.7 s, two steps for each doubling: 47 bounds.
  @inlinable public static var nanoseconds: Self {
    Self(exponentMin: 13, exponentMax: 36, stepBits: 1)
  }

  /// Bytes from 256 to 64 GiB, doubling: 29 bounds.
  @inlinable public static var bytes: Self {
    Self(exponentMin: 8, exponentMax: 36, stepBits: 0)
  }

  /// How many buckets have a bound; the one without comes after them.
  @inlinable public var boundCount: Int { (exponentMax - exponentMin) &<< stepBits + 1 }

  /// The largest value that bucket `index` counts.
  public func bound(of index: Int) -> UInt64 {
    precondition(index >= 0 && index < boundCount)
    let exponent = exponentMin + index >> stepBits
    let step = UInt64(index & (1 << stepBits - 1))
    return 1 << UInt64(exponent) + step << UInt64(exponent - stepBits)
  }

  /// The bucket that counts `value`, in `0 ... boundCount`.
  @inlinable public func index(of value: UInt64) -> Int {
    // A bound belongs to the bucket below it, so the value before decides.
    let before = value &- (value == 0 ? 0 : 1)
    guard before >> UInt64(exponentMin) != 0 else { return 0 }
    let exponent = 63 &- before.leadingZeroBitCount
    guard exponent < exponentMax else { return boundCount }
    let step =
      Int(truncatingIfNeeded: before &>> UInt64(exponent &- stepBits)) & (1 &<< stepBits &- 1)
    return (exponent &- exponentMin) &<< stepBits &+ step &+ 1
  }
}
