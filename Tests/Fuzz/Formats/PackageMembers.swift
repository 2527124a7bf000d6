// A fuzz target for what the members of packages tell, and for the unpacking that is written here. Built by
// Tests/Fuzz/run.

internal import Decoding
@testable internal import Formats

/// Properties, not results: nothing traps, and every kind of part is read in time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPackageMembers(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  var parts = PackageParts()
  let names = [
    "mimetype", "[Content_Types].xml", "META-INF/manifest.xml", "META-INF/encryption.xml",
    "word/_rels/document.xml.rels", "word/document.xml", "xl/externalLinks/externalLink1.xml",
    "xl/externalLinks/externalLink1.bin", "manifest.json",
  ]
  for name in names { parts.add(name: Array(name.utf8).span, bytes: input.span) }
  parts.add(name: input.span, bytes: input.span)
  _ = OfficeMarkup(document: input.span)
  _ = FormMarkup.hasScripts(input.span)
  _ = parts.kind
  _ = parts.allFindings
  for coding in [Coding.deflate64, .compress] {
    let decoded = Decoder.decode(input.span, as: coding, bytesMax: 4096)
    precondition(decoded.bytes.count <= 4096 && decoded.consumedBytes <= size, "within the limits")
  }
  return 0
}
