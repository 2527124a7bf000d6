import HTTP
import Primitives
import Ring
import Telemetry

/// A field of an answer.
struct AnswerField {
  var name: StaticString
  /// Without CR, LF and NUL.
  var value: [UInt8]
}

extension Worker where Driver: ~Copyable {
  /// Answers an exchange with a document. What was held of it is given back.
  mutating func answerDocument(
    _ slot: UInt32, _ document: AdminAnswer, outcome: RequestOutcome, _ fields: [AnswerField] = []
  ) {
    clients[slot].exchange.outcome = outcome
    clients[slot].exchange.answering = .complete
    clients[slot].exchange.status = document.status
    _ = discardBody(slot)
    let id = AnswerField(name: "X-Request-Id", value: idText(slot))
    guard queueDocument(slot, document, [id] + fields) else { return closeClient(slot) }
    pauseIfUnwanted(slot)
    pumpClient(slot)
  }

  /// Puts an answer of any length behind what is to be sent: head and body in a block where they fit, else
  /// the body in leases. False: there is no room.
  mutating func queueDocument(
    _ slot: UInt32, _ answer: AdminAnswer, _ fields: [AnswerField] = []
  ) -> Bool {
    guard let block = memory.blocks.take() else { return false }
    let isWhole = clients[slot].exchange.method == .head
    var (count, hasBody) = (0, false)
    let stays = staysOpen(slot)
    let isHTTP10 = clients[slot].exchange.isHTTP10
    do {
      let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
      var writer = ByteWriter(span)
      writer.append("HTTP/1.1 ")
      writer.appendDecimal(UInt64(answer.status))
      writer.append(" ")
      writer.append(ReasonPhrase.of(answer.status))
      writer.append("\r\nDate: ")
      writer.appendDate(unixSeconds: Clock.wallNanoseconds() / Clock.nanosecondsPerSecond)
      writer.append("\r\nContent-Type: ")
      writer.append(answer.mediaType)
      writer.append("\r\nCache-Control: no-store\r\n")
      for field in fields { writer.appendField(field.name, field.value.span) }
      writer.writeLength(UInt64(answer.body.count))
      if !stays {
        writer.writeConnectionClose()
      } else if isHTTP10 {
        writer.writeConnectionKeepAlive()
      }
      writer.finish()
      precondition(writer.isWhole, "a block has room for a head of Cordon's own")
      count = writer.count
      if !isWhole, answer.body.count <= memory.blocks.bytes - count {
        writer.append(answer.body.span)
        (count, hasBody) = (writer.count, true)
      }
    }
    let head = Segment(memory: .block(block), offset: 0, count: count)
    guard memory.segments.append(head, to: &clients[slot].out) else {
      memory.blocks.release(block)
      return false
    }
    return isWhole || hasBody || queueBody(slot, answer.body)
  }

  /// Puts a body of any length behind what is to be sent. False: there is no room for all of it.
  mutating func queueBody(_ slot: UInt32, _ body: [UInt8]) -> Bool {
    var offset = 0
    while offset < body.count {
      guard let buffer = memory.pool.take() else { return false }
      let count = min(memory.pool.bytes, body.count - offset)
      unsafe body[offset..<offset + count].withUnsafeBytes { source in
        unsafe memory.pool.receivable(buffer).copyMemory(from: source)
      }
      let part = Segment(memory: .lease(buffer), offset: memory.pool.headroom, count: count)
      guard memory.segments.append(part, to: &clients[slot].out) else {
        memory.pool.release(buffer)
        return false
      }
      offset += count
    }
    return true
  }
}
