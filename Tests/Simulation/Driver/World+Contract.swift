import Glibc
import Primitives
import Ring

/// The worker's side of the driver's contract, checked at each call.
extension World {
  /// A descriptor is named: it must be open.
  @discardableResult func use(_ descriptor: Descriptor, for purpose: String) -> Bool {
    guard let index = index(descriptor), entries[index].isOpenNow else {
      violation("\(purpose) on descriptor \(descriptor.number), which is not open")
      return false
    }
    return true
  }

  /// An operation is submitted.
  func start(_ operation: Operation) {
    if operation.token.bits == 0 { violation("a token of zero is that of what does not complete") }
    if liveTokens.contains(operation.token.bits) {
      violation("token \(operation.token.bits) submitted while it is in flight")
    }
    liveTokens.insert(operation.token.bits)
    note(
      "submitted \(operation.kind) on \(operation.descriptor.number) token \(operation.token.bits)"
        + " bytes \(operation.content.count)")
    checkMemory(operation)
    unreaped.append(operation)
    if use(operation.descriptor, for: "\(operation.kind)"),
      let index = index(operation.descriptor)
    {
      entries[index].inFlight += 1
      operation.isCounted = true
      append(.start(operation))
    } else {
      operation.isComplete = true
      post(operation, -EBADF, isMoreToCome: false)
    }
  }

  /// Collects a command; a full submission queue is handed over first.
  func append(_ command: Command) {
    if commands.count >= plan.submissionsMax { try? enter(waitingUntilNanoseconds: nil) }
    commands.append(command)
  }

  /// A descriptor is closed: once, and with nothing in flight.
  func close(_ descriptor: Descriptor) {
    guard use(descriptor, for: "close"), let index = index(descriptor) else { return }
    if entries[index].inFlight > 0 {
      violation(
        "close of \(entries[index].kind.name) (\(descriptor.number)) with"
          + " \(entries[index].inFlight) operations in flight")
    }
    entries[index].isOpen = false
    note("close \(descriptor.number)")
    append(.close(descriptor))
  }

  /// The next completion; only now is an operation over for the worker.
  func takeCompletion() -> Completion? {
    guard postedHead < posted.count else { return nil }
    let taken = posted[postedHead]
    postedHead += 1
    if postedHead == posted.count {
      posted.removeAll(keepingCapacity: true)
      postedHead = 0
    }
    if !taken.isMoreToCome { reap(taken.operation) }
    return Completion(
      token: taken.operation.token, result: taken.result, buffer: taken.buffer,
      isMoreToCome: taken.isMoreToCome, isSocketNonempty: taken.isSocketNonempty)
  }

  private func reap(_ operation: Operation) {
    if !operation.isSourceUnchanged {
      violation("memory of token \(operation.token.bits) changed before its completion")
    }
    liveTokens.remove(operation.token.bits)
    if let place = unreaped.firstIndex(where: { $0 === operation }) { unreaped.remove(at: place) }
    if operation.isCounted, let index = index(operation.descriptor) {
      entries[index].inFlight -= 1
    }
  }
}
