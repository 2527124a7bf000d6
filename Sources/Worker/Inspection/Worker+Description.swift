import Inspection
import Primitives
import Ring
import ScanAPI

extension Worker where Driver: ~Copyable {
  /// What the request of an exchange says of its body.
  func description(of slot: UInt32) -> BodyDescription {
    let block = clients[slot].block
    let count = clients[slot].exchange.headCount
    guard block != .max, count > 0 else { return BodyDescription() }
    var description = unsafe BodyDescription(
      head: Span<UInt8>(
        _unsafeBytes: UnsafeRawBufferPointer(rebasing: memory.blocks.memory(block)[0..<count])),
      bodyBytes: Int(clamping: clients[slot].exchange.bodyBytes))
    if let request = scanRequest(slot), !request.isForm { description.fileName = request.fileName }
    return description
  }
}
