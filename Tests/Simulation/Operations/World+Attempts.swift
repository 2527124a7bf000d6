import Glibc
import Primitives

extension World {
  /// Goes on with an operation as far as it can; returns whether anything changed.
  func attempt(_ operation: Operation) -> Bool {
    if !operation.isSourceUnchanged {
      violation("memory of token \(operation.token.bits) changed before it was sent")
    }
    let wasTried = operation.wasTried
    operation.wasTried = true
    switch operation.kind {
    case .accept: return attemptAccept(operation)
    case .receive(let group, let isMultishot, let awaitsReadiness):
      return attemptReceive(
        operation, group: group, isMultishot: isMultishot,
        needsBufferAtOnce: !wasTried && !awaitsReadiness)
    case .receiveInto: return attemptReceiveInto(operation)
    case .awaitReadable: return attemptReadable(operation)
    case .send(let isAll): return attemptSend(operation, isAll: isAll)
    case .connect(let address): return attemptConnect(operation, address, isFirst: !wasTried)
    case .openUnlinked: return attemptOpen(operation)
    case .read(let offset): return attemptRead(operation, offset: offset)
    case .write(let offset): return attemptWrite(operation, offset: offset)
    }
  }

  private func delayAgain(_ operation: Operation) {
    guard chance(plan.late) else { return }
    operation.notBeforeNanoseconds = nowNanoseconds + random.below(plan.lateNanosecondsMax)
  }

  private func attemptAccept(_ operation: Operation) -> Bool {
    guard case .listener(let listener)? = entry(operation.descriptor)?.kind else {
      complete(operation, -EINVAL)
      return true
    }
    guard !listener.backlog.isEmpty else { return false }
    if chance(plan.acceptError) {
      if random.below(2) == 0 {
        listener.backlog.removeFirst().fail()
        complete(operation, -ECONNABORTED)
      } else {
        complete(operation, -EMFILE)
      }
      return true
    }
    for _ in 0...random.below(4) where !listener.backlog.isEmpty && !operation.isComplete {
      let connection = listener.backlog.removeFirst()
      connection.isAccepted = true
      let descriptor = open(.socket(connection))
      note("accepted connection \(connection.number) as \(descriptor.number)")
      let isOver =
        chance(plan.multishotEnd) || posted.count - postedHead >= plan.completionsMax
      post(operation, descriptor.number, isMoreToCome: !isOver)
    }
    delayAgain(operation)
    return true
  }

  private func attemptReceive(
    _ operation: Operation, group: Int, isMultishot: Bool, needsBufferAtOnce: Bool
  ) -> Bool {
    guard let connection = connection(operation.descriptor) else {
      complete(operation, -ENOTCONN)
      return true
    }
    // The kernel picks the buffer before it looks at the socket.
    if needsBufferAtOnce, groups[group].isEmpty {
      complete(operation, -ENOBUFS)
      return true
    }
    let isEnd = connection.toWorker.isFinished || connection.isReadShutDownByWorker
    guard !connection.toWorker.isEmpty || isEnd || connection.workerError != nil else {
      return false
    }
    if chance(plan.receiveError) {
      connection.fail()
      complete(operation, chance(0.8) ? -ECONNRESET : -ETIMEDOUT)
      return true
    }
    var burst = isMultishot ? random.below(8) : 0
    while true {
      guard receiveOnce(operation, from: connection, group: group, isMultishot: isMultishot),
        burst > 0
      else { break }
      burst -= 1
    }
    delayAgain(operation)
    return true
  }

  /// One completion of a receive; returns whether another one can follow at once.
  private func receiveOnce(
    _ operation: Operation, from connection: SimulatedConnection, group: Int, isMultishot: Bool
  ) -> Bool {
    let isEnd = connection.toWorker.isFinished || connection.isReadShutDownByWorker
    guard !connection.toWorker.isEmpty || isEnd || connection.workerError != nil else {
      return false
    }
    guard !groups[group].isEmpty else {
      complete(operation, -ENOBUFS)
      return false
    }
    if connection.toWorker.isEmpty {
      let error = connection.workerError ?? 0
      connection.workerError = nil
      complete(operation, -error)
      return false
    }
    guard let buffer = groups[group].removeFirst() else { return false }
    checkPoison(buffer)
    var most = buffer.run.count
    if chance(plan.shortReceive) {
      most = number(in: 1...min(most, max(1, connection.toWorker.count)))
      if chance(0.3) { most = 1 }
    }
    let bytes = connection.toWorker.read(most)
    buffer.run.fill(from: bytes)
    if sabotage == .altersBytes, chance(0.05), let last = bytes.last {
      buffer.run.fill(from: (bytes.dropLast() + [last ^ 1])[...])
    }
    let isOver =
      !isMultishot || chance(plan.multishotEnd)
      || posted.count - postedHead >= plan.completionsMax
    post(
      operation, Int32(bytes.count), buffer: buffer.index, isMoreToCome: !isOver,
      isSocketNonempty: !connection.toWorker.isEmpty)
    return !isOver
  }

  /// Whether a receive would give bytes, the end or an error.
  private func isReadable(_ connection: SimulatedConnection) -> Bool {
    !connection.toWorker.isEmpty || connection.toWorker.isFinished
      || connection.isReadShutDownByWorker || connection.workerError != nil
  }

  private func attemptReadable(_ operation: Operation) -> Bool {
    if let connection = connection(operation.descriptor), !isReadable(connection) { return false }
    complete(operation, 1)
    return true
  }

  private func attemptReceiveInto(_ operation: Operation) -> Bool {
    guard let connection = connection(operation.descriptor), let target = operation.target else {
      complete(operation, -ENOTCONN)
      return true
    }
    guard isReadable(connection) else {
      complete(operation, -EAGAIN)
      return true
    }
    if chance(plan.receiveError) {
      connection.fail()
      complete(operation, chance(0.8) ? -ECONNRESET : -ETIMEDOUT)
      return true
    }
    if connection.toWorker.isEmpty {
      let error = connection.workerError ?? 0
      connection.workerError = nil
      // Linux: a connection at its end counts as nonempty.
      post(operation, -error, isMoreToCome: false, isSocketNonempty: error == 0)
      return true
    }
    var most = target.count
    if chance(plan.shortReceive) {
      most = number(in: 1...min(most, max(1, connection.toWorker.count)))
    }
    let bytes = connection.toWorker.read(most)
    target.fill(from: bytes)
    post(
      operation, Int32(bytes.count), isMoreToCome: false,
      isSocketNonempty: !connection.toWorker.isEmpty || connection.toWorker.isFinished)
    return true
  }

  private func attemptSend(_ operation: Operation, isAll: Bool) -> Bool {
    guard let connection = connection(operation.descriptor) else {
      complete(operation, -ENOTCONN)
      return true
    }
    if chance(plan.sendError) {
      connection.fail()
      failSend(operation, chance(0.5) ? EPIPE : chance(0.5) ? ECONNRESET : ETIMEDOUT)
      return true
    }
    if let error = connection.workerError {
      connection.workerError = nil
      failSend(operation, error)
      return true
    }
    if connection.isResetForWorker || connection.toActor.isFinished {
      failSend(operation, EPIPE)
      return true
    }
    let left = operation.content[operation.doneCount...]
    if connection.isClosedByActor {
      // It goes out all the same; the answer to it is a reset.
      connection.resetWorker(with: chance(0.5) ? EPIPE : ECONNRESET)
      complete(operation, Int32(operation.content.count))
      return true
    }
    var most = min(left.count, connection.toActor.room)
    if most > 1, chance(plan.shortSend) { most = number(in: 1...most) }
    guard most > 0 || left.isEmpty else { return false }
    operation.doneCount += connection.toActor.write(left.prefix(most))
    if sabotage == .doublesBytes, chance(0.02) { _ = connection.toActor.write(left.prefix(1)) }
    if !isAll || operation.doneCount == operation.content.count {
      complete(operation, Int32(operation.doneCount))
    }
    delayAgain(operation)
    return true
  }

  /// Linux: an error after some bytes have gone is reported as their count.
  private func failSend(_ operation: Operation, _ error: Int32) {
    complete(operation, operation.doneCount > 0 ? Int32(operation.doneCount) : -error)
  }

  private func attemptConnect(
    _ operation: Operation, _ address: SocketAddress, isFirst: Bool
  ) -> Bool {
    if isFirst {
      if chance(plan.connectStall) {
        operation.isStalled = true
      } else if chance(plan.connectTimeout) {
        operation.error = ETIMEDOUT
        operation.notBeforeNanoseconds = nowNanoseconds + random.below(130_000_000_000)
      }
    }
    guard !operation.isStalled, operation.notBeforeNanoseconds <= nowNanoseconds else {
      return false
    }
    if let error = operation.error {
      complete(operation, -error)
      return true
    }
    guard let upstream = upstreams.first(where: { $0.address == address }),
      !chance(plan.connectRefused), upstream.isAccepting(in: self),
      let index = index(operation.descriptor)
    else {
      complete(operation, -ECONNREFUSED)
      return true
    }
    let connection = makeConnection(address: address)
    connection.isAccepted = true
    entries[index].kind = .socket(connection)
    upstream.accepted(connection, in: self)
    complete(operation, 0)
    return true
  }
}
