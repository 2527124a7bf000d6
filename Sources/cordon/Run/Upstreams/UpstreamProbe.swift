import Configuration
import Glibc
import Primitives
import Proxy

/// The checks of one upstream, one after the other, over sockets that never block.
struct UpstreamProbe: ~Copyable {
  let upstream: WatchedUpstream
  let check: UpstreamCheck
  private(set) var tally = CheckTally()
  /// When the next check begins.
  private(set) var dueNanoseconds: UInt64
  /// The socket of the check under way; negative: none is.
  private(set) var socket: Int32 = -1
  /// When the check under way has taken too long.
  private var deadlineNanoseconds = UInt64.max
  private var isConnected = false
  private var unsent: [UInt8] = []
  private var conversation: CheckConversation
  /// How the last check ended.
  private(set) var last = CheckResult.passed

  /// Begins with a check at `dueNanoseconds`.
  init(_ upstream: WatchedUpstream, _ check: UpstreamCheck, dueNanoseconds: UInt64) {
    self.upstream = upstream
    self.check = check
    self.dueNanoseconds = dueNanoseconds
    conversation = CheckConversation(check)
  }

  deinit {
    if socket >= 0 { close(socket) }
  }

  /// When it wants to be looked at, whatever its socket does.
  var nextNanoseconds: UInt64 { socket >= 0 ? deadlineNanoseconds : dueNanoseconds }

  /// What its socket is waited for.
  var events: Int16 { isConnected && unsent.isEmpty ? Int16(POLLIN) : Int16(POLLOUT) }

  /// Begins the check that is due; its result where it has one at once.
  mutating func begin(_ now: UInt64) -> CheckResult? {
    dueNanoseconds = now + UInt64(check.intervalMilliseconds) * 1_000_000
    deadlineNanoseconds = now + UInt64(check.timeoutMilliseconds) * 1_000_000
    isConnected = false
    conversation = CheckConversation(check)
    unsent =
      check.kind == .http
      ? CheckConversation.request(check, address: "\(upstream.address)") : []
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    socket = Glibc.socket(upstream.address.family, kind, 0)
    guard socket >= 0 else { return end(.unreachable("\(Errno(errno))")) }
    var storage = sockaddr_storage()
    let length = upstream.address.store(in: &storage)
    let result = unsafe withUnsafePointer(to: &storage) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket, $0, length)
      }
    }
    if result == 0 { return go() }
    return errno == EINPROGRESS ? nil : end(.unreachable("\(Errno(errno))"))
  }

  /// Goes on with the check under way, as far as its socket lets it; its result where it has one.
  mutating func go() -> CheckResult? {
    if !isConnected {
      var code: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      _ = unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
      guard code == 0 else { return end(.unreachable("\(Errno(code))")) }
      isConnected = true
      if check.kind == .tcp { return end(.passed) }
    }
    while !unsent.isEmpty {
      let count = unsafe unsent.withUnsafeBytes {
        unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : end(.lost) }
      unsent.removeFirst(count)
    }
    return receive()
  }

  private mutating func receive() -> CheckResult? {
    var part = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe recv(socket, &part, part.count, 0)
      if count < 0, errno == EAGAIN || errno == EINTR { return nil }
      if count < 0 { return end(.lost) }
      if count == 0 { return end(conversation.end()) }
      if let result = conversation.receive(part.span.extracting(first: count)) {
        return end(result)
      }
    }
  }

  /// Ends the check under way if it has taken too long.
  mutating func expire(_ now: UInt64) -> CheckResult? {
    socket >= 0 && now >= deadlineNanoseconds ? end(.timedOut) : nil
  }

  private mutating func end(_ result: CheckResult) -> CheckResult {
    if socket >= 0 { close(socket) }
    socket = -1
    deadlineNanoseconds = .max
    last = result
    return result
  }

  /// Counts a result. True: that has changed whether the upstream is up.
  mutating func count(_ result: CheckResult) -> Bool {
    tally.count(isPassed: result == .passed, rise: check.rise, fall: check.fall)
  }
}
