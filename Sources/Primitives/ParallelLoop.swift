internal import Glibc
internal import Synchronization

/// A loop whose turns are spread over threads: for work outside the data path that takes seconds.
///
/// The threads are made for the loop and inherit the caller's priority, so that a build in the
/// background stays there.
public enum ParallelLoop {
  /// Calls `body` with every index below `count`, each once, on up to `threads` threads of which the
  /// caller's is one. Returns when all calls have.
  ///
  /// Where no thread can be had, the others do its share.
  public static func run(
    _ count: Int, threads: Int = Cores.count, body: @Sendable @escaping (Int) -> Void
  ) {
    let loop = Loop(count: count, body: body)
    var others: [pthread_t] = []
    for _ in 1..<max(1, min(threads, count)) {
      var thread = pthread_t()
      let box = unsafe Unmanaged.passRetained(loop).toOpaque()
      let result = unsafe pthread_create(
        &thread, nil,
        { box in
          unsafe Unmanaged<Loop>.fromOpaque(box!).takeRetainedValue().takeTurns()
          return nil
        }, box)
      guard result == 0 else {
        unsafe Unmanaged<Loop>.fromOpaque(box).release()
        break
      }
      others.append(thread)
    }
    loop.takeTurns()
    for thread in others { pthread_join(thread, nil) }
  }

  /// What the threads share.
  private final class Loop: Sendable {
    private let count: Int
    private let body: @Sendable (Int) -> Void
    private let next = Atomic<Int>(0)

    init(count: Int, body: @Sendable @escaping (Int) -> Void) {
      self.count = count
      self.body = body
    }

    func takeTurns() {
      while true {
        let turn = next.add(1, ordering: .relaxed).oldValue
        guard turn < count else { return }
        body(turn)
      }
    }
  }

  private final class Values<Value: Sendable>: Sendable {
    let list: Mutex<[Value?]>

    init(_ count: Int) { list = Mutex([Value?](repeating: nil, count: count)) }
  }

  /// The same for turns that each give a value: the values in the order of their indices.
  public static func map<Value: Sendable>(
    _ count: Int, threads: Int = Cores.count, body: @Sendable @escaping (Int) -> Value
  ) -> [Value] {
    let values = Values<Value>(count)
    run(count, threads: threads) { turn in
      let value = body(turn)
      values.list.withLock { $0[turn] = value }
    }
    return values.list.withLock { list in list.map { $0! } }
  }
}
