public import Inspection
public import Inspectors
public import Primitives
public import Scanning
public import Signatures

/// A body that is to be judged whole, with all that judging it takes.
///
/// It names no memory of the worker, so that it is judged in another process.
public struct InspectionRequest: Sendable {
  /// Names the upload to the worker that asks.
  public let id: Handle
  /// Where the answer goes.
  let mailbox: Mailbox
  /// What to judge by: the database that the exchange began with.
  public let database: SignatureDatabase
  /// What scanning the body as it arrived has left open.
  public let handover: Handover
  /// What the request says of the body, for who judges it; at most `InspectorOrder.descriptionBytesMax`.
  public var description: [UInt8] = []
  /// What looking into the body may take.
  public var limits = InspectionLimits()
  /// The body. All of it is there but its beginning, if that was spilled.
  public let arena: Arena
  /// The file that has the beginning; it stays open until the answer.
  public let spill: Descriptor
  /// How many bytes that has.
  public let spilledBytes: Int
  /// When nobody waits any more, by the monotonic clock.
  public let deadlineNanoseconds: UInt64

  /// Tells the worker: once for each request. The arena is not used after that, but for what is to be
  /// delivered in it.
  public func answer(_ outcome: InspectionOutcome) {
    if case .judged(_, _?) = outcome {} else { arena.free() }
    mailbox.send(.inspected(InspectionAnswer(id: id, outcome: outcome)))
  }
}

/// What became of a request.
public enum InspectionOutcome: Sendable {
  /// The body has been judged, or the judging failed: then it is unscannable. With what is to be delivered in
  /// its place, if anything.
  case judged(InspectionRecord, CanonicalDelivery? = nil)
  /// What was spilled of it cannot be read.
  case spillLost
  /// Who judged it was lost, so that it is unscannable.
  case lost(InspectorEnd)
}

/// What is delivered in place of a body that was received: what was understood of it and judged.
public struct CanonicalDelivery: Sendable {
  /// Has it at its beginning, and is not changed any more.
  let arena: Arena
  /// How many bytes it has.
  let byteCount: Int
  /// The value of its Content-Type.
  let contentType: [UInt8]
}

/// The answer to a request.
public struct InspectionAnswer: Sendable {
  /// The request's.
  let id: Handle
  /// What became of it.
  let outcome: InspectionOutcome
}

/// Where complete bodies are judged, outside the event loops.
public protocol InspectionPool: AnyObject, Sendable {
  /// What all bodies under inspection take up.
  var memory: InspectionMemory { get }

  /// Takes a request over, and answers it later, from any thread. Does not wait.
  ///
  /// How many are under way is bounded by those who ask.
  func submit(_ request: InspectionRequest)
}
