import Glibc
public import Primitives

/// Small pieces of memory of one size, for heads: partial ones, and canonical ones until they are sent.
///
/// Reserved as one mapping when the pool is made and touched page by page as it is used; the block
/// that was freed last is used next.
@safe public struct BlockPool: ~Copyable {
  /// How many blocks there are.
  public let capacity: Int
  /// The size of each.
  public let bytes: Int
  let base: UnsafeMutableRawPointer
  let free: UnsafeMutablePointer<UInt32>
  let isUsed: UnsafeMutablePointer<Bool>
  private var freedCount = 0
  private var highWater = 0
  /// How many are in use.
  public private(set) var count = 0

  /// Maps `capacity` blocks of `bytes` bytes.
  public init(capacity: Int, bytes: Int) throws(Errno) {
    let mapping = unsafe mmap(
      nil, capacity * bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
      -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { throw Errno.last }
    self.capacity = capacity
    self.bytes = bytes
    unsafe base = mapping
    unsafe free = .allocate(capacity: capacity)
    unsafe isUsed = .allocate(capacity: capacity)
  }

  deinit {
    unsafe munmap(base, capacity * bytes)
    unsafe free.deallocate()
    unsafe isUsed.deallocate()
  }

  /// Takes a block; `nil` when all are in use.
  public mutating func take() -> UInt32? {
    let block: UInt32
    if freedCount > 0 {
      freedCount -= 1
      block = unsafe free[freedCount]
    } else if highWater < capacity {
      block = UInt32(highWater)
      highWater += 1
    } else {
      return nil
    }
    unsafe isUsed[Int(block)] = true
    count += 1
    return block
  }

  /// Gives a block back.
  public mutating func release(_ block: UInt32) {
    precondition(Int(block) < highWater)
    precondition(unsafe isUsed[Int(block)], "a block is given back once")
    unsafe isUsed[Int(block)] = false
    unsafe free[freedCount] = block
    freedCount += 1
    count -= 1
  }

  /// The memory of a block.
  public func memory(_ block: UInt32) -> UnsafeMutableRawBufferPointer {
    precondition(Int(block) < highWater)
    return unsafe UnsafeMutableRawBufferPointer(start: base + Int(block) * bytes, count: bytes)
  }
}
