import Glibc
public import Primitives

/// A stream connection between the worker under test and an actor of the world.
///
/// It behaves as TCP does on Linux: bounded queues, half-closes, and resets, also the reset that a
/// side gets when it sends to a closed socket, or when the other closes with bytes unread. A reset
/// loses what was under way: this is what makes a lingering close necessary.
public final class SimulatedConnection {
  /// A number that no other connection of the world has.
  public let number: Int
  /// The actor's address, as the worker sees it.
  public let address: SocketAddress
  var toWorker: Pipe
  var toActor: Pipe
  /// The error that the worker's next operation gets.
  var workerError: Int32?
  /// The connection was reset: after the error the worker reads the end and cannot send.
  var isResetForWorker = false
  /// Likewise for the actor.
  var isResetForActor = false
  /// The worker has closed its socket.
  public internal(set) var isClosedByWorker = false
  /// The actor has closed its socket.
  public private(set) var isClosedByActor = false
  var isReadShutDownByWorker = false
  var isAccepted = false
  /// Chooses how much of what was under way a reset loses.
  private var random: SeededRandom

  init(
    number: Int, address: SocketAddress, toWorkerBytes: Int, toActorBytes: Int, random: SeededRandom
  ) {
    self.number = number
    self.address = address
    toWorker = Pipe(capacity: toWorkerBytes)
    toActor = Pipe(capacity: toActorBytes)
    self.random = random
  }

  // What an actor does.

  /// How the actor's side stands.
  public enum Status: Equatable, Sendable {
    /// Bytes may still come.
    case open
    /// The worker will send no more, and all of it has been read.
    case ended
    /// The connection was reset.
    case reset
  }

  /// What is left to hope for on the actor's side.
  public var status: Status {
    if !toActor.isEmpty { return .open }
    if isResetForActor { return .reset }
    return toActor.isFinished ? .ended : .open
  }

  /// Sends as much as there is room for; returns how much that was. To a closed socket everything
  /// goes, and comes back as a reset.
  public func send(_ bytes: ArraySlice<UInt8>) -> Int {
    guard !isClosedByActor, !toWorker.isFinished else { return 0 }
    if isResetForActor { return 0 }
    if isClosedByWorker {
      if !bytes.isEmpty { resetActor() }
      return bytes.count
    }
    return toWorker.write(bytes)
  }

  /// Receives up to `most` bytes.
  public func receive(_ most: Int) -> ArraySlice<UInt8> { toActor.read(most) }

  /// How many bytes wait for the actor.
  public var receivableCount: Int { toActor.count }

  /// Ends the actor's direction, and no more than that.
  public func finish() { toWorker.isFinished = true }

  /// Closes the actor's socket; with bytes unread that is a reset.
  public func close() {
    guard !isClosedByActor else { return }
    isClosedByActor = true
    if toActor.isEmpty {
      toWorker.isFinished = true
    } else {
      resetWorker(with: ECONNRESET)
    }
  }

  /// Resets the connection from the actor's side.
  public func reset() {
    guard !isClosedByActor else { return }
    isClosedByActor = true
    resetWorker(with: ECONNRESET)
  }

  // What happens to the worker's side.

  func resetWorker(with error: Int32?) {
    guard !isResetForWorker else { return }
    isResetForWorker = true
    workerError = error
    toWorker.truncate(to: Int(random.below(UInt64(toWorker.count) + 1)))
    toWorker.isFinished = true
  }

  func resetActor() {
    guard !isResetForActor else { return }
    isResetForActor = true
    toActor.truncate(to: Int(random.below(UInt64(toActor.count) + 1)))
    toActor.isFinished = true
  }

  /// An operation of the worker failed: the connection is gone for both.
  func fail() {
    resetWorker(with: nil)
    resetActor()
  }

  func closeByWorker() {
    isClosedByWorker = true
    if toWorker.isEmpty {
      toActor.isFinished = true
    } else {
      resetActor()
    }
  }
}
