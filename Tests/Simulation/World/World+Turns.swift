import Glibc
import Primitives

extension World {
  /// What a submission does: hands the commands over, and gives everything a turn until something has
  /// completed or the time has come.
  func enter(waitingUntilNanoseconds deadline: UInt64?) throws(Errno) {
    handOver()
    // The worker's own work takes time, too.
    nowNanoseconds += 500 + random.below(20_000)
    var turnsMore = chance(0.2) ? random.below(4) : 0
    var isThorough = false
    while true {
      guard turnCount < turnsMax else {
        violation("going in circles: \(turnCount) turns; lately: \(lately.joined(separator: ", "))")
        throw Errno(EDEADLK)
      }
      let turn = turn(passesOver: !isThorough)
      isThorough = !turn.progressed && turn.passedOver
      if hasPosted {
        guard turnsMore > 0, turn.progressed else { return }
        turnsMore -= 1
        continue
      }
      guard let deadline, nowNanoseconds < deadline else { return }
      if chance(plan.spuriousWakeup) { return }
      if !turn.progressed && !turn.passedOver { try advance(to: deadline) }
    }
  }

  /// The worker has ended: the actors go on until none of them can, so that each sees how it ended.
  public func settle() {
    handOver()
    for _ in 0..<10_000 {
      let turn = turn(passesOver: false)
      guard !turn.progressed else { continue }
      let next = actors.map(\.pauseUntilNanoseconds).filter { $0 > nowNanoseconds }.min()
      guard let next, next != .max else { return }
      nowNanoseconds = next
    }
  }

  var hasPosted: Bool { postedHead < posted.count }

  /// Gives each operation and each actor one chance to go on, in random order.
  ///
  /// A turn in which nobody is passed over tells that nothing can go on.
  private func turn(passesOver: Bool) -> (progressed: Bool, passedOver: Bool) {
    turnCount += 1
    var progressed = runTimers()
    var passedOver = false
    let operationCount = operations.count
    shuffleOrder(operationCount + actors.count)
    for place in order {
      if passesOver, chance(plan.passOver) {
        passedOver = true
        continue
      }
      if place < operationCount {
        let operation = operations[place]
        if !operation.isComplete, operation.notBeforeNanoseconds <= nowNanoseconds,
          attempt(operation)
        {
          progressed = true
          noteProgress("\(operation.kind) on \(operation.descriptor.number)")
        }
      } else {
        let actor = actors[place - operationCount]
        if !actor.isFinished, actor.step(in: self) {
          progressed = true
          noteProgress("\(type(of: actor))")
        }
      }
    }
    operations.removeAll { $0.isComplete }
    actors.removeAll { $0.isFinished }
    return (progressed, passedOver)
  }

  /// Remembers what went on in the last turns before there have been too many.
  private func noteProgress(_ what: @autoclosure () -> String) {
    guard turnCount > turnsMax - 10, lately.count < 20 else { return }
    lately.append(what())
  }

  private func shuffleOrder(_ count: Int) {
    order.removeAll(keepingCapacity: true)
    for place in 0..<count { order.append(place) }
    var left = count
    while left > 1 {
      order.swapAt(left - 1, Int(random.below(UInt64(left))))
      left -= 1
    }
  }

  private func runTimers() -> Bool {
    var isAny = false
    var place = 0
    while place < timers.count {
      if timers[place].nanoseconds <= nowNanoseconds {
        let action = timers.remove(at: place).action
        action(self)
        isAny = true
      } else {
        place += 1
      }
    }
    return isAny
  }

  /// Moves the clock to the next moment at which something can happen.
  private func advance(to deadline: UInt64) throws(Errno) {
    var next = deadline
    for operation in operations where operation.notBeforeNanoseconds > nowNanoseconds {
      next = min(next, operation.notBeforeNanoseconds)
    }
    for actor in actors where actor.pauseUntilNanoseconds > nowNanoseconds {
      next = min(next, actor.pauseUntilNanoseconds)
    }
    for timer in timers { next = min(next, timer.nanoseconds) }
    guard next != .max else {
      violation("waiting for what cannot happen")
      throw Errno(EDEADLK)
    }
    nowNanoseconds = max(nowNanoseconds, next)
    if chance(plan.clockJump) {
      nowNanoseconds += random.below(plan.clockJumpNanosecondsMax)
    }
  }

  // Commands.

  private func handOver() {
    let handed = commands
    commands.removeAll(keepingCapacity: true)
    for command in handed {
      switch command {
      case .start(let operation):
        if chance(plan.late) {
          operation.notBeforeNanoseconds = nowNanoseconds + random.below(plan.lateNanosecondsMax)
        }
        operations.append(operation)
        // The kernel tries an operation when it is submitted, in order; or it comes to it later.
        if operation.notBeforeNanoseconds == 0, chance(0.5) { _ = attempt(operation) }
      case .cancel(let token): cancelNow(token)
      case .sendLast(let descriptor, let bytes): sendNow(descriptor, bytes)
      case .shutdown(let descriptor, let how): shutDownNow(descriptor, how: how)
      case .close(let descriptor): closeNow(descriptor)
      }
    }
    operations.removeAll { $0.isComplete }
  }

  private func cancelNow(_ token: Token) {
    guard let operation = operations.first(where: { $0.token == token && !$0.isComplete }) else {
      return
    }
    if chance(plan.cancelLoses) { _ = attempt(operation) }
    guard !operation.isComplete else { return }
    // Linux: what was sent before the cancellation is reported instead of it.
    let result = operation.doneCount > 0 ? Int32(operation.doneCount) : -ECANCELED
    complete(operation, result)
  }

  private func sendNow(_ descriptor: Descriptor, _ bytes: [UInt8]) {
    guard let connection = connection(descriptor), !connection.isResetForWorker,
      !connection.toActor.isFinished
    else { return }
    _ = connection.toActor.write(bytes[...])
  }

  private func shutDownNow(_ descriptor: Descriptor, how: Int32) {
    guard let connection = connection(descriptor) else { return }
    if how == Int32(SHUT_WR) || how == Int32(SHUT_RDWR) { connection.toActor.isFinished = true }
    if how == Int32(SHUT_RD) || how == Int32(SHUT_RDWR) { connection.isReadShutDownByWorker = true }
  }

  private func closeNow(_ descriptor: Descriptor) {
    guard let index = index(descriptor) else { return }
    switch entries[index].kind {
    case .socket(let connection): connection.closeByWorker()
    case .file(let file):
      disk.shrink(by: file.bytes.count)
      file.bytes = []
    case .listener(let listener):
      listener.isClosed = true
      for connection in listener.backlog { connection.resetActor() }
      listener.backlog = []
    case .unconnected, .directory, .event, .memory: break
    }
  }

  // Completions.

  /// Posts the last completion of an operation.
  func complete(_ operation: Operation, _ result: Int32) {
    operation.isComplete = true
    post(operation, result, isMoreToCome: false)
  }

  /// Posts one completion.
  func post(
    _ operation: Operation, _ result: Int32, buffer: UInt16? = nil, isMoreToCome: Bool,
    isSocketNonempty: Bool = false
  ) {
    if sabotage == .losesCompletions, chance(0.05) { return }
    if posted.count - postedHead >= plan.completionsMax { overflows += 1 }
    if !isMoreToCome { operation.isComplete = true }
    mix = (mix ^ operation.token.bits ^ UInt64(UInt32(bitPattern: result)) << 32) &* 0x100_0000_01B3
    mix ^= nowNanoseconds
    note(
      "completed \(operation.kind) on \(operation.descriptor.number) token \(operation.token.bits)"
        + " with \(result) buffer \(buffer.map(String.init) ?? "-") more \(isMoreToCome)")
    posted.append(
      PostedCompletion(
        operation: operation, result: result, buffer: buffer, isMoreToCome: isMoreToCome,
        isSocketNonempty: isSocketNonempty))
  }
}
