import Glibc
import Primitives
import Ring
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Puts ciphertext behind what is to be sent, and gives back memory that holds none. False: there is no room,
  /// and the client is gone.
  mutating func queueSealed(_ slot: UInt32, _ segment: Segment) -> Bool {
    guard segment.count > 0 else {
      memory.release(segment)
      return true
    }
    guard memory.segments.append(segment, to: &clients[slot].sealedOut) else {
      // A record that is missing is seen at the other side: the table's size makes this a bug or an attack.
      memory.release(segment)
      metrics.count(limit: .leasesPerConnectionMax)
      closeClient(slot)
      return false
    }
    return true
  }

  /// Makes records of what is queued for the client, once those before them are sent, and sends them.
  mutating func pumpSecure(_ slot: UInt32) {
    guard clients[slot].sealedOut.isEmpty else { return sendSealed(slot) }
    guard let room = roomForCiphertext(clients[slot].out.bytes, leaving: reserve) else {
      return starve(slot)
    }
    let written = unsafe seal(slot, into: memory.bytes(room))
    let sealed = Segment(memory: room.memory, offset: Int(room.offset), count: written ?? 0)
    guard queueSealed(slot, sealed) else { return }
    guard written != nil else { return closeClient(slot) }
    sendSealed(slot)
  }

  /// A block where that is enough; else a lease, where more than so many are free.
  mutating func roomForCiphertext(_ count: Int, leaving free: Int) -> Segment? {
    if count + TLSSession.recordRoom > memory.blocks.bytes, memory.pool.freeCount > free,
      let buffer = memory.pool.take()
    {
      return Segment(
        memory: .lease(buffer), offset: memory.pool.headroom, count: memory.pool.bytes)
    }
    return memory.blocks.take().map {
      Segment(memory: .block($0), offset: 0, count: memory.blocks.bytes)
    }
  }

  /// Seals as much as there is room for; how many bytes of ciphertext. `nil`: the session cannot go on.
  private mutating func seal(_ slot: UInt32, into room: UnsafeMutableRawBufferPointer) -> Int? {
    var written = 0
    while let first = memory.segments.first(of: clients[slot].out) {
      let isAlone = clients[slot].out.count == 1 || first.count >= TLSSession.recordBytesMax
      let plain = unsafe isAlone ? UnsafeRawBufferPointer(memory.bytes(first)) : gather(slot)
      let sealed = unsafe tls[slot].seal(
        plain, into: UnsafeMutableRawBufferPointer(rebasing: room[written...]))
      if let failure = sealed.failure {
        metrics.count(Self.counter(of: failure))
        return nil
      }
      written += sealed.written
      clients[slot].exchange.responseBytes += UInt64(sealed.consumed)
      memory.drop(sealed.consumed, &clients[slot].out)
      if sealed.consumed < plain.count { break }
    }
    return written
  }

  /// Copies short runs together, so that a head and its body are one record.
  private mutating func gather(_ slot: UInt32) -> UnsafeRawBufferPointer {
    var count = 0
    var cursor = memory.segments.cursor(of: clients[slot].out)
    while unsafe count < record.bytes.count, let segment = memory.segments.next(&cursor) {
      let part = unsafe min(Int(segment.count), record.bytes.count - count)
      unsafe (record.bytes.baseAddress! + count).copyMemory(
        from: memory.bytes(segment).baseAddress!, byteCount: part)
      count += part
    }
    return unsafe UnsafeRawBufferPointer(rebasing: record.bytes[0..<count])
  }

  /// Sends what is sealed.
  mutating func sendSealed(_ slot: UInt32) {
    guard !clients[slot].isSending, !clients[slot].sealedOut.isEmpty,
      clients[slot].phase != .closing
    else { return }
    send(slot, clients[slot].sealedOut, isFollowed: !clients[slot].out.isEmpty)
  }

  /// Ciphertext has been sent.
  mutating func sealedSent(_ slot: UInt32, _ completion: Completion) {
    guard completion.result > 0 else {
      clients[slot].exchange.outcome = .clientAborted
      countAbortedBeginning(slot)
      return closeClient(slot)
    }
    metrics.count(.bytesToClients, Int(completion.result))
    memory.drop(
      min(clients[slot].sendingBytes, Int(completion.result)), &clients[slot].sealedOut)
    if clients[slot].phase == .streams {
      setFramesSendDeadline(slot)
    } else {
      setClientDeadline(slot)
    }
    guard clients[slot].sealedOut.isEmpty else { return sendSealed(slot) }
    switch clients[slot].phase {
    case .exchange: continueAnswer(slot)
    case .idle, .head: receive(slot)
    case .streams:
      pumpLater(slot)
      receive(slot)
    case .lingering: endSending(slot)
    case .closing: break
    }
  }

  /// Says that the body is awaited.
  mutating func sealContinue(_ slot: UInt32) {
    guard let block = memory.blocks.take() else { return closeClient(slot) }
    let sealed = unsafe tls[slot].seal(
      statics.continueAnswer, into: memory.blocks.memory(block))
    guard queueSealed(slot, Segment(memory: .block(block), offset: 0, count: sealed.written))
    else { return }
    guard sealed.failure == nil else { return closeClient(slot) }
    sendSealed(slot)
  }

  /// Says that nothing more will be sent, behind what is still to be sent. False: the client is gone.
  mutating func sealEnd(_ slot: UInt32) -> Bool {
    guard let block = memory.blocks.take() else { return true }
    let count = unsafe tls[slot].finish(into: memory.blocks.memory(block))
    return queueSealed(slot, Segment(memory: .block(block), offset: 0, count: count))
  }

  /// Ends this side's direction, once all is sent.
  mutating func endSending(_ slot: UInt32) {
    guard clients[slot].sealedOut.isEmpty else { return sendSealed(slot) }
    driver.shutdown(clients[slot].socket, how: Int32(SHUT_WR))
    if clients[slot].isInputEnded { closeClient(slot) }
  }
}
