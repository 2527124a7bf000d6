/// The memory of a head's fields, allocated once for as many as are allowed.
///
/// Sendable because it is owned by one value at a time and refers to nothing else.
@safe struct FieldTable: ~Copyable, @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<HeadField>
  private(set) var count = 0

  init(capacity: Int) {
    unsafe storage = .allocate(capacity: capacity)
  }

  deinit {
    // Fields are trivial values: there is nothing to deinitialise.
    unsafe storage.deallocate()
  }

  mutating func removeAll() { count = 0 }

  /// Returns false where the table is full.
  @inline(__always)
  mutating func append(_ field: HeadField) -> Bool {
    guard unsafe count < storage.count else { return false }
    // Below the capacity, checked above; the slot holds no value or a trivial one.
    unsafe storage.initializeElement(at: count, to: field)
    count += 1
    return true
  }

  subscript(index: Int) -> HeadField {
    @inline(__always)
    get {
      precondition(index >= 0 && index < count)
      return unsafe storage[index]
    }
  }

  mutating func markHopByHop(_ index: Int) {
    precondition(index >= 0 && index < count)
    unsafe storage[index].isHopByHop = true
  }
}
