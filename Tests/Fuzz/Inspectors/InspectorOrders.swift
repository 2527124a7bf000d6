// A fuzz target for InspectorOrder. Built by Tests/Fuzz/run.

internal import Scanning

@testable internal import Inspectors

/// The input is a message. None traps; an order keeps to its bounds, and written again it is the same
/// message, but for digests, which have an order of their own.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInspectorOrder(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let message = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  guard let order = try? InspectorOrder(message) else { return 0 }
  switch order {
  case .judge(let task):
    precondition(task.description.count <= InspectorOrder.descriptionBytesMax)
    precondition(UInt64(task.spilledBytes) <= task.handover.bodyBytes)
    guard let again = try? InspectorOrder(order.message) else {
      preconditionFailure("an order that was written is read")
    }
    precondition(again.message == order.message)
  case .forget: precondition(order.message == message)
  // Its text may have been mended.
  case .adopt: break
  }
  return 0
}
