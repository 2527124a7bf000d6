import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The page that is sent in place of Cordon's own words; `nil`: there is none for this status and client,
  /// or no memory to send it from.
  func errorPage(_ slot: UInt32, _ status: UInt16) -> AnswerPage? {
    let exchange = clients[slot].exchange
    let place = listeners[clients[slot].listener]
    guard status >= 400, case .frontend(let listener) = place.socket.purpose,
      place.generation == clients[slot].listenerGeneration || exchange.hasRoute
    else { return nil }
    let snapshot = snapshots[exchange.snapshot]!
    if exchange.hasRoute {
      return snapshot.routePages[exchange.listener][exchange.route].page(status, exchange.format)
    }
    guard listener < snapshot.listenerPages.count else { return nil }
    return snapshot.listenerPages[listener].page(status, exchange.format)
  }

  /// Puts an answer with a page behind what is to be sent. False: there is no room, and nothing is there.
  mutating func queuePage(
    _ slot: UInt32, _ answer: OwnAnswer, _ page: AnswerPage, reason: StaticString, lineBytes: Int
  ) -> Bool {
    let words = reason.withUTF8Buffer { unsafe Array($0) }
    let body = page.body(status: answer.status, reason: words, id: idText(slot))
    let leases = (body.count + memory.pool.bytes - 1) / memory.pool.bytes
    // Under load the short answer is the better one.
    guard memory.pool.freeCount > reserve + leases, let block = memory.blocks.take() else {
      return false
    }
    let (count, hasBody) = writePage(slot, answer, body, lineBytes, block)
    let head = Segment(memory: .block(block), offset: 0, count: count)
    guard memory.segments.append(head, to: &clients[slot].out) else {
      memory.blocks.release(block)
      return false
    }
    if answer.isHead || hasBody { return true }
    if !queueBody(slot, body) { closeClient(slot) }
    return true
  }

  /// Writes the head, and the body where it fits behind it.
  private mutating func writePage(
    _ slot: UInt32, _ answer: OwnAnswer, _ body: [UInt8], _ lineBytes: Int, _ block: UInt32
  ) -> (count: Int, hasBody: Bool) {
    let id = clients[slot].exchange.id.text
    let date = Self.dateNow()
    let lines = unsafe Span<UInt8>(
      _unsafeBytes: UnsafeRawBufferPointer(rebasing: scratch.bytes[0..<lineBytes]))
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
    var writer = ByteWriter(span)
    answer.writeHead(
      date: date.span, id: id.span, lines: lines, bodyBytes: UInt64(body.count),
      into: &writer)
    precondition(writer.isWhole, "a block has room for a head of Cordon's own")
    guard !answer.isHead, body.count <= memory.blocks.bytes - writer.count else {
      return (writer.count, false)
    }
    writer.append(body.span)
    return (writer.count, true)
  }

  /// The value of `Date` now.
  static func dateNow() -> InlineArray<29, UInt8> {
    var date = InlineArray<29, UInt8>(repeating: 32)
    do {
      var writer = ByteWriter(date.mutableSpan)
      writer.appendDate(unixSeconds: Clock.wallNanoseconds() / Clock.nanosecondsPerSecond)
    }
    return date
  }
}
