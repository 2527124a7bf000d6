public import Primitives

/// What a descriptor number stands for.
struct DescriptorEntry {
  var kind: Kind
  var isOpen = true
  /// Operations whose last completion has not been taken.
  var inFlight = 0

  /// Whether it is open, as far as is known here or to its owner.
  var isOpenNow: Bool {
    if case .memory(_, let isOpen) = kind { return isOpen() }
    return isOpen
  }

  enum Kind {
    case listener(SimulatedListener)
    /// A socket that has not been connected yet, or to nothing.
    case unconnected
    case socket(SimulatedConnection)
    case file(SimulatedFile)
    /// A file in memory, whose owner opens and closes it beside the worker's driver.
    case memory(SimulatedFile, isOpen: () -> Bool)
    case directory
    case event(SimulatedEvent)

    var name: String {
      switch self {
      case .listener: "listener"
      case .unconnected: "unconnected socket"
      case .socket(let connection): "socket \(connection.number)"
      case .file: "file"
      case .memory: "memory"
      case .directory: "directory"
      case .event: "event"
      }
    }
  }
}

/// A completion on its way to the worker.
struct PostedCompletion {
  var operation: Operation
  var result: Int32
  var buffer: UInt16?
  var isMoreToCome: Bool
  var isSocketNonempty: Bool
}

extension World {
  /// No real descriptor has such a number: a system call that gets one by mistake fails.
  static var firstNumber: Int { 1_000_000 }

  /// Opens a descriptor. Numbers are never used twice: a stale one is always noticed.
  func open(_ kind: DescriptorEntry.Kind) -> Descriptor {
    entries.append(DescriptorEntry(kind: kind))
    return Descriptor(Int32(Self.firstNumber + entries.count - 1))
  }

  /// Has the worker read a file in memory, which has a real number. That may be used again.
  ///
  /// - Parameter isOpen: whether its owner has not closed it yet.
  public func adoptMemory(
    _ descriptor: Descriptor, _ bytes: [UInt8], isOpen: @escaping () -> Bool
  ) {
    let file = SimulatedFile()
    file.bytes = bytes
    memoryEntries[descriptor.number] = entries.count
    entries.append(DescriptorEntry(kind: .memory(file, isOpen: isOpen)))
  }

  func index(_ descriptor: Descriptor) -> Int? {
    if let index = memoryEntries[descriptor.number] { return index }
    let index = Int(descriptor.number) - Self.firstNumber
    return entries.indices.contains(index) ? index : nil
  }

  func entry(_ descriptor: Descriptor) -> DescriptorEntry? {
    index(descriptor).map { entries[$0] }
  }

  /// The connection of a socket that is open and connected.
  func connection(_ descriptor: Descriptor) -> SimulatedConnection? {
    guard case .socket(let connection)? = entry(descriptor)?.kind else { return nil }
    return connection
  }

  func makeConnection(address: SocketAddress) -> SimulatedConnection {
    connectionCount += 1
    return SimulatedConnection(
      number: connectionCount, address: address,
      toWorkerBytes: number(in: plan.socketBytes), toActorBytes: number(in: plan.socketBytes),
      random: SeededRandom(seed: random.next()))
  }

  /// Records something that may not happen.
  public func violation(_ what: String) {
    violations.append(what)
    note("violation: \(what)")
  }

  /// Records a line of the trace.
  public func note(_ line: @autoclosure () -> String) {
    guard isTracing else { return }
    trace.append("\(nowNanoseconds) \(line())")
  }
}
