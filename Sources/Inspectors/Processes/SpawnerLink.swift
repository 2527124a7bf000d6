internal import CInspectors
internal import Glibc
public import Primitives

/// The proxy's side of its spawner: asks for inspectors, and hears of them. For one thread, which must live
/// as long as the process: the spawner ends with the thread that started it.
public struct SpawnerLink: ~Copyable {
  /// What the spawner has to say.
  public enum Event: Sendable {
    /// An inspector has been started under that number; the receiver closes its socket and its process.
    case started(number: UInt32, InspectorLink)
    /// None could be started.
    case refused(number: UInt32, Errno)
    /// One has ended, with the status of `wait(2)`.
    case ended(number: UInt32, status: Int32)
  }

  private let socket: MessageSocket
  /// The spawner's process.
  public let process: Int32

  /// Starts a spawner.
  ///
  /// - Parameters:
  ///   - program: the path of Cordon's program; that of this process but in tests.
  ///   - limits: those of each inspector.
  public init(program: String, limits: InspectorLimits) throws(Errno) {
    let (ours, theirs) = try MessageSocket.pair()
    defer { theirs.close() }
    do throws(Errno) {
      process = try ProcessRole.startSpawner(program, theirs, limits)
    } catch {
      ours.close()
      throw error
    }
    socket = ours
  }

  /// Ends the spawner, and every inspector with it.
  deinit {
    socket.close()
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }

  /// Readable when there is an event, or the spawner has ended.
  public var descriptor: Descriptor { socket.descriptor }

  /// Asks for an inspector.
  public func start(number: UInt32) throws(Errno) {
    try socket.send(SpawnerMessage.start(number: number).message)
  }

  /// The next event; `nil` where there is none. Does not wait.
  ///
  /// - Throws: where the spawner has ended, or says what it would not say: it is to be replaced.
  public func nextEvent() throws(Errno) -> Event? {
    let received: MessageSocket.Received?
    do throws(Errno) {
      received = try socket.receive(bytesMax: SpawnerMessage.bytesMax, waits: false)
    } catch {
      guard error.code == EAGAIN else { throw error }
      return nil
    }
    guard let received else { throw Errno(EPIPE) }
    switch try? SpawnerMessage(received.bytes) {
    case .started(let number, let process) where received.descriptors.count == 2:
      return .started(
        number: number,
        InspectorLink(
          socket: MessageSocket(descriptor: received.descriptors[0]),
          process: received.descriptors[1], identifier: process))
    case .refused(let number, let code): return .refused(number: number, Errno(code))
    case .ended(let number, let status): return .ended(number: number, status: status)
    default:
      for descriptor in received.descriptors { close(descriptor.number) }
      throw Errno(EBADMSG)
    }
  }
}
