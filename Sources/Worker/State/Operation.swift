import Primitives

/// What a submission was, in its token.
enum Operation: UInt8 {
  case accept = 1
  case clientReceive
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
  case single
  case multishot
}
