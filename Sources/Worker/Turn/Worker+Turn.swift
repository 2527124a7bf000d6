import Configuration
import HTTP
public import Primitives
import Proxy
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Takes turns until the worker has been told to end and has ended.
  ///
  /// Throws only what makes a ring unusable.
  public mutating func run() throws(Errno) {
    while try turn() {}
  }

  /// One turn: hand over, wait, complete. False when the worker has ended.
  public mutating func turn() throws(Errno) -> Bool {
    provideBuffers()
    receiveInTurn()
    try driver.submit(waitingUntilNanoseconds: hasWork ? nil : nextSweep)
    now = driver.nowNanoseconds
    metrics.count(.ringEnters)
    var completed = 0
    while let completion = driver.nextCompletion() {
      completed += 1
      complete(completion)
    }
    metrics.count(.ringCompletions, completed)
    continueDigests()
    continueInspections()
    feedStarved()
    serveQueues()
    if now >= nextSweep { sweep() }
    pumpFrames()
    logs.flush()
    guard hasEnded else { return true }
    // The last closes are still to be handed over: a listening socket that stays open would take
    // connections that nobody serves, for as long as other workers drain.
    try driver.submit(waitingUntilNanoseconds: nil)
    return false
  }

  /// Whether the next turn must not wait.
  private var hasWork: Bool {
    digesting.count > 0 || copyingInspections.count > 0
      || readyClients.count > 0 && memory.pool.freeCount > reserve
  }

  private var hasEnded: Bool {
    (isDraining || isStopped) && clients.count == 0 && upstreams.count == 0
      // One that another worker hands over may be on its way.
      && (isStopped || colleagues.spread.count(settings.index) == 0)
      && listeners.allSatisfy { !$0.isAccepting }
      // A file that is being read must stay open; who is told to stop does not wait for that.
      && (isStopped ? spills.count == spillsInspected : spills.count == 0 && inspections.count == 0)
  }

  private mutating func complete(_ completion: Completion) {
    let token = completion.token
    guard let operation = Operation(rawValue: token.operation) else {
      preconditionFailure("a token that this worker made")
    }
    switch operation {
    case .accept: accepted(completion)
    case .wake: woken()
    case .clientReadable: clientReadable(token.slot, completion)
    case .clientReceiveDirect: clientReceivedDirectly(token.slot, completion)
    case .clientReceive: clientReceived(token.slot, completion)
    case .clientSend: clientSent(token.slot, completion)
    case .upstreamConnect: upstreamConnected(token.slot, completion)
    case .upstreamReceive: upstreamReceived(token.slot, completion)
    case .upstreamSend: upstreamSent(token.slot, completion)
    case .spillOpen: spillOpened(token.slot, completion)
    case .spillWrite: spillWritten(token.slot, completion)
    case .spillRead: spillRead(token.slot, completion)
    }
  }

  // MARK: Buffers

  /// Keeps a few buffers with the kernel. Responses come first: they are what empties the pool.
  mutating func provideBuffers() {
    while provided.responses < settings.responsesProvided, let buffer = memory.pool.take() {
      unsafe driver.provide(buffer, memory.pool.receivable(buffer), to: .responses)
      provided.responses += 1
    }
    while provided.uploads < settings.uploadsProvided, memory.pool.freeCount > reserve,
      let buffer = memory.pool.take()
    {
      unsafe driver.provide(buffer, memory.pool.receivable(buffer), to: .uploads)
      provided.uploads += 1
    }
  }

  /// Free buffers that uploads do not get: they read spilled uploads back and so empty the pool.
  var reserve: Int { max(2, settings.buffers / 32) }

  /// Whether so few buffers are free that held uploads should move to disk.
  var isPoolLow: Bool { memory.pool.freeCount < settings.buffers / 4 }

  /// Notes that the kernel has filled a buffer, which is leased from now on.
  mutating func tookProvided(_ group: BufferGroup) {
    switch group {
    case .uploads: provided.uploads -= 1
    case .responses: provided.responses -= 1
    }
  }

  /// Lets those who waited for a buffer try again, once there are some.
  private mutating func feedStarved() {
    var waiting = starvedUpstreams.count
    while waiting > 0, memory.pool.freeCount > 0, let slot = starvedUpstreams.removeFirst() {
      waiting -= 1
      guard upstreams.isInUse(slot), upstreams[slot].isStarved else { continue }
      upstreams[slot].isStarved = false
      let handle = upstreamHandle(slot)
      pumpUpstream(slot)
      if upstreams.contains(handle) { openResponse(slot) }
      if upstreams.contains(handle) { receiveResponse(slot) }
    }
    waiting = starvedClients.count
    guard waiting > 0 else { return }
    if memory.pool.freeCount <= reserve { relievePool() }
    provideBuffers()
    // As many as there are buffers for, and not more: those that follow wait their turn.
    var turns = min(waiting, provided.uploads)
    while turns > 0, let slot = starvedClients.removeFirst() {
      turns -= 1
      guard clients.isInUse(slot), clients[slot].isStarved else { continue }
      clients[slot].isStarved = false
      if clients[slot].isSecure { resumeSession(slot) }
      if clients.isInUse(slot) { receive(slot) }
    }
  }

  // MARK: Messages

  mutating func awaitMessage() {
    unsafe driver.read(
      into: wakeWord.bytes, from: mailbox.event, offset: nil,
      token: Token(slot: 0, generation: 0, operation: Operation.wake.rawValue))
  }

  private mutating func woken() {
    for message in mailbox.takeAll() {
      switch message {
      case .adopt(let snapshot, let sockets):
        // The end has begun; its sockets end with the process.
        guard !isDraining else { continue }
        // One that takes the place of another waits no longer than that one would have.
        if pending == nil, current >= 0 {
          pendingDeadline = deadline(snapshots[current]!.limits.drainTimeoutMilliseconds)
        }
        dropPending(keeping: sockets)
        pending = (snapshot, sockets)
        adoptPending()
      case .inspected(let answer): inspected(answer)
      case .verdictAsked(let question): verdictAsked(question)
      case .verdictTold(let reply): verdictTold(reply)
      case .kept(let id): kept(id)
      case .serve(let socket, let address): serveHandedOver(socket, address)
      case .placeFree(let cell): freedQueues.append(UInt32(cell))
      case .drain: drain()
      case .handOver: drain(keepsIdle: true)
      case .stop: stop()
      }
    }
    awaitMessage()
  }
}
