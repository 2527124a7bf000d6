// A fuzz target for HTMLNormaliser. Built by Tests/Fuzz/run.

@testable internal import Normalisation

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
  var contents: [(kind: NormalisedContent, bytes: [UInt8])] = []
  let isWhole = fresh.normalise(document.span) { kind, bytes in
    contents.append((kind, bytes.indices.map { bytes[$0] }))
  }
  var place = 0
  let isWholeAgain = used.normalise(document.span) { kind, bytes in
    precondition(
      place < contents.count && contents[place].kind == kind
        && isSame(contents[place].bytes, bytes),
      "a normaliser remembers a document")
    place += 1
  }
  precondition(isWhole == isWholeAgain && place == contents.count)
  let bytes = contents.reduce(0) { $0 + $1.bytes.count }
  let nested = 1 << 20
  precondition(bytes <= 64 * document.count + 5 * nested, "a document becomes too large")
}

/// Whether a list has just the bytes of a run.
private func isSame(_ list: [UInt8], _ bytes: Span<UInt8>) -> Bool {
  guard list.count == bytes.count else { return false }
  for place in 0..<list.count where list[place] != bytes[place] { return false }
  return true
}
