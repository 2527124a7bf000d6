// A fuzz target for the reader of containers. Built by Tests/Fuzz/run.

@testable internal import Signatures

/// A container that is not signed: past the signatures, all are read alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContainers(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  for kind in [ContainerKind.cud, .cld, .cvd] {
    var set = SignatureSet()
    try? set.add(container: SourceFile(name: "a.cud", bytes: input), kind)
  }
  return 0
}
