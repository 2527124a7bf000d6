import Glibc

/// The signals that the main thread waits for. They are blocked in all threads, so that they arrive
/// nowhere else.
enum Signals {
  /// What they mean.
  enum Event {
    /// SIGTERM or SIGINT: end.
    case end
    /// SIGHUP: adopt the configuration and signatures anew.
    case reload
    /// SIGUSR1: open the logs anew.
    case reopenLogs
    /// A worker's state has changed, or signatures were loaded.
    case change
  }

  private static var set: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2] { unsafe sigaddset(&set, signal) }
    return set
  }

  /// Blocks them; to be called before any thread is started. A peer that is gone is an error of the
  /// write, not a signal.
  static func prepare() {
    var set = set
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// The next event.
  static func next() -> Event {
    var set = set
    while true {
      var number: Int32 = 0
      guard unsafe sigwait(&set, &number) == 0 else { continue }
      switch number {
      case SIGTERM, SIGINT: return .end
      case SIGHUP: return .reload
      case SIGUSR1: return .reopenLogs
      default: return .change
      }
    }
  }

  /// Waits, at each change of a worker's state, until the condition holds. Other signals stay pending:
  /// one that ends the process while it starts must not be lost.
  static func waitUntil(_ condition: () throws -> Bool) throws {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGUSR2)
    while try !condition() {
      var number: Int32 = 0
      _ = unsafe sigwait(&set, &number)
    }
  }
}
