// A fuzz target for InspectorReport, which a process writes that hostile bytes may have taken over.
// Built by Tests/Fuzz/run.

internal import Digests
internal import Inspection
internal import Scanning
internal import Signatures

@testable internal import Inspectors

/// The input is how many signatures the database has, in a byte, and a message.
///
/// No input traps; a report names no signature that is not there, each of its contents lies in one before
/// it, and written again it says the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInspectorReport(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  guard let signatures = input.first.map(Int.init) else { return 0 }
  let message = Array(input.dropFirst())
  guard let report = try? InspectorReport(message, signatures: signatures) else { return 0 }
  guard case .judged(_, let record, _, _) = report else { return 0 }
  check(record, signatures: signatures)
  guard let again = try? InspectorReport(report.message, signatures: signatures) else {
    preconditionFailure("a report that was written is read")
  }
  precondition(again.message == report.message)
  return 0
}

private func check(_ record: InspectionRecord, signatures: Int) {
  precondition(record.contents.count <= InspectorReport.contentsMax)
  var detections = record.contents.flatMap(\.detections)
  precondition(record.isInfected == !detections.isEmpty)
  if let suppressed = record.suppressed { detections.append(suppressed) }
  for detection in detections { precondition(Int(detection.signature.rawValue) < signatures) }
  for place in record.contents.indices { precondition(record.path(of: place).count <= place) }
}
