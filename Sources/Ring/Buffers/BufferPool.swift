import Glibc
public import Primitives

/// The receive buffers of one worker: one mapping of equal pieces, each free, provided to the
/// kernel, or leased.
///
/// A piece is `headroom` bytes and then `bytes` bytes. The kernel receives into the latter; the
/// headroom is for a canonical head, so that head and body leave in one send although only the body
/// arrived. A leased buffer is counted by its users (the segments of an exchange, the sends in
/// flight); the last one to let go frees it. Free buffers are used again last in, first out: the
/// warmest one is next.
///
/// The memory is mapped when the pool is made and touched as it is used. It never grows: when it is
/// empty, receiving stops.
@safe public struct BufferPool: ~Copyable {
  /// How many buffers there are.
  public let capacity: Int
  /// How many bytes the kernel may put into one.
  public let bytes: Int
  /// How many bytes lie free before them.
  public let headroom: Int
  /// The lowest number of free buffers seen since the pool was made.
  public private(set) var freeCountMin: Int

  let base: UnsafeMutableRawPointer
  let stride: Int
  let users: UnsafeMutablePointer<UInt16>
  let free: UnsafeMutablePointer<UInt16>
  /// How many buffers are neither provided nor leased.
  public private(set) var freeCount: Int

  /// The most buffers one ring can name.
  public static let capacityMax = 32_768

  /// Maps `capacity` pieces of `stride` bytes, `headroom` of each kept for heads.
  public init(capacity: Int, stride: Int, headroom: Int) throws(Errno) {
    precondition(capacity > 0 && capacity <= Self.capacityMax)
    precondition(stride % 4096 == 0 && headroom % 64 == 0 && headroom < stride)
    let mapping = unsafe mmap(
      nil, capacity * stride, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
      -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { throw Errno.last }
    // Fewer address translations for the kernel's copies. Where it is not granted, nothing is lost.
    unsafe madvise(mapping, capacity * stride, Int32(MADV_HUGEPAGE))
    self.capacity = capacity
    self.stride = stride
    self.headroom = headroom
    bytes = stride - headroom
    unsafe base = mapping
    unsafe users = .allocate(capacity: capacity)
    unsafe users.initialize(repeating: 0, count: capacity)
    unsafe free = .allocate(capacity: capacity)
    for index in 0..<capacity { unsafe free[index] = UInt16(capacity - 1 - index) }
    freeCount = capacity
    freeCountMin = capacity
  }

  deinit {
    unsafe munmap(base, capacity * stride)
    unsafe users.deallocate()
    unsafe free.deallocate()
  }

  /// Takes the warmest free buffer, for one user; `nil` when there is none.
  public mutating func take() -> UInt16? {
    guard freeCount > 0 else { return nil }
    freeCount -= 1
    freeCountMin = min(freeCountMin, freeCount)
    let buffer = unsafe free[freeCount]
    unsafe users[Int(buffer)] = 1
    return buffer
  }

  /// One more user of a buffer that has one.
  public mutating func retain(_ buffer: UInt16) {
    precondition(userCount(buffer) > 0)
    unsafe users[Int(buffer)] += 1
  }

  /// One user less. The last one frees the buffer.
  public mutating func release(_ buffer: UInt16) {
    let left = userCount(buffer)
    precondition(left > 0, "a lease is given back once")
    unsafe users[Int(buffer)] = left - 1
    if left == 1 {
      unsafe free[freeCount] = buffer
      freeCount += 1
    }
  }

  /// How many users a buffer has; none: it is free.
  public func userCount(_ buffer: UInt16) -> UInt16 {
    precondition(Int(buffer) < capacity)
    return unsafe users[Int(buffer)]
  }

  /// The whole piece: headroom and bytes. Offsets of segments count from here.
  public func piece(_ buffer: UInt16) -> UnsafeMutableRawBufferPointer {
    precondition(Int(buffer) < capacity)
    return unsafe UnsafeMutableRawBufferPointer(
      start: base + Int(buffer) * stride, count: stride)
  }

  /// What the kernel fills.
  public func receivable(_ buffer: UInt16) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: piece(buffer)[headroom...])
  }

  /// A part of a piece, bounds checked.
  public func slice(_ buffer: UInt16, offset: Int, count: Int) -> UnsafeMutableRawBufferPointer {
    precondition(offset >= 0 && count >= 0 && offset <= stride - count)
    return unsafe UnsafeMutableRawBufferPointer(
      start: piece(buffer).baseAddress! + offset, count: count)
  }
}
