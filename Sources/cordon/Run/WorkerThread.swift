import Configuration
import Glibc
import Primitives
import Proxy
import Ring
import Synchronization
import Telemetry
import Worker

/// What a worker's thread is given.
struct WorkerAssignment: Sendable {
  var settings: WorkerSettings
  var loads: UpstreamLoads
  var metrics: WorkerMetrics
  var access: LogChannel?
  var detections: LogChannel?
  var admin: any AdminSource
  var mailbox: Mailbox
  var colleagues: Colleagues
  var spillDirectory: Descriptor
  var inspectionPool: any InspectionPool
  var quarantine: QuarantineIntake?
}

/// A thread that runs one worker, tied to its core.
final class WorkerThread: Sendable {
  /// How the worker is doing.
  enum State: Sendable {
    case starting
    case running
    case failed(String)
    case ended
  }

  let assignment: WorkerAssignment
  private let shared = Mutex(State.starting)

  init(_ assignment: WorkerAssignment) { self.assignment = assignment }

  /// How the worker is doing now. Each change is announced (``Signals/announce()``).
  var state: State { shared.withLock { $0 } }

  /// Starts the thread.
  func start() throws(Errno) {
    try DetachedThread.start { [self] in run() }
  }

  private func change(to state: State) {
    shared.withLock { $0 = state }
    Signals.announce()
  }

  private func run() {
    // A core that cannot be had costs speed, nothing else.
    try? Cores.pin(assignment.settings.index)
    do throws(Errno) {
      var worker = try Worker<UringDriver>(
        driver: try UringDriver(), settings: assignment.settings, loads: assignment.loads,
        metrics: assignment.metrics,
        logs: WorkerLogs(
          access: assignment.access?.producer(), detections: assignment.detections?.producer()),
        admin: assignment.admin, mailbox: assignment.mailbox,
        colleagues: assignment.colleagues,
        spillDirectory: assignment.spillDirectory, inspectionPool: assignment.inspectionPool,
        quarantine: assignment.quarantine)
      change(to: .running)
      try worker.run()
      change(to: .ended)
    } catch {
      change(to: .failed("\(error)"))
    }
  }
}
