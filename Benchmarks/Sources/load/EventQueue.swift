import CEpoll
import Glibc

/// One epoll instance and the memory of its events.
///
/// Descriptors are added once, edge-triggered, for both directions, so that no request costs a call of
/// `epoll_ctl`. Whoever takes an event therefore reads and writes until the socket has no more.
@safe
struct EventQueue: ~Copyable {
  /// Whom an event is for: what kind of descriptor, and which one of its kind.
  struct Token {
    enum Kind: UInt32 {
      case upload
      case listener
      case sinkConnection
      case standardInput
    }

    let kind: Kind
    let index: Int

    init(_ kind: Kind, _ index: Int) {
      self.kind = kind
      self.index = index
    }

    fileprivate init(packed: UInt64) {
      guard let kind = Kind(rawValue: UInt32(packed >> 32)) else {
        preconditionFailure("an event carries a token that was never added")
      }
      self.init(kind, Int(UInt32(truncatingIfNeeded: packed)))
    }

    fileprivate var packed: UInt64 { UInt64(kind.rawValue) << 32 | UInt64(index) }
  }

  private static let eventsMax = 512
  private let descriptor: Int32
  private let events: UnsafeMutableBufferPointer<epoll_event>

  init() throws {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    unsafe events = .allocate(capacity: Self.eventsMax)
    unsafe events.initialize(repeating: epoll_event())
    guard descriptor >= 0 else { throw LoadError("epoll_create1", errno: errno) }
  }

  deinit {
    close(descriptor)
    unsafe events.deallocate()
  }

  /// Watches `socket` for both directions until it is closed.
  func add(_ socket: Int32, _ token: Token) throws {
    var event = unsafe epoll_event()
    unsafe event.events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue
    unsafe event.data.u64 = token.packed
    guard unsafe epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0 else {
      throw LoadError("epoll_ctl", errno: errno)
    }
  }

  /// Waits for events at most `milliseconds` and returns how many there are.
  func wait(milliseconds: Int32) throws -> Int {
    let count = unsafe epoll_wait(
      descriptor, events.baseAddress, Int32(Self.eventsMax), milliseconds)
    if count >= 0 { return Int(count) }
    if errno == EINTR { return 0 }
    throw LoadError("epoll_wait", errno: errno)
  }

  /// Whether event `position` of the last wait says more than that the socket can be written to.
  func isReadable(at position: Int) -> Bool {
    unsafe events[position].events & ~EPOLLOUT.rawValue != 0
  }

  /// The token of event `position` of the last wait.
  func token(at position: Int) -> Token {
    unsafe Token(packed: events[position].data.u64)
  }
}
