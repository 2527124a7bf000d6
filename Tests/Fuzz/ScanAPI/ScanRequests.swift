// A fuzz target for ScanRequest, ScanFormat, ScanOperation and ApiKey. Built by Tests/Fuzz/run.

@testable internal import ScanAPI

/// The input is a canonical head. Nothing traps; what is read keeps to its bounds, what is not allowed by a
/// field is not allowed, and the name of a file is text in an answer, whatever its bytes are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScanRequest(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let head = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let format = ScanFormat(acceptedBy: head.span)
  _ = ApiKey(head: head.span)
  _ = ScanOperation(path: head.span, below: "/scanner")
  for operation in [ScanOperation.scan, .advancedScan] {
    guard let request = try? ScanRequest(operation, head: head.span) else { continue }
    precondition(request.fileTypes.count <= ScanRequest.fileTypesMax)
    precondition(request.fileTypes.allSatisfy { !$0.isEmpty && !$0.contains(".") })
    if operation == .scan { precondition(request.allowed.isEmpty && request.options.isEmpty) }
    let lower = String(decoding: head, as: UTF8.self).lowercased()
    if !request.allowed.isEmpty { precondition(lower.contains("true")) }
    let value = AnswerValue.object([("name", .text(request.fileName))])
    check(value.bytes(as: format ?? .json, root: "Answer"))
  }
  return 0
}

private func check(_ answer: [UInt8]) {
  precondition(String(validating: answer, as: UTF8.self) != nil)
  precondition(answer.dropLast().allSatisfy { $0 >= 0x20 || $0 == 0x0A })
}
