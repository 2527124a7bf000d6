// A fuzz target for ProxyHeader. Built by Tests/Fuzz/run.

internal import Primitives

@testable internal import HTTP

/// Properties, not results: the cut of the bytes decides nothing, and what is read is written in a form
/// that says the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProxyHeader(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let whole = ProxyHeader.read(input.span)
  for count in [1, 5, 6, 12, 13, 14, 16, input.count / 2, input.count - 1]
  where count > 0 && count < input.count {
    let part = ProxyHeader.read(input.span.extracting(first: count))
    precondition(part == .incomplete || part == whole, "the cut decides the header")
  }
  guard case .complete(let header, let count) = whole else { return 0 }
  precondition(count <= input.count && count <= ProxyHeader.bytesMax)
  precondition(
    ProxyHeader.read(input.span.extracting(first: count)) == whole, "what follows decides it")
  for version in [ProxyVersion.text, .binary] { check(header, version) }
  return 0
}

private func check(_ header: ProxyHeader, _ version: ProxyVersion) {
  var output = [UInt8](repeating: 0, count: ProxyHeader.emissionBytesMax)
  var writer = ByteWriter(output.mutableSpan)
  precondition(header.emit(version, into: &writer), "the bound is too low")
  let count = writer.count
  let again = ProxyHeader.read(output.span.extracting(first: count))
  precondition(again == .complete(header, count: count), "what is written says something else")
}
