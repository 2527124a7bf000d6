internal import Glibc

/// A run of records that is sorted on a thread of its own while the next one is read.
final class HashRun: @unchecked Sendable {
  /// Touched by the thread until ``join()`` returns, by the owner after it.
  private var content: [HashRecord]
  private var thread: pthread_t?

  /// Takes records over and starts to sort them; at once where there can be no thread.
  init(sorting records: consuming [HashRecord]) {
    content = records
    var started = pthread_t()
    let box = unsafe Unmanaged.passRetained(self).toOpaque()
    let result = unsafe pthread_create(
      &started, nil,
      { box in
        unsafe Unmanaged<HashRun>.fromOpaque(box!).takeRetainedValue().content.sort()
        return nil
      }, box)
    if result == 0 {
      thread = started
    } else {
      unsafe Unmanaged<HashRun>.fromOpaque(box).release()
      content.sort()
    }
  }

  deinit {
    // The thread holds a reference: here it has ended or is about to.
    if let thread { pthread_detach(thread) }
  }

  /// Waits for the thread. Afterwards ``records`` may be read.
  func join() {
    guard let running = thread else { return }
    thread = nil
    _ = pthread_join(running, nil)
  }

  /// The records in order.
  var records: [HashRecord] {
    precondition(thread == nil, "a run is read while it is sorted")
    return content
  }
}
