import Glibc
import Synchronization

/// How a worker wakes the thread that writes its log, with a system call only when it sleeps.
///
/// The sleeper announces its sleep and then looks once more for work; the waker makes its work
/// visible and then looks for a sleeper. A full fence between the two steps on either side makes it
/// impossible that both miss each other.
final class LogWake: Sendable {
  enum State {
    /// Running: it will look again by itself.
    static let awake: UInt32 = 0
    /// Gathering more work for a moment: woken only where a channel fills up.
    static let napping: UInt32 = 1
    /// Waiting for any work.
    static let asleep: UInt32 = 2
  }

  private let state = Atomic<UInt32>(State.awake)
  let readDescriptor: Int32
  private let writeDescriptor: Int32

  init() throws(LogError) {
    (readDescriptor, writeDescriptor) = try Self.pipe()
  }

  deinit {
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

  /// The waker's side, after its work has been published: wakes a sleeper, and one that naps only
  /// where the work is `urgent`.
  func wakeIfNeeded(urgent: Bool) {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    let seen = state.load(ordering: .relaxed)
    guard seen == State.asleep || (urgent && seen == State.napping) else { return }
    // Of several wakers one alone makes the call.
    guard state.exchange(State.awake, ordering: .acquiringAndReleasing) != State.awake else {
      return
    }
    signal()
  }

  /// Wakes the sleeper whatever it does, for commands to it.
  func signal() {
    // A full pipe is as good as one byte more.
    unsafe withUnsafeBytes(of: UInt8(1)) { _ = unsafe write(writeDescriptor, $0.baseAddress, 1) }
  }

  /// The sleeper's side: waits for work, for at most `milliseconds` where they are given.
  ///
  /// - Parameter hasWork: asked after the sleep is announced; with work there is no sleep.
  func sleep(milliseconds: Int32?, unless hasWork: () -> Bool) {
    state.store(milliseconds == nil ? State.asleep : State.napping, ordering: .relaxed)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if !hasWork() {
      var entry = pollfd(fd: readDescriptor, events: Int16(POLLIN), revents: 0)
      unsafe poll(&entry, 1, milliseconds ?? -1)
    }
    state.store(State.awake, ordering: .relaxed)
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
