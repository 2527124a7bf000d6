import Configuration
import HTTP
import Inspection
import Primitives
import Proxy
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The most bytes of the field that tells the type of a body that was written anew.
  static var canonicalFieldBytesMax: Int {
    CanonicalBody.contentTypeBytesMax + "Content-Type: \r\n".utf8.count
  }

  /// What a body may have when it is written anew; `nil` where it is delivered as it was received.
  func canonicalBytesMax(_ slot: UInt32, _ description: BodyDescription) -> Int? {
    guard clients[slot].exchange.operation == nil, route(of: slot)?.bodies == .canonical else {
      return nil
    }
    let limits = limits(of: slot)
    let bytes = Int(clients[slot].exchange.bodyBytes)
    guard
      let most = CanonicalOrder.bytesMax(description, bodyBytes: bytes, limits.inspection)
    else { return nil }
    // An inspector has what it writes in its own memory first.
    return min(most, limits.inspectionBytesMax, limits.inspectorMemoryBytesMax / 2)
  }

  /// Lets go of a body as it was received, and has what was written anew delivered, from memory as if it had
  /// been spilled there. False: there is no place for that.
  mutating func replaceBody(_ slot: UInt32, _ delivery: CanonicalDelivery) -> Bool {
    holdBytes -= clients[slot].exchange.hold.bytes
    memory.releaseAll(&clients[slot].exchange.hold)
    let received = clients[slot].exchange.spill
    if received != .max {
      precondition(!isSpillBusy(received), "a body that was judged is all there")
      clients[slot].exchange.spill = .max
      closeSpill(received)
    }
    var spill = Spill(client: clientHandle(slot), arena: delivery.arena)
    spill.file = delivery.arena.descriptor
    spill.fileBytes = UInt64(delivery.byteCount)
    guard let handle = spills.insert(spill) else { return false }
    canonicals += 1
    metrics.count(.canonicalBodies)
    clients[slot].exchange.spill = handle.slot
    clients[slot].exchange.canonicalBytes = spill.fileBytes
    replaceFields(slot, contentType: delivery.contentType)
    return true
  }

  /// Takes out of the head what said something of the body as it was received, and says what is delivered.
  private mutating func replaceFields(_ slot: UInt32, contentType: [UInt8]) {
    let block = unsafe memory.blocks.memory(clients[slot].block)
    let headCount = clients[slot].exchange.headCount
    var span = unsafe MutableSpan<UInt8>(_unsafeBytes: block)
    let kept = BodyFields.remove(from: &span, headBytes: headCount)
    var writer = ByteWriter(span, count: kept)
    writer.appendField("Content-Type", contentType.span)
    precondition(writer.isWhole, "a head leaves room for this field")
    clients[slot].exchange.headCount = writer.count
    clients[slot].blockCount = writer.count
  }
}
