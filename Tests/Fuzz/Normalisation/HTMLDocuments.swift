// A fuzz target for HTMLNormaliser. Built by Tests/Fuzz/run into one module with
// Sources/Normalisation.

/// Used for all inputs, as it is in a worker.
nonisolated(unsafe) private var used = HTMLNormaliser()

/// Properties, not results: no document traps, a normaliser that is used again remembers nothing, and
/// what comes of a document is bounded.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTMLDocument(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  check(input)
  check(Array("<html><script>".utf8) + input)
  check(WideHTML.narrowed(input.span))
  _ = EncodedScript.document(decoding: input.span)
  return 0
}

private func check(_ document: [UInt8]) {
  var fresh = HTMLNormaliser()
  let result = fresh.normalise(document.span)
  precondition(used.normalise(document.span) == result, "a normaliser remembers a document")
  let bytes = result.contents.reduce(0) { $0 + $1.bytes.count }
  let nested = 1 << 20
  precondition(bytes <= 64 * document.count + 5 * nested, "a document becomes too large")
}
