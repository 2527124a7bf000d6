/// Memory for a fixed number of plain values, allocated once and checked on every access.
@safe
struct FixedArray<Element: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating element: Element, count: Int) {
    let base = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
    unsafe base.initialize(repeating: element, count: max(count, 1))
    unsafe self.base = base
    self.count = count
  }

  deinit { unsafe base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe base[index]
    }
    @inline(__always) nonmutating set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      unsafe base[index] = newValue
    }
  }

  /// The address of a run of elements; traps where it is not all inside.
  func run(at start: Int, count runCount: Int) -> UnsafeMutablePointer<Element> {
    precondition(start >= 0 && runCount >= 0 && start <= count - runCount)
    return unsafe base + start
  }
}
