import CUring
import Glibc
public import Primitives

/// The kernel's io_uring, as one worker uses it.
///
/// Set up with `SINGLE_ISSUER` and `DEFER_TASKRUN`: all kernel work for this ring happens on the
/// worker's thread, inside ``submit(waitingUntilNanoseconds:)``. Completions are drained by reading the
/// ring's head and tail: `io_uring_peek_cqe` would enter the kernel whenever the ring is empty.
@safe public struct UringDriver: ~Copyable {
  var ring: UnsafeMutablePointer<io_uring>
  /// One message header and its vectors for each submission entry: the kernel copies them when the
  /// entry is submitted, so that they are free again after that.
  let headers: UnsafeMutablePointer<msghdr>
  let vectors: UnsafeMutablePointer<iovec>
  /// Likewise the addresses of connects.
  let addresses: UnsafeMutablePointer<sockaddr_storage>
  let entries: Int
  var groups: (uploads: ProvidedBuffers, responses: ProvidedBuffers)
  var currentDirectory: UnsafeMutablePointer<CChar>

  public private(set) var nowNanoseconds: UInt64
  public private(set) var overflows: UInt64 = 0

  /// Sets up a ring of `entries` submissions (a power of two) and eight times as many completions.
  ///
  /// Throws `EPERM` where io_uring is switched off, `EINVAL` where the kernel is older than 6.1,
  /// `ENOMEM` where a limit on locked memory does not allow it.
  public init(entries: Int = 1024) throws(Errno) {
    unsafe ring = .allocate(capacity: 1)
    unsafe ring.initialize(to: io_uring())
    var parameters = io_uring_params()
    parameters.flags = UInt32(CORDON_SETUP)
    parameters.cq_entries = UInt32(entries * 8)
    let result = unsafe io_uring_queue_init_params(UInt32(entries), ring, &parameters)
    guard result == 0 else {
      unsafe ring.deallocate()
      throw Errno(-result)
    }
    unsafe cordon_uring_identity(ring)
    _ = unsafe io_uring_register_ring_fd(ring)
    self.entries = entries
    unsafe headers = .allocate(capacity: entries)
    unsafe vectors = .allocate(capacity: entries * Self.runsMax)
    unsafe addresses = .allocate(capacity: entries)
    unsafe currentDirectory = .allocate(capacity: 2)
    unsafe currentDirectory[0] = 46
    unsafe currentDirectory[1] = 0
    groups = (ProvidedBuffers(), ProvidedBuffers())
    nowNanoseconds = Clock.monotonicNanoseconds()
  }

  deinit {
    unsafe io_uring_queue_exit(ring)
    groups.uploads.unmap()
    groups.responses.unmap()
    unsafe ring.deallocate()
    unsafe headers.deallocate()
    unsafe vectors.deallocate()
    unsafe addresses.deallocate()
    unsafe currentDirectory.deallocate()
  }

  public var clockNanoseconds: UInt64 { Clock.monotonicNanoseconds() }

  /// The next submission entry. A full queue is handed to the kernel first, so there always is one.
  mutating func next() -> UnsafeMutablePointer<io_uring_sqe> {
    while true {
      if let entry = unsafe cordon_uring_next(ring) { return unsafe entry }
      _ = unsafe enter(wait: 0, timeout: nil)
    }
  }

  /// One system call: everything collected is submitted, deferred work runs, completions appear.
  mutating func enter(wait: UInt32, timeout: UnsafeMutablePointer<__kernel_timespec>?) -> Int32 {
    let submitted = unsafe cordon_uring_flush(ring)
    return unsafe cordon_uring_enter(ring, submitted, wait, timeout)
  }
}

extension UringDriver {
  /// See ``RingDriver/submit(waitingUntilNanoseconds:)``. Being interrupted, running out of time and a full
  /// completion queue are not errors.
  public mutating func submit(waitingUntilNanoseconds deadline: UInt64?) throws(Errno) {
    var result: Int32
    if let deadline, deadline > nowNanoseconds, unsafe cordon_uring_ready(ring) == 0 {
      let wait = deadline - nowNanoseconds
      var time = __kernel_timespec()
      time.tv_sec = Int64(wait / 1_000_000_000)
      time.tv_nsec = Int64(wait % 1_000_000_000)
      result = unsafe enter(wait: 1, timeout: &time)
    } else {
      result = unsafe enter(wait: 0, timeout: nil)
    }
    if unsafe cordon_uring_overflowed(ring) != 0 { overflows += 1 }
    nowNanoseconds = Clock.monotonicNanoseconds()
    if result < 0, ![EINTR, ETIME, EBUSY, EAGAIN].contains(-result) { throw Errno(-result) }
  }

  /// See ``RingDriver/nextCompletion()``.
  public mutating func nextCompletion() -> Completion? {
    while unsafe cordon_uring_ready(ring) > 0 {
      let entry = unsafe cordon_uring_first(ring).pointee
      unsafe cordon_uring_seen(ring)
      // Zero is the token of what does not complete; only its failures arrive here.
      guard entry.user_data != 0 else { continue }
      let flags = Int(entry.flags)
      return Completion(
        token: Token(bits: entry.user_data), result: entry.res,
        buffer: flags & CORDON_CQE_BUFFER != 0
          ? UInt16(truncatingIfNeeded: flags >> CORDON_CQE_BUFFER_SHIFT) : nil,
        isMoreToCome: flags & CORDON_CQE_MORE != 0,
        isSocketNonempty: flags & CORDON_CQE_NONEMPTY != 0)
    }
    return nil
  }
}
