import Configuration
import Glibc
import HTTP
import HTTP2
import Primitives
import Proxy
import Ring
import Scanning
import TLS
import Telemetry

/// A listening socket of one worker.
struct WorkerListener {
  var socket: ListeningSocket
  var generation: UInt32
  /// Whether an accept is in flight.
  var isAccepting = false
  /// Whether it is no longer wanted: closed when the accept has ended.
  var isClosing = false
}

extension Worker where Driver: ~Copyable {
  /// Takes the newest snapshot over, if there is one and there is room for it.
  ///
  /// Room: at most three are alive. Where two older ones are still held by exchanges, the new one
  /// waits for the first of them, for as long as a drain may take: a client that sends a byte now and
  /// then must not keep new signatures out.
  mutating func adoptPending() {
    guard let (shared, sockets) = pending else { return }
    forgetUnusedSnapshots()
    guard let place = snapshots.firstIndex(where: { $0 == nil }) else { return cutOldest() }
    guard let active = try? ActiveSnapshot(shared, sessionsMax: settings.connectionsMax) else {
      return
    }
    pending = nil
    snapshots[place] = active
    current = place
    let limits = active.httpLimits
    requestHead = RequestHead(limits: limits)
    responseHead = ResponseHead(limits: limits)
    sessionStock = SessionStock(limits: HTTP2Limits(active.limits, heads: limits))
    listen(on: sockets)
    forgetUnusedSnapshots()
    nextSweep = 0
  }

  /// Ends the exchanges of the oldest snapshot, where one has waited for them long enough.
  private mutating func cutOldest() {
    guard now >= pendingDeadline else { return }
    let oldest = snapshots.indices.filter { $0 != current }.min {
      snapshots[$0]!.shared.generation < snapshots[$1]!.shared.generation
    }
    for slot in 0..<UInt32(clients.highWater)
    where clients.isInUse(slot) && clients[slot].phase == .exchange
      && clients[slot].exchange.snapshot == oldest
    {
      metrics.count(limit: .drainTimeout)
      refuseOverload(slot)
    }
    // Those that are being answered have until then.
    pendingDeadline = deadline(snapshots[current]!.limits.sendTimeoutMilliseconds)
  }

  /// Forgets a snapshot that is not going to be adopted, and closes the sockets that came with it, but
  /// for those of the snapshot that comes instead and those that are listened on already.
  mutating func dropPending(keeping sockets: [ListeningSocket]) {
    guard let (_, dropped) = pending else { return }
    pending = nil
    for socket in dropped
    where !sockets.contains(where: { $0.descriptor == socket.descriptor })
      && !listeners.contains(where: {
        $0.socket.descriptor == socket.descriptor && (!$0.isClosing || $0.isAccepting)
      })
    {
      driver.close(socket.descriptor)
    }
  }

  /// Drops snapshots that no exchange holds.
  private mutating func forgetUnusedSnapshots() {
    for index in snapshots.indices where index != current && snapshots[index]?.users == 0 {
      snapshots[index] = nil
    }
  }

  private mutating func listen(on sockets: [ListeningSocket]) {
    for index in listeners.indices where !listeners[index].isClosing {
      let old = listeners[index].socket.descriptor
      if let kept = sockets.first(where: { $0.descriptor == old }) {
        listeners[index].socket = kept
      } else {
        stopListening(index)
        // Its connections have no routes any more, whoever listens in its place.
        listeners[index].generation &+= 1
      }
    }
    for socket in sockets
    where !listeners.contains(where: { $0.socket.descriptor == socket.descriptor && !$0.isClosing })
    {
      let free = listeners.firstIndex { !$0.isAccepting && $0.isClosing }
      let index = free ?? listeners.count
      let generation = free.map { listeners[$0].generation &+ 1 } ?? 1
      let listener = WorkerListener(socket: socket, generation: generation)
      if free != nil { listeners[index] = listener } else { listeners.append(listener) }
      accept(index)
    }
  }

  private mutating func accept(_ index: Int) {
    let handle = Handle(slot: UInt32(index), generation: listeners[index].generation)
    driver.accept(from: listeners[index].socket.descriptor, token: Token(.accept, handle))
    listeners[index].isAccepting = true
  }

  mutating func stopListening(_ index: Int) {
    listeners[index].isClosing = true
    if listeners[index].isAccepting {
      driver.cancel(
        Token(.accept, Handle(slot: UInt32(index), generation: listeners[index].generation)))
    } else {
      driver.close(listeners[index].socket.descriptor)
    }
  }

  /// Tries again where accepting ended for want of descriptors.
  mutating func resumeAccepting() {
    for index in listeners.indices
    where !listeners[index].isAccepting && !listeners[index].isClosing {
      accept(index)
    }
  }

  mutating func accepted(_ completion: Completion) {
    let index = Int(completion.token.slot)
    if !completion.isMoreToCome { listeners[index].isAccepting = false }
    if completion.result >= 0 {
      welcome(Descriptor(completion.result), listener: index)
    } else if completion.result != -ECANCELED {
      // Out of descriptors or memory: the sweep accepts again, so that it does not spin.
      metrics.count(.acceptFailures)
    }
    if !completion.isMoreToCome {
      if listeners[index].isClosing {
        driver.close(listeners[index].socket.descriptor)
      } else if completion.result >= 0 {
        accept(index)
      }
    }
  }

  private mutating func welcome(_ socket: Descriptor, listener index: Int) {
    guard !isStopped, current >= 0, isDraining || !listeners[index].isClosing else {
      return driver.close(socket)
    }
    metrics.count(.connectionsAccepted)
    // The operator's connections stay: only one worker listens for them.
    guard case .frontend(let number) = listeners[index].socket.purpose else {
      return serve(socket, listener: index)
    }
    guard isWelcome(socket, listener: number) else {
      metrics.count(.connectionsDenied)
      return driver.close(socket)
    }
    // Others may have ended.
    if isDraining {
      colleagues.spread.enter(settings.index)
      return serve(socket, listener: index)
    }
    let target = colleagues.spread.place(acceptedBy: settings.index)
    guard target == settings.index else {
      metrics.count(.connectionsHandedOver)
      let address = snapshots[current]!.shared.configuration.listeners[number].address
      return colleagues.mailboxes[target].send(.serve(socket, address))
    }
    serve(socket, listener: index)
  }

  /// Takes a connection that another worker has accepted.
  mutating func serveHandedOver(_ socket: Descriptor, _ address: SocketAddress) {
    guard !isStopped, let index = listenerIndex(of: address) else {
      colleagues.spread.leave(settings.index)
      return driver.close(socket)
    }
    serve(socket, listener: index)
  }

  /// Found by address: its number may be another one's in the configuration of the worker that sent it.
  private func listenerIndex(of address: SocketAddress) -> Int? {
    guard current >= 0 else { return nil }
    let configured = snapshots[current]!.shared.configuration.listeners
    return listeners.firstIndex { listener in
      guard case .frontend(let number) = listener.socket.purpose else { return false }
      return (isDraining || !listener.isClosing) && configured[number].address == address
    }
  }

  private mutating func serve(_ socket: Descriptor, listener index: Int) {
    var client = Client(
      socket: socket, listener: index, listenerGeneration: listeners[index].generation,
      scanner: HeadScanner(.request, limits: httpLimits),
      address: ClientAddress(driver.remoteAddress(of: socket)))
    client.isSpread = listeners[index].socket.purpose != .admin
    client.awaitsProxyHeader = awaitsProxyHeader(from: client.address, listener: index)
    let server = server(listener: index)
    client.isSecure = server != nil
    client.deadlineNanoseconds = beginningDeadline(
      isSecure: client.isSecure && !client.awaitsProxyHeader)
    guard clients.count - streams < settings.connectionsMax, let handle = clients.insert(client)
    else {
      metrics.count(.connectionsRefused)
      metrics.count(limit: .connectionsMax)
      leave(listener: index)
      return driver.close(socket)
    }
    metrics.set(.connections, to: clients.count - streams)
    if let server, !tls.begin(handle.slot, server) {
      metrics.count(.tlsFailuresInternal)
      clients[handle.slot].isSecure = false
      return closeClient(handle.slot)
    }
    if isDraining { awaitFirstRequest(handle.slot) }
    receive(handle.slot)
  }

  /// When a client must have done what a connection begins with: its handshake, its PROXY header, or its first
  /// request.
  func beginningDeadline(isSecure: Bool) -> UInt64 {
    let limits = snapshots[current]!.limits
    return deadline(
      isSecure ? limits.handshakeTimeoutMilliseconds : limits.headTimeoutMilliseconds)
  }

  /// What a listener's sessions are made of; `nil` where it speaks no TLS.
  private func server(listener index: Int) -> TLSServer? {
    guard case .frontend(let number) = listeners[index].socket.purpose else { return nil }
    let servers = snapshots[current]!.shared.servers
    return number < servers.count ? servers[number] : nil
  }

  /// Counts a connection of a listener as ended.
  func leave(listener index: Int) {
    if listeners[index].socket.purpose != .admin { colleagues.spread.leave(settings.index) }
  }

  /// The present snapshot's limits as the parsers want them.
  var httpLimits: HTTPLimits { snapshots[current]!.httpLimits }

  // MARK: Ending

  /// Accepts no more; what is going on goes on.
  ///
  /// - Parameter keepsIdle: whether connections that wait for a request may have one more.
  mutating func drain(keepsIdle: Bool = false) {
    guard !isDraining else { return }
    dropPending(keeping: [])
    isDraining = true
    let limits = current >= 0 ? snapshots[current]!.limits : nil
    drainDeadline = deadline(limits?.drainTimeoutMilliseconds ?? 0)
    for index in listeners.indices where !listeners[index].isClosing { stopListening(index) }
    for slot in 0..<UInt32(clients.highWater)
    where clients.isInUse(slot) && clients[slot].phase == .idle {
      if clients[slot].requests == 0 {
        awaitFirstRequest(slot)
      } else if !keepsIdle {
        retire(slot)
      }
    }
    for slot in 0..<UInt32(clients.highWater)
    where clients.isInUse(slot) && clients[slot].phase == .streams { announceGoingAway(slot) }
    for slot in 0..<UInt32(upstreams.highWater)
    where upstreams.isInUse(slot) && upstreams[slot].phase == .idle {
      closeUpstream(slot)
    }
  }

  /// Gives a client that was just accepted a short time: its first request may be under way, and is answered.
  private mutating func awaitFirstRequest(_ slot: UInt32) {
    let limits = snapshots[current]!.limits
    clients[slot].deadlineNanoseconds = min(
      clients[slot].deadlineNanoseconds, deadline(limits.lingerTimeoutMilliseconds))
  }

  /// Cuts everything off.
  mutating func stop() {
    if isDraining, !isStopped, clients.count > 0 { metrics.count(limit: .drainTimeout) }
    drain()
    isStopped = true
    for slot in 0..<UInt32(clients.highWater) where clients.isInUse(slot) {
      closeClient(slot)
    }
  }
}

extension HTTP2Limits {
  /// What a configuration allows sessions.
  init(_ limits: Limits, heads: HTTPLimits) {
    self.init(
      heads: heads, streamsMax: limits.streamsPerConnectionMax,
      windowBytesMin: min(1 << 20, limits.windowBytesMax), windowBytesMax: limits.windowBytesMax,
      glitchesMax: limits.glitchesPerConnectionMax)
    // Of bodies that nobody takes now, as their upstreams do not: they lie in the pool.
    untakenBytesMax = min(untakenBytesMax, 4 << 20)
  }
}
