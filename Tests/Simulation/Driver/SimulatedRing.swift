import Glibc
public import Primitives
public import Ring

/// The ring of a worker whose kernel is a ``World``.
///
/// It keeps the contract of ``RingDriver`` as Linux does, in the least convenient way that Linux may,
/// and records in ``World/violations`` where the worker does not keep its own side of it.
public struct SimulatedRing: ~Copyable, RingDriver {
  /// The world behind it.
  public let world: World
  public private(set) var nowNanoseconds: UInt64

  /// A ring into a world.
  public init(world: World) {
    self.world = world
    nowNanoseconds = world.nowNanoseconds
  }

  public var overflows: UInt64 { world.overflows }

  public mutating func accept(from listener: Descriptor, token: Token) {
    world.start(Operation(token: token, descriptor: listener, kind: .accept))
  }

  public mutating func receive(
    from socket: Descriptor, group: BufferGroup, multishot: Bool, awaitsReadiness: Bool,
    token: Token
  ) {
    world.start(
      Operation(
        token: token, descriptor: socket,
        kind: .receive(
          group: Int(group.rawValue), isMultishot: multishot, awaitsReadiness: awaitsReadiness)))
  }

  public mutating func receive(
    into bytes: UnsafeMutableRawBufferPointer, from socket: Descriptor, token: Token
  ) {
    let operation = Operation(token: token, descriptor: socket, kind: .receiveInto)
    unsafe operation.target = Run(bytes)
    world.start(operation)
  }

  public mutating func awaitReadable(_ socket: Descriptor, token: Token) {
    world.start(Operation(token: token, descriptor: socket, kind: .awaitReadable))
  }

  public mutating func send(
    _ bytes: UnsafeRawBufferPointer, to socket: Descriptor, flags: SendFlags, token: Token
  ) {
    unsafe startSend([Run(bytes)], to: socket, flags: flags, token: token)
  }

  public mutating func send(
    runs: UnsafeBufferPointer<UnsafeRawBufferPointer>, to socket: Descriptor, flags: SendFlags,
    token: Token
  ) {
    precondition(runs.count > 0 && runs.count <= Self.runsMax)
    unsafe startSend(runs.map { unsafe Run($0) }, to: socket, flags: flags, token: token)
  }

  private func startSend(
    _ sources: [Run], to socket: Descriptor, flags: SendFlags, token: Token
  ) {
    let operation = Operation(
      token: token, descriptor: socket, kind: .send(isAll: flags.contains(.all)))
    operation.sources = sources
    operation.content = sources.count == 1 ? sources[0].bytes : sources.flatMap(\.bytes)
    world.start(operation)
  }

  public mutating func connect(_ socket: Descriptor, to address: SocketAddress, token: Token) {
    world.start(Operation(token: token, descriptor: socket, kind: .connect(address)))
  }

  public mutating func openUnlinked(in directory: Descriptor, token: Token) {
    world.start(Operation(token: token, descriptor: directory, kind: .openUnlinked))
  }

  public mutating func read(
    into bytes: UnsafeMutableRawBufferPointer, from file: Descriptor, offset: UInt64?, token: Token
  ) {
    let operation = Operation(
      token: token, descriptor: file, kind: .read(offset: offset.map(Int.init)))
    unsafe operation.target = Run(bytes)
    world.start(operation)
  }

  public mutating func write(
    _ bytes: UnsafeRawBufferPointer, to file: Descriptor, offset: UInt64, token: Token
  ) {
    let operation = Operation(token: token, descriptor: file, kind: .write(offset: Int(offset)))
    unsafe operation.sources = [Run(bytes)]
    operation.content = operation.sources[0].bytes
    world.start(operation)
  }

  public mutating func cancel(_ target: Token) { world.append(.cancel(target)) }

  public mutating func sendLast(_ bytes: UnsafeRawBufferPointer, to socket: Descriptor) {
    world.use(socket, for: "sendLast")
    world.append(.sendLast(socket, unsafe Array(bytes)))
  }

  public mutating func shutdown(_ socket: Descriptor, how: Int32) {
    world.use(socket, for: "shutdown")
    world.append(.shutdown(socket, how: how))
  }

  public mutating func close(_ descriptor: Descriptor) { world.close(descriptor) }

  public mutating func socket(family: Int32) throws(Errno) -> Descriptor {
    if world.chance(world.plan.socketError) { throw Errno(EMFILE) }
    return world.open(.unconnected)
  }

  public mutating func remoteAddress(of socket: Descriptor) -> SocketAddress? {
    world.use(socket, for: "remoteAddress")
    guard let connection = world.connection(socket), !connection.isResetForWorker,
      !world.chance(world.plan.remoteAddressGone)
    else { return nil }
    return connection.address
  }

  public mutating func localAddress(of socket: Descriptor) -> SocketAddress? {
    world.use(socket, for: "localAddress")
    return world.connection(socket) == nil ? nil : .ipv4(0x7F00_0001, port: 80)
  }

  public mutating func register(
    _ pool: borrowing BufferPool, uploads: Int, responses: Int
  ) throws(Errno) {
    world.groups[0].capacity = Self.powerOfTwo(uploads)
    world.groups[1].capacity = Self.powerOfTwo(responses)
    for buffer in 0..<pool.capacity {
      unsafe world.poolRuns[UInt16(buffer)] = Run(pool.receivable(UInt16(buffer)))
    }
  }

  private static func powerOfTwo(_ wanted: Int) -> Int {
    var capacity = 1
    while capacity < wanted { capacity *= 2 }
    return capacity
  }

  public mutating func provide(
    _ buffer: UInt16, _ bytes: UnsafeMutableRawBufferPointer, to group: BufferGroup
  ) {
    unsafe world.provide(buffer, Run(bytes), group: Int(group.rawValue))
  }

  public mutating func submit(waitingUntilNanoseconds deadline: UInt64?) throws(Errno) {
    defer { nowNanoseconds = world.nowNanoseconds }
    try world.enter(waitingUntilNanoseconds: deadline)
  }

  public mutating func nextCompletion() -> Completion? { world.takeCompletion() }
}
