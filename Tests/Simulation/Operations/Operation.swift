import Primitives

/// What was submitted and has not completed for good.
final class Operation {
  let token: Token
  let descriptor: Descriptor
  let kind: Kind
  /// What the operation reads: it must not change until the completion.
  var sources: [Run] = []
  /// What it read when it was submitted.
  var content: [UInt8] = []
  /// What the operation writes into.
  var target: Run?
  /// How much is done.
  var doneCount = 0
  /// It is not tried before this.
  var notBeforeNanoseconds: UInt64 = 0
  /// It has been tried at least once.
  var wasTried = false
  var isComplete = false
  /// It never completes by itself: only a cancellation ends it.
  var isStalled = false
  /// What it is going to fail with, once its time has come.
  var error: Int32?
  /// It is among the operations in flight on its descriptor.
  var isCounted = false

  enum Kind {
    case accept
    case receive(group: Int, isMultishot: Bool, awaitsReadiness: Bool)
    case receiveInto
    case awaitReadable
    case send(isAll: Bool)
    case connect(SocketAddress)
    case openUnlinked
    case read(offset: Int?)
    case write(offset: Int)
  }

  init(token: Token, descriptor: Descriptor, kind: Kind) {
    self.token = token
    self.descriptor = descriptor
    self.kind = kind
  }

  /// Whether what it reads is still what it was.
  var isSourceUnchanged: Bool {
    var place = 0
    for run in sources {
      guard run.holds(content, from: place) else { return false }
      place += run.count
    }
    return true
  }
}

/// What was submitted and does not complete.
enum Command {
  case start(Operation)
  case cancel(Token)
  case sendLast(Descriptor, [UInt8])
  case shutdown(Descriptor, how: Int32)
  case close(Descriptor)
}
