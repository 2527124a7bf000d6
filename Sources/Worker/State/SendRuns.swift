/// The runs of bytes of the send that is being put together.
@safe struct SendRuns: ~Copyable {
  private let runs: UnsafeMutablePointer<UnsafeRawBufferPointer>
  private let capacity: Int
  private var count = 0
  /// All runs' bytes.
  private(set) var bytes = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe runs = .allocate(capacity: capacity)
  }

  deinit { unsafe runs.deallocate() }

  var isEmpty: Bool { count == 0 }
  /// How many more runs fit.
  var room: Int { capacity - count }

  mutating func removeAll() {
    count = 0
    bytes = 0
  }

  /// Adds a run; one that continues the last one lengthens it.
  mutating func append(_ run: UnsafeRawBufferPointer) {
    precondition(count < capacity && run.count > 0)
    bytes += run.count
    if count > 0 {
      let last = unsafe runs[count - 1]
      if unsafe last.baseAddress! + last.count == run.baseAddress! {
        unsafe runs[count - 1] = UnsafeRawBufferPointer(
          start: last.baseAddress!, count: last.count + run.count)
        return
      }
    }
    unsafe (runs + count).initialize(to: run)
    count += 1
  }

  /// The bytes from a place in all runs on, to the end of the run that it lies in.
  func rest(from place: Int) -> UnsafeRawBufferPointer {
    var start = place
    for index in 0..<count {
      let run = unsafe runs[index]
      if start < run.count { return unsafe UnsafeRawBufferPointer(rebasing: run[start...]) }
      start -= run.count
    }
    return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The only run, where there is one.
  var single: UnsafeRawBufferPointer? { count == 1 ? unsafe runs[0] : nil }
  /// All runs.
  var all: UnsafeBufferPointer<UnsafeRawBufferPointer> {
    unsafe UnsafeBufferPointer(start: runs, count: count)
  }
}
