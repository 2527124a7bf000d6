internal import Glibc

/// The bytes that verification can see: those of the current call, and a copy of the last ones before.
///
/// A fragment of a pattern covers at most `keepBytes` bytes, so any that ends in the current lease is
/// seen whole, and always as one run of memory: in the lease, or in the copy, to which the lease's
/// first bytes are added when a fragment lies across. Small leases are gathered in the copy, so that
/// single bytes cost no copy of the whole window each.
@safe
struct ResidentWindow: ~Copyable {
  /// Leases up to this size are gathered.
  static let smallLeaseBytesMax = 4096

  /// How many bytes before the newest stay visible.
  let keepBytes: Int

  /// The offset just past the newest byte: the bytes so far.
  private(set) var end: UInt64 = 0

  /// Bytes copied since ``reset()``.
  private(set) var copiedBytes: UInt64 = 0

  private let memory: FixedArray<UInt8>
  /// The body's offset of `memory[0]`, and how many bytes are valid.
  private var start: UInt64 = 0
  private var count = 0

  /// The current large lease.
  private var lease: UnsafePointer<UInt8>?
  private var leaseStart: UInt64 = 0
  private var leaseCount = 0

  init(keepBytes: Int) {
    self.keepBytes = keepBytes
    memory = FixedArray(repeating: 0, count: 2 * keepBytes + Self.smallLeaseBytesMax)
  }

  /// Forgets all bytes, for a new body.
  mutating func reset() {
    end = 0
    copiedBytes = 0
    start = 0
    count = 0
    unsafe lease = nil
  }

  /// Makes the next bytes visible, until ``depart()``.
  mutating func arrive(_ bytes: UnsafePointer<UInt8>, count leaseCount: Int) {
    if leaseCount <= Self.smallLeaseBytesMax {
      if count + leaseCount > memory.count { compact() }
      unsafe append(bytes, leaseCount)
    } else {
      compact()
      unsafe lease = bytes
      leaseStart = end
      self.leaseCount = leaseCount
    }
    end += UInt64(leaseCount)
  }

  /// Keeps a copy of the last bytes: the lease may go.
  mutating func depart() {
    guard let bytes = unsafe lease else { return }
    if leaseCount >= keepBytes {
      count = 0
      start = end - UInt64(keepBytes)
      unsafe append(bytes + (leaseCount - keepBytes), keepBytes)
    } else {
      let prefix = Int(start + UInt64(count) - leaseStart)
      unsafe append(bytes + prefix, leaseCount - prefix)
    }
    unsafe lease = nil
  }

  /// The bytes from one offset to another as one run; `nil` where they are no longer there.
  mutating func view(from low: UInt64, to high: UInt64) -> UnsafePointer<UInt8>? {
    guard low <= high, high <= end else { return nil }
    if let bytes = unsafe lease, low >= leaseStart {
      return unsafe bytes + Int(low - leaseStart)
    }
    guard low >= start else { return nil }
    if high > start + UInt64(count) { appendLeasePrefix() }
    guard high <= start + UInt64(count) else { return nil }
    return unsafe UnsafePointer(memory.run(at: Int(low - start), count: Int(high - low)))
  }

  /// Adds as much of the lease as a fragment that lies across can need.
  private mutating func appendLeasePrefix() {
    guard let bytes = unsafe lease, start + UInt64(count) == leaseStart else { return }
    unsafe append(bytes, min(leaseCount, keepBytes))
  }

  private mutating func append(_ bytes: UnsafePointer<UInt8>, _ byteCount: Int) {
    unsafe memcpy(memory.run(at: count, count: byteCount), bytes, byteCount)
    count += byteCount
    copiedBytes += UInt64(byteCount)
  }

  /// Moves the last `keepBytes` to the front.
  private mutating func compact() {
    guard count > keepBytes else { return }
    let surplus = count - keepBytes
    unsafe memmove(
      memory.run(at: 0, count: keepBytes), memory.run(at: surplus, count: keepBytes), keepBytes)
    start += UInt64(surplus)
    count = keepBytes
    copiedBytes += UInt64(keepBytes)
  }
}
