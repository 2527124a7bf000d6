import Inspection
import Primitives
import Ring
import ScanAPI

extension Worker where Driver: ~Copyable {
  /// What the request of an exchange says of its body.
  func description(of slot: UInt32) -> BodyDescription {
    let head = head(slot)
    guard !head.isEmpty else { return BodyDescription() }
    var description = BodyDescription(
      head: head, bodyBytes: Int(clamping: clients[slot].exchange.bodyBytes))
    if let request = scanRequest(slot), !request.isForm { description.fileName = request.fileName }
    return description
  }
}
