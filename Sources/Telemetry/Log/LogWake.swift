import Glibc
import Synchronization

/// How a worker wakes the thread that writes its log, with a system call only when it sleeps.
///
/// The sleeper announces its sleep and then looks once more for work; the waker (``LogWaker``) makes
/// its work visible and then looks for a sleeper. A full fence between the two steps on either side
/// makes it impossible that both miss each other.
@safe final class LogWake: @unchecked Sendable {
  enum State {
    /// Running: it will look again by itself.
    static let awake: UInt32 = 0
    /// Gathering more work for a moment: woken only where a channel fills up.
    static let napping: UInt32 = 1
    /// Waiting for any work.
    static let asleep: UInt32 = 2
  }

  /// On a cache line of its own: every worker reads it at every flush.
  private let state: UnsafeMutablePointer<Atomic<UInt32>>
  private let readDescriptor: Int32
  private let writeDescriptor: Int32

  private static let lineBytes = 128

  init() throws(LogError) {
    (readDescriptor, writeDescriptor) = try Self.pipe()
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: Self.lineBytes, alignment: Self.lineBytes)
    unsafe state = memory.initializeMemory(as: Atomic<UInt32>.self, to: Atomic(State.awake))
  }

  deinit {
    unsafe UnsafeMutableRawPointer(state).deallocate()
    close(readDescriptor)
    close(writeDescriptor)
  }

  /// A pipe of which neither end blocks or survives `exec`.
  static func pipe() throws(LogError) -> (read: Int32, write: Int32) {
    var ends: (Int32, Int32) = (-1, -1)
    let result = unsafe withUnsafeMutableBytes(of: &ends) {
      unsafe Glibc.pipe($0.assumingMemoryBound(to: Int32.self).baseAddress)
    }
    guard result == 0 else { throw LogError(operation: .pipe, code: errno) }
    for descriptor in [ends.0, ends.1] {
      guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0
      else {
        let code = errno
        close(ends.0)
        close(ends.1)
        throw LogError(operation: .pipe, code: code)
      }
    }
    return ends
  }

  /// The waker's side; not to be used longer than this object lives.
  var waker: LogWaker { unsafe LogWaker(state: state, descriptor: writeDescriptor) }

  /// Wakes the sleeper whatever it does, for commands to it.
  func signal() { waker.signal() }

  /// The sleeper's side: waits for work, for at most `milliseconds` where they are given.
  ///
  /// - Parameter hasWork: asked after the sleep is announced; with work there is no sleep.
  func sleep(milliseconds: Int32?, unless hasWork: () -> Bool) {
    unsafe state.pointee.store(
      milliseconds == nil ? State.asleep : State.napping, ordering: .relaxed)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if !hasWork() {
      var entry = pollfd(fd: readDescriptor, events: Int16(POLLIN), revents: 0)
      unsafe poll(&entry, 1, milliseconds ?? -1)
    }
    unsafe state.pointee.store(State.awake, ordering: .relaxed)
    clear()
  }

  /// Takes back the signals that are there.
  func clear() {
    var bytes: UInt64 = 0
    unsafe withUnsafeMutableBytes(of: &bytes) {
      while unsafe read(readDescriptor, $0.baseAddress, $0.count) > 0 {}
    }
  }
}
