/// A read-only array in a ``DatabaseImage``, checked on every access.
///
/// The records of a compiled database are read through these: a scan holds copies of the
/// descriptors, so that reading needs no reference counting. Whoever copies one keeps the image, or
/// its owner, the ``SignatureDatabase``, alive.
///
/// Public, as what is generic and of the package alone is not inlined where it is used, and reading an
/// element is then two calls.
@safe
public struct Table<Element: BitwiseCopyable>: @unchecked Sendable {
  @usableFromInline let base: UnsafePointer<Element>

  /// How many elements there are.
  public let count: Int

  /// A view of memory that something else owns; without an address it is empty.
  init(unsafeBase base: UnsafePointer<Element>?, count: Int) {
    precondition(unsafe base != nil || count == 0)
    unsafe self.base = unsafe base ?? UnsafePointer(bitPattern: MemoryLayout<Element>.alignment)!
    self.count = count
  }

  /// The element at a place; traps outside.
  @inlinable public subscript(index: Int) -> Element {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
    return unsafe base[index]
  }

  /// A run of elements as a table of its own; traps where it is not all inside.
  package func part(at start: Int, count partCount: Int) -> Table {
    unsafe Table(unsafeBase: run(at: start, count: partCount), count: partCount)
  }

  /// The address of a run of elements; traps where it is not all inside.
  @inlinable public func run(at start: Int, count runCount: Int) -> UnsafePointer<Element> {
    precondition(start >= 0 && runCount >= 0 && start <= count - runCount)
    return unsafe base + start
  }
}
