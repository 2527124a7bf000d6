import Glibc
public import Primitives
import Synchronization

/// What the control thread, another worker or an inspection tells a worker.
public enum WorkerMessage: Sendable {
  /// Serve new exchanges by this, on these listeners.
  case adopt(WorkerSnapshot, [ListeningSocket])
  /// Serve this connection, which another worker accepted on the listener of this address. It is
  /// counted for the receiver already.
  case serve(Descriptor, SocketAddress)
  /// An upload has been inspected.
  case inspected(InspectionAnswer)
  /// Another worker asks for a verdict that this one has given.
  case verdictAsked(VerdictQuestion)
  /// What another worker says to that.
  case verdictTold(VerdictReply)
  /// A refused upload is kept, or cannot be: what it was copied from is not needed any more.
  case kept(Handle)
  /// An upstream of the backend that has this cell can take an exchange again.
  case placeFree(Int)
  /// Accept no more; finish what is going on, then end.
  case drain
  /// The same, but another process accepts by now: connections that wait for a request may have one more, so
  /// that none is closed while it is under way.
  case handOver
  /// End at once.
  case stop
}

/// A socket that listens already.
public struct ListeningSocket: Hashable, Sendable {
  /// What a listener is for.
  public enum Purpose: Hashable, Sendable {
    /// Clients: the index of the listener in the configuration.
    case frontend(Int)
    /// The operator: health and metrics.
    case admin
  }

  /// The worker closes it when it no longer listens on it.
  public var descriptor: Descriptor
  /// What it is for.
  public var purpose: Purpose
  /// Whether the configuration that it came with is the first to name it. A socket that a worker
  /// already listens on is handed over again with the same descriptor.
  public init(descriptor: Descriptor, purpose: Purpose) {
    self.descriptor = descriptor
    self.purpose = purpose
  }
}

/// How the control thread reaches a worker: a list behind a lock, and an event descriptor that the
/// worker's ring reads. The worker takes the lock only when it was woken.
public final class Mailbox: Sendable {
  private let messages = Mutex<[WorkerMessage]>([])
  /// An event descriptor; readable when there are messages.
  public let event: Descriptor

  /// Makes an empty mailbox.
  public init() throws(Errno) {
    event = try Descriptor.makeEvent()
  }

  /// A mailbox over an event descriptor that somebody else makes readable (the simulator's).
  public init(event: Descriptor) { self.event = event }

  deinit { _ = Glibc.close(event.number) }

  /// Adds a message and wakes the worker.
  public func send(_ message: WorkerMessage) {
    messages.withLock { $0.append(message) }
    event.signalEvent()
  }

  /// Takes all messages.
  func takeAll() -> [WorkerMessage] {
    messages.withLock { list in
      let all = list
      list = []
      return all
    }
  }
}
