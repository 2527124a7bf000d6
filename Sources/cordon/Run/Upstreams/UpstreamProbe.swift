import Configuration
import Glibc
import Primitives
import Proxy
import TLS

/// The checks of one upstream, one after the other, over sockets that never block.
struct UpstreamProbe: ~Copyable {
  /// For the next check.
  var upstream: WatchedUpstream
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
  private var session: ProbeSession?
  /// How much of it has come.
  private var sealedBytes = 0
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
    session = nil
    sealedBytes = 0
    unsent = upstream.greeting + (upstream.client == nil ? request : [])
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
      if check.kind == .tcp { return sendUnsent() ?? end(.passed) }
      if let client = upstream.client, let result = beginSession(client) { return result }
    }
    if let result = sendUnsent() { return result }
    return unsent.isEmpty ? receive() : nil
  }

  private var request: [UInt8] {
    check.kind == .http ? CheckConversation.request(check, address: "\(upstream.address)") : []
  }

  private mutating func beginSession(_ client: TLSClient) -> CheckResult? {
    let address = upstream.address.port == nil ? nil : upstream.address.host
    guard let session = ProbeSession(client, name: upstream.name, address: address) else {
      return end(.untrusted("no memory"))
    }
    unsent += session.open([]).answer
    self.session = session
    return nil
  }

  /// Sends what the socket takes now.
  private mutating func sendUnsent() -> CheckResult? {
    while !unsent.isEmpty {
      let count = unsafe unsent.withUnsafeBytes {
        unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : end(.lost) }
      unsent.removeFirst(count)
    }
    return nil
  }

  private mutating func receive() -> CheckResult? {
    var part = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe recv(socket, &part, part.count, 0)
      if count < 0, errno == EAGAIN || errno == EINTR { return nil }
      if count < 0 { return end(.lost) }
      if count == 0 { return end(session == nil ? conversation.end() : .lost) }
      if let session {
        sealedBytes += count
        // All that a check may read, certificates and all, is less.
        guard sealedBytes <= Self.sealedBytesMax else { return end(.garbage) }
        if let result = open(session, part[..<count]) { return result }
        continue
      }
      if let result = conversation.receive(part.span.extracting(first: count)) {
        return end(result)
      }
    }
  }

  /// How much of a session is read: one that says words of its own without end must not hold up other checks.
  private static var sealedBytesMax: Int { 1 << 20 }

  /// Takes what has come of a session; asks, once that can be done.
  private mutating func open(_ session: ProbeSession, _ part: ArraySlice<UInt8>) -> CheckResult? {
    let wasEstablished = session.isEstablished
    let (plain, answer) = session.open(part)
    if let failure = session.failure { return end(.untrusted(failure)) }
    unsent += answer
    if !wasEstablished, session.isEstablished {
      if check.kind == .tls { return end(.passed) }
      unsent += session.seal(request)
    }
    if let result = sendUnsent() { return result }
    if !plain.isEmpty, let result = conversation.receive(plain.span) { return end(result) }
    return session.hasEnded ? end(conversation.end()) : nil
  }

  /// Ends the check under way if it has taken too long.
  mutating func expire(_ now: UInt64) -> CheckResult? {
    socket >= 0 && now >= deadlineNanoseconds ? end(.timedOut) : nil
  }

  private mutating func end(_ result: CheckResult) -> CheckResult {
    if socket >= 0 { close(socket) }
    socket = -1
    session = nil
    deadlineNanoseconds = .max
    last = result
    return result
  }

  /// Counts a result. True: that has changed whether the upstream is up.
  mutating func count(_ result: CheckResult) -> Bool {
    tally.count(isPassed: result == .passed, rise: check.rise, fall: check.fall)
  }
}
