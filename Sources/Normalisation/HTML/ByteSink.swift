/// Bytes that are appended one by one or in runs, without the checks that an array makes for each.
///
/// The memory is kept when the bytes are removed, so that a sink serves many inputs.
@safe struct ByteSink: ~Copyable {
  /// What a sink keeps of its memory for the next document.
  static let keptBytesMax = 4 << 20

  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  /// How many bytes there are.
  private(set) var count = 0

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// The bytes, valid until the next change.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe Span(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  subscript(_ index: Int) -> UInt8 {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return unsafe base[index]
    }
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count == capacity { reserve(1) }
    unsafe base[count] = byte
    count += 1
  }

  /// Appends a part of a span.
  mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= source.count)
    reserve(range.count)
    unsafe source.withUnsafeBufferPointer { pointer in
      if let start = pointer.baseAddress {
        unsafe (base + count).update(from: start + range.lowerBound, count: range.count)
      }
    }
    count += range.count
  }

  /// Appends all bytes of another sink.
  mutating func append(_ other: borrowing ByteSink) { append(other, 0..<other.count) }

  /// Appends a part of another sink.
  mutating func append(_ other: borrowing ByteSink, _ range: Range<Int>) {
    append(other.bytes, range)
  }

  /// Appends bytes that are known when this is compiled.
  mutating func append(_ literal: StaticString) {
    let length = literal.utf8CodeUnitCount
    reserve(length)
    unsafe (base + count).update(from: literal.utf8Start, count: length)
    count += length
  }

  /// Appends the first `kept` bytes of a block.
  @inline(__always)
  mutating func append(_ block: ByteBlock, keeping kept: Int) {
    if capacity - count < ByteBlock.count { reserve(ByteBlock.count) }
    unsafe UnsafeMutableRawPointer(base + count).storeBytes(
      of: block.bits.littleEndian, as: UInt64.self)
    count += kept
  }

  /// Takes the last byte away, where there is one.
  mutating func removeLast() {
    if count > 0 { count -= 1 }
  }

  /// Keeps the first `length` bytes, at most all of them.
  mutating func truncate(to length: Int) { count = min(count, max(length, 0)) }

  /// Removes all, and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Frees memory beyond a capacity; the bytes are removed.
  mutating func release(beyond limit: Int) {
    count = 0
    guard capacity > limit else { return }
    unsafe base.deallocate()
    capacity = max(limit, 64)
    unsafe base = .allocate(capacity: capacity)
  }

  /// A copy of the bytes from `start` on.
  func array(from start: Int = 0) -> [UInt8] { array(start..<count) }

  /// A copy of some of the bytes.
  func array(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Makes room for more bytes.
  private mutating func reserve(_ more: Int) {
    guard capacity - count < more else { return }
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = moved
    capacity = larger
  }
}
