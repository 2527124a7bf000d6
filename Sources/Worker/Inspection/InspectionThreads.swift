import Glibc
public import Primitives
public import Signatures
import Synchronization

/// Threads that judge complete bodies, behind the workers: until sandboxed processes do it.
public final class InspectionThreads: InspectionPool {
  private struct State {
    var requests: [InspectionRequest] = []
    /// The database of the newest snapshot.
    var current: ObjectIdentifier?
    var isEnding = false

    /// The oldest request. The list is short: its length is bounded by `inspectionQueueMax`.
    mutating func takeFirst() -> InspectionRequest? {
      requests.isEmpty ? nil : requests.removeFirst()
    }
  }

  public let memory = InspectionMemory()
  private let threads: Int
  private let state = Mutex(State())
  /// Has one for each request, and for each word to a thread.
  private let event: Descriptor

  /// Makes a pool whose threads do not run yet.
  public init(threads: Int) throws(Errno) {
    precondition(threads > 0)
    self.threads = threads
    event = try Descriptor.makeSemaphore()
  }

  deinit { _ = close(event.number) }

  /// Starts the threads; each keeps the pool.
  public func start() throws(Errno) {
    for _ in 0..<threads {
      var thread = pthread_t()
      let box = unsafe Unmanaged.passRetained(self).toOpaque()
      let result = unsafe pthread_create(
        &thread, nil,
        { box in
          unsafe Unmanaged<InspectionThreads>.fromOpaque(box!).takeRetainedValue().run()
          return nil
        }, box)
      guard result == 0 else {
        unsafe Unmanaged<InspectionThreads>.fromOpaque(box).release()
        throw Errno(result)
      }
      pthread_detach(thread)
    }
  }

  public func submit(_ request: InspectionRequest) {
    state.withLock { $0.requests.append(request) }
    wake(1)
  }

  /// The workers serve by this from now on: no thread keeps another one longer than it must.
  public func adopted(_ database: SignatureDatabase?) {
    state.withLock { $0.current = database.map { ObjectIdentifier($0) } }
    wake(threads)
  }

  /// Ends the threads when what they have is judged.
  public func end() {
    state.withLock { $0.isEnding = true }
    wake(threads)
  }

  private func wake(_ count: Int) {
    var count = UInt64(count)
    _ = unsafe write(event.number, &count, 8)
  }

  private func run() {
    ThreadPriority.lower(niceness: ThreadPriority.inspectionNiceness)
    var inspection = BodyInspection()
    while true {
      var count: UInt64 = 0
      guard unsafe read(event.number, &count, 8) == 8 else { continue }
      let (request, current, isEnding) = state.withLock { state in
        (state.takeFirst(), state.current, state.isEnding)
      }
      if let request {
        request.answer(inspection.judge(request))
      } else if isEnding {
        return
      }
      // Those that began before a swap are few: what they need is made again for each.
      inspection.forget(butFor: current)
    }
  }
}
