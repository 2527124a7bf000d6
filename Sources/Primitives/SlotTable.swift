/// A slot of a ``SlotTable`` at one moment of its life.
public struct Handle: Hashable, Sendable {
  /// The slot's index.
  public var slot: UInt32
  /// The slot's generation when the handle was made; odd, as it was in use.
  public var generation: UInt32

  /// Names a slot at a generation.
  @inlinable public init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// A handle that no table gives out.
  @inlinable public static var none: Handle { Handle(slot: .max, generation: 0) }
  /// Whether this is ``none``.
  @inlinable public var isNone: Bool { slot == .max }
}

/// A fixed number of elements, each in use or free, found by index in constant time.
///
/// All memory is reserved when the table is made, and touched only when a slot is first used: an
/// unused table costs address space alone. The lowest free slot that was freed last is used next,
/// so that a busy table stays warm. Taking and freeing a slot each add one to its generation (odd:
/// in use), which makes old ``Handle``s and tokens of it recognisable.
///
/// Elements should be trivial (no references): a table of references would count on every touch.
@safe public struct SlotTable<Element>: ~Copyable {
  @usableFromInline let elements: UnsafeMutablePointer<Element>
  @usableFromInline let generations: UnsafeMutablePointer<UInt32>
  @usableFromInline let freed: UnsafeMutablePointer<UInt32>
  @usableFromInline var freedCount = 0
  /// One past the highest slot ever used.
  public private(set) var highWater = 0
  /// How many slots there are.
  public let capacity: Int
  /// How many slots are in use.
  public private(set) var count = 0

  /// Reserves `capacity` slots.
  public init(capacity: Int) {
    precondition(capacity >= 0 && capacity <= Int(Token.slotMax))
    self.capacity = capacity
    unsafe elements = .allocate(capacity: max(1, capacity))
    unsafe generations = .allocate(capacity: max(1, capacity))
    unsafe freed = .allocate(capacity: max(1, capacity))
  }

  deinit {
    for slot in 0..<highWater where unsafe generations[slot] & 1 == 1 {
      unsafe elements.advanced(by: slot).deinitialize(count: 1)
    }
    unsafe elements.deallocate()
    unsafe generations.deallocate()
    unsafe freed.deallocate()
  }

  /// Takes a free slot and puts `element` there; `nil` when all are in use.
  public mutating func insert(_ element: Element) -> Handle? {
    let slot: UInt32
    if freedCount > 0 {
      freedCount -= 1
      slot = unsafe freed[freedCount]
    } else if highWater < capacity {
      slot = UInt32(highWater)
      unsafe generations[highWater] = 0
      highWater += 1
    } else {
      return nil
    }
    unsafe elements.advanced(by: Int(slot)).initialize(to: element)
    unsafe generations[Int(slot)] = (generations[Int(slot)] &+ 1) & Token.generationMask
    count += 1
    return unsafe Handle(slot: slot, generation: generations[Int(slot)])
  }

  /// Frees a slot in use. Its handles are stale from now on.
  public mutating func remove(_ slot: UInt32) {
    precondition(isInUse(slot), "a slot is freed once")
    unsafe elements.advanced(by: Int(slot)).deinitialize(count: 1)
    unsafe generations[Int(slot)] = (generations[Int(slot)] &+ 1) & Token.generationMask
    unsafe freed[freedCount] = slot
    freedCount += 1
    count -= 1
  }

  /// The present generation of a slot that has been used.
  @inlinable public func generation(_ slot: UInt32) -> UInt32 {
    precondition(Int(slot) < capacity)
    return unsafe generations[Int(slot)]
  }

  /// Whether the slot is taken.
  @inlinable public func isInUse(_ slot: UInt32) -> Bool {
    Int(slot) < highWater && generation(slot) & 1 == 1
  }

  /// Whether the handle still names what it named when it was made.
  @inlinable public func contains(_ handle: Handle) -> Bool {
    Int(handle.slot) < highWater && generation(handle.slot) == handle.generation
  }

  /// The element of a slot in use; a free slot traps.
  @inlinable public subscript(slot: UInt32) -> Element {
    unsafeAddress {
      precondition(isInUse(slot))
      return unsafe UnsafePointer(elements.advanced(by: Int(slot)))
    }
    unsafeMutableAddress {
      precondition(isInUse(slot))
      return unsafe elements.advanced(by: Int(slot))
    }
  }
}
