// A fuzz target for what the members of packages tell. Built by Tests/Fuzz/run.

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
    "xl/externalLinks/externalLink1.bin",
  ]
  for name in names { parts.add(name: Array(name.utf8).span, bytes: input.span) }
  parts.add(name: input.span, bytes: input.span)
  _ = OfficeMarkup(document: input.span)
  _ = FormMarkup.hasScripts(input.span)
  _ = parts.kind
  _ = parts.allFindings
  return 0
}
