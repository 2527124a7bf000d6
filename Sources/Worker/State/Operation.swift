import Primitives

/// What a submission was, in its token.
enum Operation: UInt8 {
  case accept = 1
  case clientReceive
  case clientReceiveDirect
  case clientReadable
  case clientSend
  case upstreamConnect
  case upstreamReceive
  case upstreamSend
  case spillOpen
  case spillWrite
  case spillRead
  case wake
}

extension Token {
  /// A token of an operation on a slot at its present generation.
  init(_ operation: Operation, _ handle: Handle) {
    self.init(slot: handle.slot, generation: handle.generation, operation: operation.rawValue)
  }
}

/// How a socket is being received from.
enum Receiving: UInt8 {
  case none
  /// The kernel receives into provided buffers, again and again.
  case multishot
  /// Waits to hear that there is something.
  case readable
  /// In the queue of those whose turn to receive is soon.
  case queued
  /// Receives into a lease that the worker has chosen.
  case direct
}
