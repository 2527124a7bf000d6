internal import Glibc
internal import Synchronization

/// What a worker keeps of a ``LogWake``: plain words, so that using them retains nothing.
///
/// Its holder keeps the ``LogWake`` alive.
@safe struct LogWaker {
  private let state: UnsafeMutablePointer<Atomic<UInt32>>
  private let descriptor: Int32

  init(state: UnsafeMutablePointer<Atomic<UInt32>>, descriptor: Int32) {
    unsafe self.state = state
    self.descriptor = descriptor
  }

  /// To be called when work has been published: wakes a sleeper, and one that naps only where the
  /// work is `urgent`.
  func wakeIfNeeded(urgent: Bool) {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    let seen = unsafe state.pointee.load(ordering: .relaxed)
    guard seen == LogWake.State.asleep || (urgent && seen == LogWake.State.napping) else { return }
    // Of several wakers one alone makes the call.
    let before = unsafe state.pointee.exchange(
      LogWake.State.awake, ordering: .acquiringAndReleasing)
    if before != LogWake.State.awake { signal() }
  }

  /// Wakes the sleeper whatever it does.
  func signal() {
    // A full pipe is as good as one byte more.
    unsafe withUnsafeBytes(of: UInt8(1)) { _ = unsafe write(descriptor, $0.baseAddress, 1) }
  }
}
