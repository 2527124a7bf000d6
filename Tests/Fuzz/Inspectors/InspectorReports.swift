// A fuzz target for InspectorReport, which a process writes that hostile bytes may have taken over. Built by
// Tests/Fuzz/run into one module with Sources/Inspectors.

internal import Digests
internal import Scanning
internal import Signatures

/// The input is how many signatures the database has, in a byte, and a message.
///
/// No input traps; a report names no signature that is not there, its verdict agrees with what it lists, and
/// written again it is the same message.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInspectorReport(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  guard let signatures = input.first.map(Int.init) else { return 0 }
  let message = Array(input.dropFirst())
  guard let report = try? InspectorReport(message, signatures: signatures) else { return 0 }
  switch report {
  case .judged(_, let result, _): check(result, signatures: signatures)
  case .ready, .spillLost: break
  // Its text may have been mended.
  case .unfit: return 0
  }
  precondition(report.message == message)
  return 0
}

private func check(_ result: WholeResult, signatures: Int) {
  precondition(result.detections.count <= InspectorReport.detectionsMax)
  var all = result.detections
  if let suppressed = result.suppressed { all.append(suppressed) }
  switch result.verdict {
  case .infected(let detection):
    all.append(detection)
    precondition(result.detections.contains(detection))
  case .clean, .unscannable: precondition(result.detections.isEmpty)
  }
  precondition(all.allSatisfy { Int($0.signature.rawValue) < signatures })
  precondition(result.sha256.map { $0.count == 32 } ?? true)
}
