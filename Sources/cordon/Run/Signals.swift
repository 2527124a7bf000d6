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
    /// SIGUSR2: let the program that lies on the disk by now take this process's place.
    case replace
    /// A thread has announced something: a worker's state has changed, say, or signatures were loaded.
    case change
  }

  private static var set: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, announcement] {
      unsafe sigaddset(&set, signal)
    }
    return set
  }

  /// What threads wake the main thread with. Nothing else uses it here, and where nobody waits it does nothing.
  private static let announcement = SIGURG

  /// Tells the main thread that something has changed. Any thread.
  static func announce() { kill(getpid(), announcement) }

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
      case SIGUSR2: return .replace
      default: return .change
      }
    }
  }

  /// Waits, at each announcement, until the condition holds. Other signals stay pending:
  /// one that ends the process while it starts must not be lost.
  static func waitUntil(_ condition: () throws -> Bool) throws {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, announcement)
    while try !condition() {
      var number: Int32 = 0
      _ = unsafe sigwait(&set, &number)
    }
  }
}
