internal import CInspectors
internal import Glibc
public import Primitives

/// The sandbox of an inspector: entered once, from inside, before the first byte of an upload, and never
/// left.
public enum Sandbox {
  /// Closes the sandbox around the calling process, which must have one thread.
  ///
  /// What the host does not give is left out, and missing in the result: whether that is enough is for
  /// the caller to judge. The order matters: each step needs what a later one takes away.
  ///
  /// - Parameter layers: those that are to be closed; all but in tests of one alone.
  /// - Throws: where the process would be left with rights that it must not have.
  public static func enter(
    _ limits: InspectorLimits, layers: SandboxLayers = .all
  ) throws(Errno) -> SandboxState {
    var closed: SandboxLayers = []
    if limits.isBatch, layers.contains(.priority), lowerPriority() { closed.insert(.priority) }
    preferForKilling()
    if !layers.isDisjoint(with: [.network, .files, .user]) {
      closed.formUnion(try separate(layers))
    }
    // A change of the user takes both of these back.
    guard cordon_inspectors_prctl(PR_SET_DUMPABLE, 0) == 0 else { throw Errno.last }
    guard cordon_inspectors_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)) == 0 else { throw Errno.last }
    if layers.contains(.noNewPrivileges), cordon_inspectors_prctl(PR_SET_NO_NEW_PRIVS, 1) == 0 {
      closed.insert(.noNewPrivileges)
    }
    if layers.contains(.limits) {
      try limit(limits)
      closed.insert(.limits)
    }
    var landlockVersion = 0
    if layers.contains(.landlock), let version = lockPaths() {
      landlockVersion = version
      closed.insert(.landlock)
    }
    if layers.contains(.systemCalls), SystemCallFilter.install() { closed.insert(.systemCalls) }
    return SandboxState(layers: closed, landlockVersion: landlockVersion)
  }

  /// Batch work behind the workers: its wake-ups preempt nobody. Not `SCHED_IDLE`: where cores are busy,
  /// that is nearly nothing of them, and uploads would wait for their verdicts until they are out of time.
  private static func lowerPriority() -> Bool {
    cordon_inspectors_schedule(UInt32(SCHED_BATCH), ThreadPriority.behindWorkers) == 0
  }

  /// Where memory runs out, an inspector goes first: it costs one upload its verdict.
  private static func preferForKilling() {
    let file = unsafe open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    let most = Array("1000".utf8)
    _ = unsafe write(file, most, most.count)
    close(file)
  }

  /// Memory is limited as data and not as address space: that would count the body and the database, which
  /// are others' and of any size. What is shared without a file, which data does not count, the filter
  /// of system calls refuses.
  private static func limit(_ limits: InspectorLimits) throws(Errno) {
    let memory = UInt64(limits.memoryBytesMax)
    let fixed: [(resource: Resource, limit: UInt64)] = [
      (.data, memory), (.fileSize, 0), (.core, 0), (.processes, 0), (.lockedMemory, 0),
      (.messageQueues, 0), (.pendingSignals, 0), (.descriptors, InspectorLimits.descriptorsMax),
    ]
    for (resource, limit) in fixed {
      guard cordon_inspectors_limit(resource.rawValue, limit, limit) == 0 else { throw Errno.last }
    }
  }

  /// The kernel's numbers, which Glibc's module has as values of another type.
  private enum Resource: Int32 {
    case fileSize = 1
    case data = 2
    case core = 4
    case processes = 6
    case descriptors = 7
    case lockedMemory = 8
    case pendingSignals = 11
    case messageQueues = 12
  }

  /// Allows the calling process so much processor time from now on, and ends it by `SIGXCPU` after that.
  package static func limitTime(_ limits: InspectorLimits) {
    let cpuTime: Int32 = 0
    var used = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    let seconds = UInt64(max(0, used.tv_sec)) + 1 + limits.cpuSecondsMax
    _ = cordon_inspectors_limit(cpuTime, seconds, UInt64.max)
  }
}
