internal import Glibc

/// How inspectors end, as they are counted.
public enum InspectorEnd: Int, CaseIterable, Sendable {
  /// It was told to, having judged its share, or grown.
  case retired
  /// It crashed: a trap, a fault, memory that ran out.
  case crashed
  /// Something else killed it: a lack of memory on the host, or somebody.
  case killed
  /// It made a system call that it must not make.
  case forbiddenCall
  /// It used more processor time for one body than it may.
  case cpuTime
  /// It did not report in time, and was killed.
  case timeout
  /// It said what no sound inspector says, and was killed.
  case malformed
  /// It gave up by itself.
  case gaveUp
  /// It, or the spawner, did not start.
  case unstarted

  /// The label of the cause in metrics and logs.
  public var name: StaticString {
    switch self {
    case .retired: "retired"
    case .crashed: "crashed"
    case .killed: "killed"
    case .forbiddenCall: "forbiddenCall"
    case .cpuTime: "cpuTime"
    case .timeout: "timeout"
    case .malformed: "malformed"
    case .gaveUp: "gaveUp"
    case .unstarted: "unstarted"
    }
  }

  /// What a status of `wait(2)` says.
  public init(status: Int32) {
    switch status & 0x7F {
    case 0: self = status >> 8 & 0xFF == 0 ? .retired : .gaveUp
    case SIGSYS: self = .forbiddenCall
    case SIGXCPU: self = .cpuTime
    case SIGKILL: self = .killed
    default: self = .crashed
    }
  }
}
