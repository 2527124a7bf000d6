import Glibc
import Inspection
import Inspectors
import Primitives
import Scanning
import Signatures
import Synchronization

/// The inspectors, as the pool's thread deals with them: turn by turn, like a worker.
struct InspectorCrew: ~Copyable {
  let pool: InspectorProcesses
  var spawner: SpawnerLink?
  /// When a spawner may be started again, and how often in a row one has ended.
  var spawnerAt: UInt64 = 0
  var spawnerFailures = 0
  var members: [CrewMember]
  var nextNumber: UInt32 = 0
  /// Requests that nobody has yet.
  private var queue = InspectionQueue()
  /// The database of the newest snapshot.
  var newest: SignatureDatabase?
  var isEnding = false
  var hasToldReady = false
  var hasToldUnfit = false
  var now: UInt64 = 0
  /// Room for the longest report.
  var memory = [UInt8](repeating: 0, count: InspectorReport.bytesMax)

  /// How long a process may take to close its sandbox.
  static var prepareNanoseconds: UInt64 { 10_000_000_000 }
  /// The least that a body is given once somebody has begun: one that has waited nearly to its deadline must
  /// not cost an inspector as well.
  static var judgeNanosecondsMin: UInt64 { 1_000_000_000 }

  init(_ pool: InspectorProcesses) {
    self.pool = pool
    members = Array(repeating: CrewMember(), count: pool.settings.count)
  }

  /// Takes turns until it is told to end.
  mutating func run() {
    while true {
      now = Clock.monotonicNanoseconds()
      takeInbox()
      keepTime()
      fillPlaces()
      assign()
      pool.show(members, spawner: spawner?.process ?? 0)
      if isEnding, queue.isEmpty, members.allSatisfy({ $0.request == nil }) {
        spawner = nil
        for place in members.indices { members[place].letGo() }
        return
      }
      wait()
    }
  }

  private mutating func takeInbox() {
    let (requests, current, isEnding) = pool.inbox.withLock { inbox in
      defer { inbox.requests.removeAll(keepingCapacity: true) }
      return (inbox.requests, inbox.current, inbox.isEnding)
    }
    for request in requests { queue.append(request) }
    newest = current
    self.isEnding = isEnding
  }

  // MARK: Requests

  /// Whether a large body may be given away: where there are several inspectors, one is kept for small ones,
  /// which a large one must not hold up.
  private var allowsLarge: Bool {
    let busy = members.count { member in
      if case .judging(let request, _) = member.stage { request.isLarge } else { false }
    }
    return busy < max(1, members.count - 1)
  }

  /// Gives bodies to those who are idle.
  private mutating func assign() {
    while let request = queue.removeExpired(now: now) {
      // The worker has said so already, or is about to.
      request.answer(
        .judged(InspectionRecord(unjudged: .timeout, byteCount: request.arena.count)))
    }
    while true {
      let allowsLarge = allowsLarge
      guard let request = queue.next(allowsLarge: allowsLarge),
        let place = idlePlace(for: request.database)
      else { return }
      queue.removeNext(allowsLarge: allowsLarge)
      give(request, to: place)
    }
  }

  /// Who judges a body next: one that has its database, and always the first such one, whose memory is the
  /// warmest.
  private func idlePlace(for database: SignatureDatabase) -> Int? {
    var idle: Int?
    for place in members.indices {
      guard case .idle = members[place].stage else { continue }
      if members[place].held.contains(where: { $0.database === database }) { return place }
      idle = idle ?? place
    }
    return idle
  }

  private mutating func give(_ request: InspectionRequest, to place: Int) {
    let deadline = max(request.deadlineNanoseconds, now + Self.judgeNanosecondsMin)
    members[place].stage = .judging(request, deadlineNanoseconds: deadline)
    request.arena.begin()
    var spill = Descriptor.none
    if request.spilledBytes > 0 {
      // Opened anew, for reading alone: with the worker's own descriptor an inspector could change what was
      // judged before it is delivered.
      spill = unsafe Descriptor(open("/proc/self/fd/\(request.spill.number)", O_RDONLY | O_CLOEXEC))
      guard spill.isOpen else {
        members[place].stage = .idle
        return request.answer(.spillLost)
      }
    }
    defer { if spill.isOpen { close(spill.number) } }
    do throws(Errno) {
      let number = try members[place].ensure(request.database, newest: newest, now: now)
      let task = InspectorOrder.Task(
        sequence: members[place].begin(), database: number, spilledBytes: request.spilledBytes,
        handover: request.handover, description: request.description,
        limits: request.limits)
      try members[place].link!.judge(task, arena: request.arena.descriptor, spill: spill)
    } catch {
      dismiss(place, nil)
    }
  }

  // MARK: Waiting

  /// When something is due though nothing happens.
  private var nextNanoseconds: UInt64 {
    var next = queue.deadlineNanoseconds
    if spawner == nil { next = min(next, spawnerAt) }
    for member in members {
      switch member.stage {
      case .absent(let until): if spawner != nil { next = min(next, until) }
      case .preparing(let deadline), .judging(_, let deadline): next = min(next, deadline)
      case .idle: next = min(next, member.forgetsAt(newest: newest) ?? .max)
      case .asked, .leaving: break
      }
    }
    return next
  }

  private mutating func wait() {
    // A negative descriptor is passed over.
    var events = [event(pool.wake), event(spawner?.descriptor ?? .none)]
    for member in members { events.append(event(member.link?.descriptor ?? .none)) }
    let next = nextNanoseconds
    let nanoseconds = next > now ? next - now : 0
    let milliseconds = next == .max ? -1 : Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
    guard unsafe poll(&events, nfds_t(events.count), milliseconds) > 0 else { return }
    now = Clock.monotonicNanoseconds()
    if events[0].revents != 0 {
      var count: UInt64 = 0
      _ = unsafe read(pool.wake.number, &count, 8)
    }
    // Reports first: an inspector that reports and ends has reported.
    for place in members.indices where events[place + 2].revents != 0 { hear(place) }
    if events[1].revents != 0 { hearSpawner() }
  }

  private func event(_ descriptor: Descriptor) -> pollfd {
    pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
  }
}

extension CrewMember {
  /// The body that waits for its verdict.
  var request: InspectionRequest? {
    switch stage {
    case .judging(let request, _): request
    case .leaving(let request, _): request
    case .absent, .asked, .preparing, .idle: nil
    }
  }
}
